package dev.sluice.bridge.http.server.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.flight.Recorded;
import dev.sluice.bridge.http.server.ResponseHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses that are the same for everybody, and the routes to them and to handlers. */
class StaticResponseTest {
  private final RouteServer server = new RouteServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static StaticResponse response(int status, String text, String... fields) {
    return StaticResponse.of(
        ResponseHead.of(status, fields), ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private RouteServer.Answer get(String... fields) throws IOException {
    return server.ask("GET", "/s", fields);
  }

  @Test
  void aResponseIsTheSameForEveryMethod() throws IOException {
    server.serve("/s", response(200, "hellö", "Content-Type", "text/plain", "X-A", "b"), null);
    for (String method : new String[] {"GET", "POST", "DELETE", "OPTIONS"}) {
      RouteServer.Answer answer = server.ask(method, "/s?q");
      assertEquals(200, answer.status());
      assertEquals("hellö", new String(answer.body(), UTF_8));
      assertEquals("6", answer.field("Content-Length"));
      assertEquals("b", answer.field("X-A"));
    }
    RouteServer.Answer head = server.ask("HEAD", "/s");
    assertEquals("6", head.field("Content-Length"));
    assertEquals(0, head.body().length);
  }

  @Test
  void flightRecorderIsToldWhichRouteHasAnswered(@TempDir Path folder) throws IOException {
    try (Recorded recorded = new Recorded(folder)) {
      server.serve("/a/:b", new Route.Script(1), null);
      assertEquals(200, server.ask("GET", "/a/secret?c").status());
      assertEquals(299, server.ask("GET", "/other").status());
      server.serve("/s", response(200, "one"), null);
      assertEquals(200, get().status());
      assertEquals(
          List.of("/a/secret /a/:b", "/other null", "/s /s"),
          recorded.events("HttpRequest").stream()
              .map(event -> event.getString("path") + " " + event.getString("route"))
              .toList());
    }
  }

  @Test
  void theTagIsThatOfTheBytes() throws IOException {
    server.serve("/s", response(200, "one"), null);
    String one = get().field("ETag");
    server.serve("/s", response(200, "two"), null);
    String two = get().field("ETag");
    server.serve("/s", response(200, "one"), null);
    assertEquals(one, get().field("ETag"));
    assertNotEquals(one, two);
    assertTrue(one != null && one.matches("\"[0-9a-f-]+\""), one);
  }

  @Test
  void conditionsAreAnswered() throws IOException {
    server.serve("/s", response(200, "text", "Content-Type", "text/plain", "X-A", "b"), null);
    String etag = String.valueOf(get().field("ETag"));
    RouteServer.Answer known = get("If-None-Match", etag);
    assertEquals(304, known.status());
    assertEquals(etag, known.field("ETag"));
    assertEquals("b", known.field("X-A"));
    assertNull(known.field("Content-Type"));
    assertEquals(0, known.body().length);
    assertEquals(304, server.ask("HEAD", "/s", "If-None-Match", "*").status());
    assertEquals(412, get("If-Match", "\"x\"").status());
    assertEquals(412, server.ask("PUT", "/s", "If-None-Match", etag).status());
    assertEquals(200, get("If-None-Match", "\"x\"").status());
  }

  @Test
  void rangesAreSent() throws IOException {
    server.serve("/s", response(200, "0123456789", "Content-Type", "text/plain"), null);
    RouteServer.Answer part = get("Range", "bytes=2-3");
    assertEquals(206, part.status());
    assertEquals("23", new String(part.body(), UTF_8));
    assertEquals("bytes 2-3/10", part.field("Content-Range"));
    assertEquals(416, get("Range", "bytes=10-").status());
  }

  @Test
  void anotherStatusIsSentAsItIs() throws IOException {
    server.serve("/s", response(404, "none", "ETag", "\"x\""), null);
    RouteServer.Answer answer = get("If-None-Match", "\"x\"", "Range", "bytes=0-1");
    assertEquals(404, answer.status());
    assertEquals("none", new String(answer.body(), UTF_8));
    server.serve("/s", response(204, ""), null);
    RouteServer.Answer none = get();
    assertEquals(204, none.status());
    assertNull(none.field("ETag"));
    assertNull(none.field("Content-Length"));
  }

  @Test
  void aTextIsCompressedOnceForThoseWhoAsk() throws IOException {
    String text = "Again and again. ".repeat(500);
    StaticResponse plain = response(200, text, "Content-Type", "text/plain");
    server.serve("/s", plain.compressed(CompressionPolicy.usual()), null);
    for (int i = 0; i < 2; i++) {
      RouteServer.Answer gzip = get("Accept-Encoding", "gzip");
      assertEquals("gzip", gzip.field("Content-Encoding"));
      assertEquals("Accept-Encoding", gzip.field("Vary"));
      assertArrayEquals(
          text.getBytes(UTF_8),
          new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes());
      String etag = String.valueOf(gzip.field("ETag"));
      assertTrue(etag.endsWith("-gzip\""), etag);
      assertEquals(304, get("Accept-Encoding", "gzip", "If-None-Match", etag).status());
      assertEquals(200, get("If-None-Match", etag).status());
      RouteServer.Answer asItIs = get();
      assertEquals("Accept-Encoding", asItIs.field("Vary"));
      assertNull(asItIs.field("Content-Encoding"));
      assertArrayEquals(text.getBytes(UTF_8), asItIs.body());
    }
  }

  @Test
  void whatGrowsByCompressionIsSentAsItIs() throws IOException {
    StaticResponse plain = response(200, "abc", "Content-Type", "text/plain");
    CompressionPolicy eager =
        new CompressionPolicy(AcceptEncoding.PREFERENCE, 0, CompressionPolicy.usual().level());
    server.serve("/s", plain.compressed(eager), null);
    RouteServer.Answer answer = get("Accept-Encoding", "gzip");
    assertNull(answer.field("Content-Encoding"));
    assertEquals("abc", new String(answer.body(), UTF_8));
  }

  @Test
  void handlersGetTheirParametersAndTheFallbackTheRest() throws IOException {
    server.serve("/u/:id/*", new Route.Script(7), null);
    assertEquals("7 a b", new String(server.ask("GET", "/u/a%20b/c").body(), UTF_8));
    assertEquals(400, server.ask("GET", "/u/%/c").status());
    assertEquals(299, server.ask("GET", "/u/").status());
    assertEquals(299, server.ask("OPTIONS", "/else").status());
  }

  @Test
  void routesAreReplacedAtOnce() throws IOException {
    server.serve("/s", response(200, "old"), null);
    assertEquals("old", new String(get().body(), UTF_8));
    server.serve("/s/:a/:b", new Route.Script(1), null);
    assertEquals(299, get().status());
    assertEquals("1 x,y", new String(server.ask("GET", "/s/x/y").body(), UTF_8));
  }
}
