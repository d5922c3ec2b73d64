package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.ClientFixture.plain;
import static dev.sluice.bridge.http.client.ClientFixture.request;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.OpenFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileUploadTest {
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  private static final int HUGE = 64 << 20;

  @TempDir private Path folder;

  private final ClientFixture fixture = new ClientFixture();

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private RequestBody.Stored body(Path file, long offset, long length) {
    return RequestBody.Stored.of(new FileStore(new FileLocation(file, "file", -1)), offset, length);
  }

  private ClientRequest put(RawServer server, @Nullable RequestBody body) {
    return request(plain(server.port()), "PUT", "/", body, Timeouts.NONE);
  }

  /** One that takes no room on the disk. */
  private Path huge() throws IOException {
    Path path = folder.resolve("huge");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(HUGE);
    }
    return path;
  }

  @ParameterizedTest
  @CsvSource({"0,-1", "0,1", "7,70000", "65536,3000000", "1,3145728"})
  void theSystemSendsItsRange(int offset, int length) throws Exception {
    byte[] bytes = new byte[5_000_001];
    new Random(1).nextBytes(bytes);
    Path file = Files.write(folder.resolve("file"), bytes);
    int count = length < 0 ? bytes.length - offset : length;
    CompletableFuture<String> head = new CompletableFuture<>();
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              head.complete(peer.head());
              got.complete(peer.in().readNBytes(count));
              do {
                peer.send(HELLO);
              } while (!peer.head().isEmpty());
            })) {
      RequestBody.Stored body = body(file, offset, length);
      assertEquals("hello", fixture.fetch(put(server, body)).text());
      assertArrayEquals(Arrays.copyOfRange(bytes, offset, offset + count), got.get());
      assertTrue(head.get().contains("\r\nContent-Length: " + count + "\r\n"), head.get());
      assertEquals("hello", fixture.fetch(put(server, null)).text());
      assertEquals(1, server.connections(), "the connection goes on");
    }
  }

  /** What is no file, or has nothing in it, is read by whoever can tell why. */
  @Test
  void whatIsNoFileComesAnotherWay() throws Exception {
    try (RawServer server = new RawServer(RawServer.Peer::awaitEnd)) {
      RequestBody.Stored ofFolder =
          new RequestBody.Stored(new FileStore(new FileLocation(folder, "folder", -1)), 0, 5);
      assertEquals("EISDIR", fixture.fetch(put(server, ofFolder)).code());
      RequestBody.Stored shorter =
          new RequestBody.Stored(
              new FileStore(
                  new FileLocation(Files.createFile(folder.resolve("empty")), "empty", -1)),
              0,
              5);
      assertEquals("ERR_HTTP_CONTENT_LENGTH_MISMATCH", fixture.fetch(put(server, shorter)).code());
    }
  }

  @Test
  void aFileThatBecomesShorterFailsTheRequest() throws Exception {
    Path file = huge();
    CompletableFuture<Boolean> cut = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              try (RandomAccessFile shorter = new RandomAccessFile(file.toFile(), "rw")) {
                shorter.setLength(1000);
              }
              peer.awaitEnd();
              cut.complete(true);
            })) {
      ClientFixture.Reply reply = fixture.fetch(put(server, body(file, 0, -1)));
      assertEquals("ERR_HTTP_CONTENT_LENGTH_MISMATCH", reply.code());
      assertTrue(cut.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void anAnswerThatComesBeforeItsEndIsHeard() throws Exception {
    CompletableFuture<Boolean> heard = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nhello");
              heard.get();
            })) {
      assertEquals("hello", fixture.fetch(put(server, body(huge(), 0, -1))).text());
      assertEquals(0, fixture.client.idleConnections());
      assertNothingIsOpen();
      heard.complete(true);
    }
  }

  @Test
  void anAbortClosesTheFile() throws Exception {
    CompletableFuture<Boolean> asked = new CompletableFuture<>();
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              asked.complete(true);
              gone.get();
            })) {
      ClientFixture.Sent sent = fixture.send(put(server, body(huge(), 0, -1)), true);
      asked.get(20, TimeUnit.SECONDS);
      fixture.loop.run(() -> sent.abort("why"));
      assertNothingIsOpen();
      gone.complete(true);
    }
  }

  @Test
  void aHeadThatCannotBeSentClosesTheFile() throws Exception {
    try (RawServer server = new RawServer(peer -> peer.awaitEnd())) {
      ClientRequest request = put(server, body(huge(), 0, -1));
      request.fields().add("x-a", "\n");
      assertEquals("ERR_INVALID_CHAR", fixture.fetch(request).code());
    }
    assertNothingIsOpen();
  }

  private void assertNothingIsOpen() throws Exception {
    if (OS.current() == OS.LINUX) {
      // Whatever the loop has still to do for it.
      fixture.loop.run(() -> {});
      assertEquals(List.of(), OpenFiles.below(folder));
    }
  }
}
