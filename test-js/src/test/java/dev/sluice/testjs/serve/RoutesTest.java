package dev.sluice.testjs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The {@code routes} option: who answers what. */
final class RoutesTest {
  @TempDir static Path folder;
  private static Served served;

  @BeforeAll
  static void serve() throws IOException {
    Path file = Files.writeString(folder.resolve("page.html"), "<p>page");
    served =
        Served.of(
            """
            routes: {
              '/static': new Response('static', { headers: { 'X-A': 'b' } }),
              '/json': Response.json({ a: 1 }),
              '/file': new Response(Bun.file('%1$s')),
              '/bare-file': Bun.file('%1$s'),
              '/missing': new Response(Bun.file('%1$s.none')),
              '/script': (request) => new Response(`script ${request.method}`),
              '/users/:id': (request) => Response.json([request.params, new URL(request.url).pathname]),
              '/users/me': new Response('me'),
              '/pair/:a/:b': ({ params: { a, b } }) => new Response(`${a}|${b}`),
              '/files/*': () => new Response('wildcard'),
              '/methods': { GET: () => new Response('got'), POST: async (r) => new Response(await r.text()), PUT: new Response('put') },
              '/off': false,
              '/throws': () => { throw new Error('route'); },
            },
            fetch(request) { return new Response(`fetch ${request.method} ${new URL(request.url).pathname}`); },
            error(e) { return new Response(`error ${e.message}`, { status: 500 }); }
            """
                .formatted(file));
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/static, static",
    "/json, '{\"a\":1}'",
    "/file, <p>page",
    "/bare-file, <p>page",
    "/missing, fetch GET /missing",
    "/script, script GET",
    "/users/7, '[{\"id\":\"7\"},\"/users/7\"]'",
    "/users/a%20b, '[{\"id\":\"a b\"},\"/users/a%20b\"]'",
    "/users/me, me",
    "/pair/1/2, 1|2",
    "/files/a/b, wildcard",
    "/methods, got",
    "/off, fetch GET /off",
    "/other, fetch GET /other",
    "/throws, error route",
    "/static?query, static",
    "/files/../static, static",
    "/files/%2e%2E/secret, fetch GET /secret",
    "/users/../../users/./7, '[{\"id\":\"7\"},\"/users/7\"]'",
  })
  void aPathIsAnsweredByItsRoute(String path, String text) throws IOException {
    assertEquals(text, served.get(path).text());
  }

  @Test
  void methodsOfARouteAreToldApart() throws IOException {
    assertEquals(
        "sent",
        served
            .request("POST /methods HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nsent")
            .text());
    assertEquals("put", served.request("PUT /methods HTTP/1.1\r\nHost: a\r\n\r\n").text());
    assertEquals(
        "fetch DELETE /methods",
        served.request("DELETE /methods HTTP/1.1\r\nHost: a\r\n\r\n").text());
    try (RawClient client = served.connect()) {
      RawClient.Response head =
          client.send("HEAD /methods HTTP/1.1\r\nHost: a\r\n\r\n").responseToHead();
      assertEquals(200, head.status());
      assertEquals("3", head.field("content-length"));
      assertEquals("got", client.get("/methods").response().text());
    }
  }

  @Test
  void staticRoutesHaveTheirHeadersAndATag() throws IOException {
    RawClient.Response response = served.get("/static");
    assertEquals("b", response.field("x-a"));
    assertEquals("text/plain;charset=UTF-8", response.field("content-type"));
    String tag = response.field("etag");
    assertNotNull(tag);
    assertEquals(
        304,
        served
            .request("GET /static HTTP/1.1\r\nHost: a\r\nIf-None-Match: " + tag + "\r\n\r\n")
            .status());
  }

  @Test
  void filesOfRoutesAreServedByRanges() throws IOException {
    RawClient.Response response =
        served.request("GET /file HTTP/1.1\r\nHost: a\r\nRange: bytes=3-4\r\n\r\n");
    assertEquals(206, response.status());
    assertEquals("pa", response.text());
    assertEquals("bytes 3-4/7", response.field("content-range"));
    assertEquals("text/html;charset=utf-8", response.field("content-type"));
  }

  @Test
  void withoutFetchWhatNoRouteAnswersIsNotFound() throws IOException {
    try (Served only = Served.of("routes: { '/a': new Response('a') }")) {
      assertEquals("a", only.get("/a").text());
      assertEquals(404, only.get("/b").status());
    }
  }
}
