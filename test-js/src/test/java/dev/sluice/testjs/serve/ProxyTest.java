package dev.sluice.testjs.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Responses that are another server's. */
final class ProxyTest {
  private static Served served;

  @BeforeAll
  static void serve() {
    served =
        Served.of(
            """
            const text = 'upstream '.repeat(1000);
            globalThis.aborted = deferred();
            globalThis.upstream = Bun.serve({
              port: 0, hostname: '127.0.0.1', compress: true,
              fetch(request) {
                const { pathname } = new URL(request.url);
                if (pathname === '/endless') {
                  return new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(65536)); }, cancel: () => aborted.resolve('aborted') }));
                }
                if (pathname === '/echo') return new Response(request.body, { headers: { 'X-Method': request.method } });
                return new Response(text, { headers: { 'Content-Type': 'text/plain' } });
              },
            });
            const get = (path, init) => fetch(`http://127.0.0.1:${upstream.port}${path}`, init);
            globalThis.handlers = {
              '/same': () => get('/'),
              async '/copied'() { const r = await get('/'); return new Response(r.body, { headers: r.headers }); },
              async '/decoded'() {
                const r = await get('/');
                const headers = new Headers(r.headers);
                headers.delete('content-encoding');
                return new Response(r.body, { headers });
              },
              '/endless': () => get('/endless'),
              '/echo': (request) => get('/echo', { method: request.method, body: request.body, duplex: 'half' }),
              '/refused': () => fetch('http://127.0.0.1:1/'),
            };
            """,
            "fetch(request) { return handlers[new URL(request.url).pathname](request); },"
                + " error(e) { return new Response(String(e.code), { status: 502 }); }");
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void encodedBytesPassUntouchedWhileTheHeadersSaySo() throws IOException {
    for (String path : List.of("/same", "/copied")) {
      RawClient.Response response = served.get(path);
      String encoding = response.field("content-encoding");
      assertTrue(List.of("gzip", "br", "zstd").contains(encoding), encoding);
      assertTrue(response.length() < 2000, path);
      assertTrue(response.isComplete());
    }
    served.evaluate(
        "handlers['/gzip'] = () => get2('/', { headers: { 'Accept-Encoding': 'gzip' } }); 0");
    served.evaluate(
        "globalThis.get2 = (p, i) => fetch(`http://127.0.0.1:${upstream.port}${p}`, i); 0");
    RawClient.Response response = served.get("/gzip");
    assertEquals("gzip", response.field("content-encoding"));
    byte[] decoded =
        new GZIPInputStream(new ByteArrayInputStream(response.content().bytes())).readAllBytes();
    assertEquals("upstream ".repeat(1000), new String(decoded, UTF_8));
  }

  @Test
  void withoutTheHeaderTheyAreDecodedAndTheirLengthIsForgotten() throws IOException {
    RawClient.Response response = served.get("/decoded");
    assertNull(response.field("content-encoding"));
    assertEquals("upstream ".repeat(1000), response.text());
    assertTrue(response.isComplete());
  }

  @Test
  void proxiedBodiesStayInJava() throws IOException {
    served.ways();
    served.get("/same");
    served.evaluate("new Promise((r) => setTimeout(r, 10))");
    assertTrue(served.ways().contains("Bytes native"));
  }

  @Test
  void aRequestBodyIsPassedOn() throws IOException {
    String body = "x".repeat(300_000);
    RawClient.Response response =
        served.request("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" + body);
    assertEquals("POST", response.field("x-method"));
    assertEquals(body, response.text());
  }

  @Test
  void aClientThatGoesAwayAbortsTheUpstream() throws IOException {
    try (RawClient client = served.connect().get("/endless")) {
      client.head();
      client.chunk();
    }
    assertEquals("aborted", served.evaluate("aborted.promise"));
  }

  @Test
  void anUpstreamThatCannotBeReachedReachesTheErrorHandler() throws IOException {
    RawClient.Response response = served.get("/refused");
    assertEquals(502, response.status());
    assertEquals("ECONNREFUSED", response.text());
  }
}
