package dev.sluice.bridge.http.server.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.http.server.ResponseHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over HTTP, asked for through a socket: their heads, conditions, ranges and codings. */
class FileResponderTest extends ServedFiles {
  private static final String LONG_AGO_TEXT = "Sun, 06 Nov 1994 08:49:37 GMT";

  /** Kept in memory, sent from the disk. */
  private static final int[] SIZES = {0, 1, 1000, FileResponder.SMALL, 200_000};

  @Test
  void aFileIsSentWithWhatItCanBeKnownBy() throws IOException {
    serve(route("f"));
    for (int size : SIZES) {
      byte[] bytes = bytes(size);
      write("f", bytes);
      for (int i = 0; i < 3; i++) {
        RouteServer.Answer answer = get();
        assertEquals(200, answer.status());
        assertArrayEquals(bytes, answer.body());
        assertEquals(Integer.toString(size), answer.field("Content-Length"));
        assertEquals("text/plain", answer.field("Content-Type"));
        assertEquals(LONG_AGO_TEXT, answer.field("Last-Modified"));
        assertEquals("bytes", answer.field("Accept-Ranges"));
        String etag = answer.field("ETag");
        assertTrue(etag != null && etag.matches("\"[0-9a-f-]+\""), etag);
        assertNull(answer.field("Vary"));
      }
    }
  }

  @Test
  void headTellsTheSameAndSendsNothing() throws IOException {
    serve(route("f"));
    for (int size : SIZES) {
      write("f", bytes(size));
      for (int i = 0; i < 2; i++) {
        RouteServer.Answer head = server.ask("HEAD", "/f");
        RouteServer.Answer get = get();
        assertEquals(200, head.status());
        assertEquals(0, head.body().length);
        for (String name : List.of("Content-Length", "ETag", "Last-Modified", "Accept-Ranges")) {
          assertEquals(get.field(name), head.field(name));
        }
      }
    }
  }

  @Test
  void aFileThatIsMissingOrNoFileFallsToTheFallback() throws IOException {
    serve(route("f"));
    assertEquals(299, get().status());
    assertEquals(299, get("If-Match", "*").status());
    write("f", text(10));
    assertEquals(200, get().status());
    Files.delete(folder.resolve("f"));
    assertEquals(299, get().status());
    Files.createDirectory(folder.resolve("f"));
    assertEquals(299, get().status());
    Files.delete(folder.resolve("f"));
    Files.createSymbolicLink(folder.resolve("f"), folder.resolve("target"));
    assertEquals(299, get().status());
    write("target", text(10));
    assertEquals(200, get().status());
  }

  @Test
  void aClientThatKnowsTheFileIsToldSo() throws IOException {
    serve(route("f", "Cache-Control", "max-age=5", "Content-Disposition", "inline"));
    for (int size : SIZES) {
      write("f", bytes(size));
      String etag = String.valueOf(get().field("ETag"));
      RouteServer.Answer known = get("If-None-Match", "\"x\", W/" + etag);
      assertEquals(304, known.status());
      assertEquals(0, known.body().length);
      assertEquals(etag, known.field("ETag"));
      assertEquals(LONG_AGO_TEXT, known.field("Last-Modified"));
      assertEquals("max-age=5", known.field("Cache-Control"));
      assertNull(known.field("Content-Type"));
      assertNull(known.field("Content-Disposition"));
      assertEquals(304, get("If-Modified-Since", LONG_AGO_TEXT).status());
      assertEquals(200, get("If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT").status());
      assertEquals(200, get("If-None-Match", "\"x\"", "If-Modified-Since", LONG_AGO_TEXT).status());
    }
  }

  @Test
  void aConditionThatFailsIs412() throws IOException {
    serve(route("f"));
    write("f", text(10));
    String etag = String.valueOf(get().field("ETag"));
    assertEquals(200, get("If-Match", etag).status());
    assertEquals(412, get("If-Match", "\"x\"").status());
    assertEquals(412, get("If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT").status());
    assertEquals(200, get("If-Unmodified-Since", LONG_AGO_TEXT).status());
    assertEquals(412, server.ask("POST", "/f", "If-None-Match", "*").status());
  }

  @Test
  void aRangeIsSent() throws IOException {
    serve(route("f"));
    for (int size : new int[] {1000, 200_000}) {
      byte[] bytes = bytes(size);
      write("f", bytes);
      RouteServer.Answer first = get("Range", "bytes=100-299");
      assertEquals(206, first.status());
      assertEquals("bytes 100-299/" + size, first.field("Content-Range"));
      assertEquals("200", first.field("Content-Length"));
      assertNotNull(first.field("ETag"));
      assertArrayEquals(Arrays.copyOfRange(bytes, 100, 300), first.body());
      RouteServer.Answer last = get("Range", "bytes=-1");
      assertArrayEquals(Arrays.copyOfRange(bytes, size - 1, size), last.body());
      RouteServer.Answer none = get("Range", "bytes=" + size + "-");
      assertEquals(416, none.status());
      assertEquals("bytes */" + size, none.field("Content-Range"));
      assertEquals(0, none.body().length);
      assertEquals(200, get("Range", "lines=1-2").status());
      assertEquals(200, server.ask("HEAD", "/f", "Range", "bytes=0-1").status());
      assertEquals(200, server.ask("POST", "/f", "Range", "bytes=0-1").status());
    }
  }

  @Test
  void ifRangeSendsTheWholeOfAFileThatHasChanged() throws IOException {
    serve(route("f"));
    write("f", bytes(1000));
    String etag = String.valueOf(get().field("ETag"));
    assertEquals(206, get("Range", "bytes=0-1", "If-Range", etag).status());
    assertEquals(206, get("Range", "bytes=0-1", "If-Range", LONG_AGO_TEXT).status());
    assertEquals(200, get("Range", "bytes=0-1", "If-Range", "W/" + etag).status());
    write("f", bytes(1001), LONG_AGO.plusSeconds(1));
    assertEquals(200, get("Range", "bytes=0-1", "If-Range", etag).status());
    assertEquals(200, get("Range", "bytes=0-1", "If-Range", LONG_AGO_TEXT).status());
    // Of a file that was just changed neither tag nor date tells enough.
    write("f", bytes(1000), Instant.now());
    RouteServer.Answer young = get();
    String weak = String.valueOf(young.field("ETag"));
    String date = String.valueOf(young.field("Last-Modified"));
    assertEquals(200, get("Range", "bytes=0-1", "If-Range", weak).status());
    assertEquals(200, get("Range", "bytes=0-1", "If-Range", date).status());
    assertEquals(206, get("Range", "bytes=0-1").status());
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 200_000})
  void severalRangesComeAsParts(int size) throws IOException {
    serve(route("f"));
    byte[] bytes = bytes(size);
    write("f", bytes);
    RouteServer.Answer answer = get("Range", "bytes=500-599, 0-9, -20, 5-12");
    assertEquals(206, answer.status());
    assertNull(answer.field("Content-Range"));
    String type = String.valueOf(answer.field("Content-Type"));
    assertTrue(type.startsWith("multipart/byteranges; boundary="), type);
    String boundary = type.substring(type.indexOf('=') + 1);
    StringBuilder expected = new StringBuilder();
    for (int[] range : new int[][] {{500, 600}, {0, 13}, {size - 20, size}}) {
      expected
          .append(expected.isEmpty() ? "--" : "\r\n--")
          .append(boundary)
          .append("\r\nContent-Type: text/plain\r\nContent-Range: bytes ")
          .append(range[0] + "-" + (range[1] - 1) + "/" + size)
          .append("\r\n\r\n")
          .append(new String(Arrays.copyOfRange(bytes, range[0], range[1]), ISO_8859_1));
    }
    expected.append("\r\n--" + boundary + "--\r\n");
    assertEquals(expected.toString(), new String(answer.body(), ISO_8859_1));
    assertEquals(Integer.toString(expected.length()), answer.field("Content-Length"));
    // Two that touch are one range, and no multipart.
    assertEquals("bytes 0-19/" + size, get("Range", "bytes=0-9,10-19").field("Content-Range"));
  }

  @Test
  void anotherStatusHasNeitherConditionsNorRanges() throws IOException {
    write("f", text(100));
    serve(
        FileRoute.of(
            new FileLocation(folder.resolve("f"), "f", -1),
            ResponseHead.of(404, "Content-Type", "text/html")));
    RouteServer.Answer answer = get("Range", "bytes=0-1", "If-None-Match", "*");
    assertEquals(404, answer.status());
    assertEquals(100, answer.body().length);
    assertNull(answer.field("ETag"));
    assertNull(answer.field("Accept-Ranges"));
  }

  @Test
  void whatTheResponseBringsCountsForMoreThanTheFilesOwn() throws IOException {
    write("f", text(100));
    serve(route("f", "ETag", "\"mine\"", "Last-Modified", "Mon, 07 Nov 1994 08:49:37 GMT"));
    RouteServer.Answer answer = get();
    assertEquals("\"mine\"", answer.field("ETag"));
    assertEquals("Mon, 07 Nov 1994 08:49:37 GMT", answer.field("Last-Modified"));
    assertEquals(304, get("If-None-Match", "\"mine\"").status());
    assertEquals(200, get("If-Modified-Since", LONG_AGO_TEXT).status());
  }

  @Test
  void aSliceOfAFileIsARepresentationOfItsOwn() throws IOException {
    byte[] bytes = bytes(1000);
    write("f", bytes);
    FileRoute all = route("f");
    serve(new FileRoute(all.file(), 100, 200, all.head(), List.of(), java.util.Map.of()));
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(Arrays.copyOfRange(bytes, 100, 300), get().body());
      RouteServer.Answer part = get("Range", "bytes=10-19");
      assertArrayEquals(Arrays.copyOfRange(bytes, 110, 120), part.body());
      assertEquals("bytes 10-19/200", part.field("Content-Range"));
    }
    write("f", bytes(150));
    assertArrayEquals(Arrays.copyOfRange(bytes(150), 100, 150), get().body());
    write("f", bytes(50));
    assertEquals(0, get().body().length);
  }

  @Test
  void theCompressedFileBesideItIsSentToWhoTakesIt() throws IOException {
    write("f", text(2000));
    write("f.br", bytes(300));
    write("f.gz", bytes(400));
    serve(route("f").withPrecompressed(AcceptEncoding.PREFERENCE));
    RouteServer.Answer br = get("Accept-Encoding", "gzip, br");
    assertEquals("br", br.field("Content-Encoding"));
    assertEquals("Accept-Encoding", br.field("Vary"));
    assertEquals("text/plain", br.field("Content-Type"));
    assertArrayEquals(bytes(300), br.body());
    RouteServer.Answer gz = get("Accept-Encoding", "gzip, br;q=0.5, zstd");
    assertEquals("gzip", gz.field("Content-Encoding"));
    assertArrayEquals(bytes(400), gz.body());
    RouteServer.Answer plain = get();
    assertNull(plain.field("Content-Encoding"));
    assertEquals("Accept-Encoding", plain.field("Vary"));
    assertArrayEquals(text(2000), plain.body());
    // Three representations, three tags; a condition or range is one on the chosen one.
    assertNotEquals(br.field("ETag"), gz.field("ETag"));
    assertNotEquals(br.field("ETag"), plain.field("ETag"));
    String tag = String.valueOf(br.field("ETag"));
    RouteServer.Answer known = get("Accept-Encoding", "br", "If-None-Match", tag);
    assertEquals(304, known.status());
    assertEquals("Accept-Encoding", known.field("Vary"));
    assertEquals(200, get("If-None-Match", tag).status());
    RouteServer.Answer part = get("Accept-Encoding", "br", "Range", "bytes=0-9");
    assertEquals("bytes 0-9/300", part.field("Content-Range"));
    assertEquals("br", part.field("Content-Encoding"));
  }

  @Test
  void aCompressedFileThatIsOutOfDateOrGoneIsNotSent() throws IOException {
    write("f", text(2000));
    write("f.br", bytes(300));
    serve(route("f").withPrecompressed(List.of(Coding.BROTLI, Coding.GZIP)));
    assertEquals("br", get("Accept-Encoding", "br, gzip").field("Content-Encoding"));
    // A second later the file is another one, and its companion is not.
    write("f", text(2001), LONG_AGO.plusSeconds(1));
    assertArrayEquals(text(2001), get("Accept-Encoding", "br, gzip").body());
    write("f.gz", bytes(200), LONG_AGO.plusSeconds(2));
    assertEquals("gzip", get("Accept-Encoding", "br, gzip").field("Content-Encoding"));
    Files.delete(folder.resolve("f.gz"));
    assertNull(get("Accept-Encoding", "br, gzip").field("Content-Encoding"));
    // Without the file itself there is nothing to have in another coding.
    write("f.br", bytes(300), LONG_AGO.plusSeconds(5));
    Files.delete(folder.resolve("f"));
    assertEquals(299, get("Accept-Encoding", "br").status());
  }

  @Test
  void aFileOfAnEncodedResponseHasNoCompanions() throws IOException {
    write("f", bytes(100));
    write("f.br", bytes(30));
    FileRoute route = route("f", "Content-Encoding", "gzip");
    assertEquals(route, route.withPrecompressed(AcceptEncoding.PREFERENCE));
  }

  @Test
  void aFileOfTwoRoutesHasTheHeadOfTheRouteThatWasAskedFor() throws IOException {
    write("f", text(2000));
    for (String route : new String[] {"one", "two", "one"}) {
      server.serve("/f", route("f", "X-Route", route), CompressionPolicy.usual());
      assertEquals(route, get().field("X-Route"));
      for (int i = 0; i < 2; i++) {
        RouteServer.Answer encoded = get("Accept-Encoding", "gzip");
        assertEquals("gzip", encoded.field("Content-Encoding"));
        assertEquals(route, encoded.field("X-Route"));
      }
    }
  }

  @Test
  void aTextIsCompressedIfThePolicySaysSo() throws IOException {
    server.serve("/f", route("f"), CompressionPolicy.usual());
    for (int size : new int[] {2000, 300_000}) {
      write("f", text(size));
      for (int i = 0; i < 3; i++) {
        RouteServer.Answer answer = get("Accept-Encoding", "gzip");
        assertEquals(200, answer.status());
        assertEquals("gzip", answer.field("Content-Encoding"));
        assertEquals("Accept-Encoding", answer.field("Vary"));
        assertNull(answer.field("Accept-Ranges"));
        assertArrayEquals(
            text(size),
            new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes());
        String etag = String.valueOf(answer.field("ETag"));
        assertTrue(etag.startsWith("W/"), etag);
        RouteServer.Answer known = get("Accept-Encoding", "gzip", "If-None-Match", etag);
        assertEquals(304, known.status());
        assertEquals(etag, known.field("ETag"));
        assertEquals("br", get("Accept-Encoding", "gzip, br").field("Content-Encoding"));
        RouteServer.Answer plain = get();
        assertArrayEquals(text(size), plain.body());
        assertEquals("Accept-Encoding", plain.field("Vary"));
        assertEquals(206, get("Accept-Encoding", "gzip", "Range", "bytes=0-9").status());
        assertEquals(0, server.ask("HEAD", "/f", "Accept-Encoding", "gzip").body().length);
      }
    }
    write("f", text(100));
    assertNull(get("Accept-Encoding", "gzip").field("Content-Encoding"));
  }

  @Test
  void aHeadThatCannotBeSentIsAnsweredWith500() throws IOException {
    write("f", bytes(10));
    serve(route("f", "X-A", "a\r\nb"));
    for (int i = 0; i < 2; i++) {
      // Also when it is found out in a task of its own, after a look off the loop.
      assertEquals(500, server.askInVain("/f").status());
    }
    write("f", bytes(100_000));
    assertEquals(500, server.askInVain("/f").status());
  }
}
