package dev.sluice.bridge.http.server.route;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Files over HTTP that change, go, or cannot be read while they are served. */
class ChangingFilesTest extends ServedFiles {
  @Test
  void noChangeOfAFileIsMissed() throws IOException {
    serve(route("f"));
    // Each with a time of its own, and some with the size of the one before.
    int[] sizes = {10, 10, 11, 100_000, 100_000, 5, 70_000, 0, 10};
    for (int i = 0; i < sizes.length; i++) {
      byte[] bytes = bytes(sizes[i]);
      if (bytes.length > 0) {
        bytes[0] = (byte) i;
      }
      write("f", bytes, LONG_AGO.plusMillis(i));
      assertArrayEquals(bytes, get().body());
      assertArrayEquals(bytes, get().body());
    }
  }

  @Test
  void aFileThatTakesThePlaceOfAnotherWithItsSizeAndTimeIsNoticed() throws IOException {
    serve(route("f"));
    write("f", text(100));
    String first = get().field("ETag");
    assertEquals(first, get().field("ETag"));
    Path other = write("other", bytes(100));
    Files.move(other, folder.resolve("f"), StandardCopyOption.REPLACE_EXISTING);
    RouteServer.Answer second = get();
    assertArrayEquals(bytes(100), second.body());
    assertNotEquals(first, second.field("ETag"));
  }

  @Test
  void aFileThatWasJustChangedHasAWeakTagAndIsReadEachTime() throws IOException {
    serve(route("f"));
    // What changes again within one step of the file system's clock has the same stamp.
    Instant now = Instant.now();
    for (int i = 0; i < 5; i++) {
      byte[] bytes = bytes(100);
      bytes[0] = (byte) i;
      write("f", bytes, now);
      RouteServer.Answer answer = get();
      assertArrayEquals(bytes, answer.body());
      String etag = answer.field("ETag");
      assertTrue(etag != null && etag.startsWith("W/\""), etag);
    }
  }

  @Test
  void aTimeToComeIsNotToldAsSuch() throws IOException {
    serve(route("f"));
    write("f", text(10), Instant.now().plusSeconds(100_000));
    RouteServer.Answer answer = get();
    assertTrue(HttpDates.parse(answer.field("Last-Modified")) <= Instant.now().getEpochSecond());
  }

  @Test
  void aFileThatCannotBeReadFallsToTheFallback() throws IOException {
    for (int size : new int[] {10, 100_000}) {
      Path path = write("f", text(size));
      Files.setPosixFilePermissions(path, java.util.Set.of());
      if (Files.isReadable(path)) {
        return; // a superuser may read it all the same
      }
      serve(route("f"));
      assertEquals(299, get().status());
      Files.delete(path);
    }
  }

  @Test
  void aFileThatAnotherReplacesBeforeItIsOpenedIsNotMixedWithIt() throws IOException {
    serve(route("f"));
    write("f", bytes(100_000));
    AtomicInteger openings = new AtomicInteger();
    FileResponder.Opener usual = server.opener;
    server.opener =
        path -> {
          if (openings.getAndIncrement() == 0) {
            write("f", bytes(200_000), LONG_AGO.plusSeconds(1));
          }
          return usual.open(path);
        };
    RouteServer.Answer answer = get("Range", "bytes=-10");
    assertEquals("bytes 199990-199999/200000", answer.field("Content-Range"));
    assertEquals("Sun, 06 Nov 1994 08:49:38 GMT", answer.field("Last-Modified"));
    assertArrayEquals(Arrays.copyOfRange(bytes(200_000), 199_990, 200_000), answer.body());
    assertEquals(2, openings.get());
  }

  @Test
  void aFileThatIsGoneBeforeItIsOpenedFallsToTheFallback() throws IOException {
    serve(route("f"));
    write("f", bytes(100_000));
    FileResponder.Opener usual = server.opener;
    server.opener =
        path -> {
          Files.deleteIfExists(path);
          return usual.open(path);
        };
    assertEquals(299, get().status());
  }

  @Test
  void aFileThatGrowsAllTheTimeIsSentAllTheSame() throws IOException {
    serve(route("f"));
    write("f", bytes(100_000));
    FileResponder.Opener usual = server.opener;
    server.opener =
        path -> {
          Files.write(path, new byte[10], StandardOpenOption.APPEND);
          return usual.open(path);
        };
    byte[] body = get().body();
    assertArrayEquals(bytes(100_000), Arrays.copyOf(body, 100_000));
  }

  @Test
  void tooManyOpenFilesAreNoMissingFile() throws IOException {
    serve(route("f"));
    write("f", bytes(100_000));
    server.opener =
        path -> {
          throw new FileSystemException(path.toString(), null, "Too many open files");
        };
    assertEquals(503, get().status());
  }

  @Test
  void onlySoMuchIsRemembered() {
    KnownFiles known = new KnownFiles();
    byte[] small = new byte[FileResponder.SMALL];
    int fitting = (int) (KnownFiles.MOST_BYTES / small.length);
    for (int i = 0; i < 2 * fitting; i++) {
      Path path = Path.of("/" + i);
      KnownFile file = known.looked(path, new FileStamp(small.length, 0, null), 0);
      known.keep(file, dev.sluice.bridge.blob.BytesStore.of(small));
    }
    assertFalse(known.wasLookedAt(Path.of("/0"), 0, 1));
    assertFalse(known.wasLookedAt(Path.of("/" + (fitting - 1)), 0, 1));
    assertTrue(known.wasLookedAt(Path.of("/" + fitting), 0, 1));
    assertTrue(known.wasLookedAt(Path.of("/" + (2 * fitting - 1)), 0, 1));
    for (int i = 0; i < 3 * KnownFiles.MOST_FILES; i++) {
      known.looked(Path.of("/none/" + i), null, 0);
    }
    assertFalse(known.wasLookedAt(Path.of("/none/0"), 0, 1));
    assertTrue(known.wasLookedAt(Path.of("/none/" + (3 * KnownFiles.MOST_FILES - 1)), 0, 1));
    assertTrue(known.wasLookedAt(Path.of("/none/" + (2 * KnownFiles.MOST_FILES)), 0, 1));
  }
}
