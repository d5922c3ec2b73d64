package dev.sluice.testjs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How each kind of body gets to the client: by which way, and framed how. */
final class RespondTest {
  @TempDir static Path folder;
  private static Served served;

  @BeforeAll
  static void serve() throws IOException {
    Path file = Files.writeString(folder.resolve("file.txt"), "from a file");
    String handlers =
        """
        globalThis.turn = () => new Promise((resolve) => setTimeout(resolve, 1));
        globalThis.handlers = {
          text: () => new Response('hello'),
          unicode: () => new Response('h\\u00e9\\u20ac\\u{1f600}'),
          json: () => Response.json({ a: 1 }),
          bytes: () => new Response(new Uint8Array([1, 2, 3])),
          empty: () => new Response(''),
          none: () => new Response(),
          blob: () => new Response(new Blob(['a', 'b'], { type: 'text/x' })),
          'blob-stream': () => new Response(new Blob(['ab']).stream()),
          file: () => new Response(Bun.file('%1$s')),
          'file-stream': () => new Response(Bun.file('%1$s').stream()),
          'file-slice': () => new Response(Bun.file('%1$s').slice(5, 6)),
          mixed: () => new Response(new Blob(['<', Bun.file('%1$s'), '>'])),
          params: () => new Response(new URLSearchParams({ a: 'b c' })),
          stream: () => new Response(new ReadableStream({ start(c) { c.enqueue('a'); c.enqueue('b'); c.close(); } })),
          'async-stream': () => new Response(new ReadableStream({
            async start(c) { c.enqueue('a'); await 1; c.enqueue(new Uint8Array([98])); c.close(); } })),
          'byte-stream': () => new Response(new ReadableStream({ type: 'bytes',
            async pull(c) { await 1; c.enqueue(new Uint8Array([97, 98])); c.close(); } })),
          'late-stream': () => new Response(new ReadableStream({
            async start(c) { c.enqueue('a'); await turn(); c.enqueue('b'); c.close(); } })),
          transform: () => new Response(new Blob(['ab']).stream().pipeThrough(new TransformStream())),
          direct: () => new Response(new ReadableStream({ type: 'direct', pull(c) { c.write('a'); c.write('b'); c.close(); } })),
          'late-direct': () => new Response(new ReadableStream({ type: 'direct',
            async pull(c) { c.write('a'); await turn(); c.write('b'); } })),
          generator: () => new Response(async function* () { yield 'a'; yield 'b'; }),
          'late-generator': () => new Response(async function* () { yield 'a'; await turn(); yield 'b'; }),
          iterable: () => new Response({ async *[Symbol.asyncIterator]() { yield 'ab'; } }),
          promise: async () => { await turn(); return new Response('later'); },
          thenable: () => ({ then(resolve) { resolve(new Response('thenable')); } }),
        };
        """
            .formatted(file);
    served =
        Served.of(
            handlers,
            "fetch(request) { return handlers[new URL(request.url).pathname.slice(1)](request); }");
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @ParameterizedTest
  @CsvSource({
    "text, hello, text/plain;charset=UTF-8, String static",
    "unicode, hé€😀, text/plain;charset=UTF-8, String static",
    "json, '{\"a\":1}', application/json, String static",
    "bytes, '\u0001\u0002\u0003', , Bytes static",
    "empty, '', text/plain;charset=UTF-8, Empty static",
    "none, '', , Empty static",
    "blob, ab, text/x, Blob static",
    "blob-stream, ab, , Blob static",
    "file, from a file, text/plain;charset=utf-8, File native",
    "file-stream, from a file, , File native",
    "file-slice, a, text/plain;charset=utf-8, File native",
    "params, a=b+c, application/x-www-form-urlencoded;charset=UTF-8, String static",
    "stream, ab, , JavaScript script",
    "async-stream, ab, , JavaScript script",
    "byte-stream, ab, , JavaScript script",
    "transform, ab, , JavaScript script",
    "direct, ab, , Direct script",
    "generator, ab, , Direct script",
    "iterable, ab, , Direct script",
    "promise, later, text/plain;charset=UTF-8, String static",
    "thenable, thenable, text/plain;charset=UTF-8, String static",
  })
  void aBodyThatIsThereIsSentWithItsLength(String name, String text, String type, String way)
      throws IOException {
    served.ways();
    RawClient.Response response = served.get("/" + name);
    assertEquals(200, response.status());
    assertEquals("OK", response.reason());
    assertEquals(text, response.text());
    assertEquals(type, response.field("content-type"));
    assertEquals(String.valueOf(response.length()), response.field("content-length"));
    assertNull(response.field("transfer-encoding"));
    // The last word on a body comes after its last byte.
    served.evaluate("turn()");
    assertTrue(served.ways().contains(way), way);
  }

  @ParameterizedTest
  @CsvSource({"late-stream", "late-direct", "late-generator"})
  void aBodyThatIsNotThereYetIsSentInChunks(String name) throws IOException {
    RawClient.Response response = served.get("/" + name);
    assertEquals("chunked", response.field("transfer-encoding"));
    assertNull(response.field("content-length"));
    assertEquals("ab", response.text());
    assertTrue(response.isComplete());
  }

  /** How long it is only the files know, and they may change until they are read. */
  @Test
  void aBlobWithAFileInItIsSentInChunks() throws IOException {
    RawClient.Response response = served.get("/mixed");
    assertEquals("chunked", response.field("transfer-encoding"));
    assertEquals("<from a file>", response.text());
  }

  @ParameterizedTest
  @CsvSource({
    "text, 5",
    "json, 7",
    "bytes, 3",
    "empty, 0",
    "none, 0",
    "blob, 2",
    "file, 11",
    "file-stream, 11",
    "file-slice, 1"
  })
  void headHasTheLengthOfTheBodyAndNoBody(String name, String length) throws IOException {
    try (RawClient client = served.connect()) {
      String head = "HEAD /" + name + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      for (int i = 0; i < 2; i++) {
        RawClient.Response response = client.send(head).responseToHead();
        assertEquals(200, response.status());
        assertEquals(length, response.field("content-length"));
      }
    }
  }

  @Test
  void headDoesNotRunTheSourceOfAStreamAndCancelsIt() throws IOException {
    served.evaluate(
        """
        globalThis.calls = [];
        handlers.counted = () => new Response(new ReadableStream({
          pull() { calls.push('pull'); return turn(); }, cancel() { calls.push('cancel'); } }, { highWaterMark: 0 }));
        0
        """);
    try (RawClient client = served.connect()) {
      RawClient.Response response =
          client.send("HEAD /counted HTTP/1.1\r\nHost: localhost\r\n\r\n").responseToHead();
      assertEquals(200, response.status());
      assertEquals("hello", client.get("/text").response().text());
    }
    assertEquals("cancel", served.evaluate("calls.join()"));
  }

  @Test
  void headersAreSentAsTheyWereSetAndEachCookieByItself() throws IOException {
    served.evaluate(
        """
        handlers.headers = () => {
          const headers = new Headers({ 'X-One': '1', 'content-type': 'text/special' });
          headers.append('x-one', '2');
          headers.append('Set-Cookie', 'a=1');
          headers.append('Set-Cookie', 'b=2; Path=/');
          return new Response('x', { status: 299, statusText: 'Fine', headers });
        };
        0
        """);
    RawClient.Response response = served.get("/headers");
    assertEquals(299, response.status());
    assertEquals("Fine", response.reason());
    assertEquals("text/special", response.field("content-type"));
    assertEquals("1, 2", response.field("x-one"));
    assertEquals("a=1\nb=2; Path=/", response.field("set-cookie"));
  }

  @Test
  void redirectsAndResponsesWithoutBodiesAreSent() throws IOException {
    served.evaluate(
        """
        handlers.redirect = () => Response.redirect('/elsewhere');
        handlers.nothing = () => new Response(null, { status: 204 });
        handlers.unchanged = () => new Response(null, { status: 304, headers: { etag: '"x"' } });
        0
        """);
    RawClient.Response redirect = served.get("/redirect");
    assertEquals(302, redirect.status());
    assertEquals("/elsewhere", redirect.field("location"));
    try (RawClient client = served.connect()) {
      assertEquals(204, client.get("/nothing").response().status());
      assertEquals(304, client.get("/unchanged").response().status());
      assertEquals("hello", client.get("/text").response().text());
    }
  }

  @Test
  void aBodyFromASiblingOfTheNetworkIsPipedInJava() throws IOException {
    served.evaluate("handlers.echo = (request) => new Response(request.body); 0");
    served.ways();
    String body = "x".repeat(100_000);
    RawClient.Response response =
        served.request("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + body);
    assertEquals(body, response.text());
    served.evaluate("turn()");
    assertEquals(List.of("Bytes native"), served.ways());
  }

  @Test
  void manyRequestsOnOneConnectionAreAnsweredInOrder() throws IOException {
    served.evaluate("handlers.n = (request) => new Response(new URL(request.url).search); 0");
    try (RawClient client = served.connect()) {
      for (int i = 0; i < 1000; i++) {
        assertEquals("?" + i, client.get("/n?" + i).response().text());
      }
      client.get("/promise").get("/text").get("/late-stream").get("/n?last");
      assertEquals("later", client.response().text());
      assertEquals("hello", client.response().text());
      assertEquals("ab", client.response().text());
      assertEquals("?last", client.response().text());
    }
  }

  @Test
  void rangesOfAWholeFileAreAnswered(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("letters.txt"), "abcdefghij".repeat(20));
    try (Served served =
        Served.of(
            """
            fetch(request) {
              const file = Bun.file('%s');
              switch (new URL(request.url).pathname) {
                case '/stream': return new Response(file.stream());
                case '/named': return new Response(file, { headers: { ETag: '"a"', 'X-A': 'b', 'Content-Length': '200' } });
                case '/slice': return new Response(file.slice(10));
                case '/part': return new Response(file, { headers: { 'Content-Range': 'bytes 0-199/200' } });
                case '/other': return new Response(file, { status: 203 });
                default: return new Response(file);
              }
            }
            """
                .formatted(file))) {
      for (String path : new String[] {"/", "/stream", "/named"}) {
        RawClient.Response part = ranged(served, "GET", path, "Range: bytes=2-4");
        assertEquals(206, part.status(), path);
        assertEquals("bytes 2-4/200", part.field("content-range"), path);
        assertEquals("3", part.field("content-length"), path);
        assertEquals("cde", part.text(), path);
      }
      assertEquals("ij", ranged(served, "GET", "/", "Range: bytes=-2").text());
      RawClient.Response none = ranged(served, "GET", "/named", "Range: bytes=200-");
      assertEquals(416, none.status());
      assertEquals("bytes */200", none.field("content-range"));
      assertEquals("b", none.field("x-a"));
      RawClient.Response two = ranged(served, "GET", "/", "Range: bytes=0-0,198-");
      assertEquals(206, two.status());
      assertTrue(two.text().contains("bytes 198-199/200\r\n\r\nij\r\n--"), two::text);
      String matching = "Range: bytes=0-0\r\nIf-Range: \"a\"";
      assertEquals(206, ranged(served, "GET", "/named", matching).status());
      assertEquals(200, ranged(served, "GET", "/", matching).status());
      for (String path : new String[] {"/slice", "/part", "/other"}) {
        RawClient.Response whole = ranged(served, "GET", path, "Range: bytes=2-4");
        assertEquals(path.equals("/other") ? 203 : 200, whole.status(), path);
        assertTrue(whole.text().length() >= 190, path);
      }
      assertEquals(200, ranged(served, "POST", "/", "Range: bytes=2-4").status());
      assertEquals(200, ranged(served, "GET", "/", "Range: lines=2-4").status());
    }
  }

  private static RawClient.Response ranged(Served server, String method, String path, String fields)
      throws IOException {
    return server.request(method + ' ' + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n");
  }
}
