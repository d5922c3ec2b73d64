package dev.sluice.testjs.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.runtime.JsRuntime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options that change what leaves the server. */
final class OptionsTest {
  private static final String GZIP = "GET %s HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n";

  @Test
  void compressEncodesEveryKindOfBodyForWhoAsks(@TempDir Path folder) throws IOException {
    String text = "compress me ".repeat(500);
    Path file = Files.writeString(folder.resolve("file.txt"), text);
    try (Served served =
        Served.of(
            """
            const text = 'compress me '.repeat(500);
            const plain = { headers: { 'Content-Type': 'text/plain' } };
            const bytes = new TextEncoder().encode(text);
            globalThis.handlers = {
              '/text': () => new Response(text),
              '/bytes': () => new Response(bytes, plain),
              '/blob': () => new Response(new Blob([text]), plain),
              '/file': () => new Response(Bun.file('%1$s')),
              '/file-stream': () => new Response(Bun.file('%1$s').stream(), plain),
              '/stream': () => new Response(new Blob([text]).stream().pipeThrough(new TransformStream()), plain),
              '/generator': () => new Response(async function* () { yield text; }, plain),
              '/short': () => new Response('short'),
              '/image': () => new Response(text, { headers: { 'Content-Type': 'image/png' } }),
              '/encoded': () => new Response(text, { headers: { 'Content-Type': 'text/plain', 'Content-Encoding': 'x' } }),
            };
            """
                .formatted(file),
            "compress: true, routes: { '/route': new Response('compress me '.repeat(500)) },"
                + " fetch(request) { return handlers[new URL(request.url).pathname](); }")) {
      for (String path :
          new String[] {
            "/text", "/bytes", "/blob", "/file", "/file-stream", "/stream", "/generator", "/route"
          }) {
        RawClient.Response response = served.request(GZIP.formatted(path));
        assertEquals("gzip", response.field("content-encoding"), path);
        assertEquals("Accept-Encoding", response.field("vary"), path);
        byte[] all =
            new GZIPInputStream(new ByteArrayInputStream(response.content().bytes()))
                .readAllBytes();
        assertEquals(text, new String(all, UTF_8), path);
        RawClient.Response identity = served.get(path);
        assertNull(identity.field("content-encoding"), path);
        assertEquals(text, identity.text(), path);
      }
      for (String path : new String[] {"/short", "/image"}) {
        assertNull(served.request(GZIP.formatted(path)).field("content-encoding"), path);
      }
      assertEquals("x", served.request(GZIP.formatted("/encoded")).field("content-encoding"));
    }
  }

  /** Encoding some megabytes takes long: others have their turn in between. */
  @Test
  void aLargeBodyInMemoryIsEncodedWholeAndInPieces() throws IOException {
    String options =
        """
        compress: true,
        fetch(request) {
          const { pathname } = new URL(request.url);
          if (pathname === '/bytes') return new Response(bytes, { headers: { 'Content-Type': 'text/plain' } });
          return new Response(text);
        }
        """;
    try (Served served =
        Served.of(
            "globalThis.text = Array.from({ length: 300000 }, (_, i) => i).join(' ');"
                + " globalThis.bytes = new TextEncoder().encode(text);",
            options)) {
      String text = served.evaluate("text");
      for (String path : new String[] {"/text", "/bytes"}) {
        RawClient.Response response = served.request(GZIP.formatted(path));
        assertEquals("gzip", response.field("content-encoding"), path);
        byte[] all =
            new GZIPInputStream(new ByteArrayInputStream(response.content().bytes()))
                .readAllBytes();
        assertEquals(text, new String(all, UTF_8), path);
        try (RawClient client = served.connect()) {
          client.send(GZIP.formatted(path).replace("GET", "HEAD"));
          assertEquals("gzip", client.head().fields().get("content-encoding"), path);
        }
      }
    }
  }

  @Test
  void compressedFilesBesideThoseOfRoutesAreSentOnlyIfAsked(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("page.txt"), "plain");
    Files.writeString(folder.resolve("page.txt.gz"), "not even gzip");
    String routes = "routes: { '/page': Bun.file('%s') },".formatted(file);
    try (Served usual = Served.of(routes);
        Served asked = Served.of(routes + " precompressed: true,")) {
      RawClient.Response plain = usual.request(GZIP.formatted("/page"));
      assertEquals("plain", plain.text());
      assertNull(plain.field("vary"));
      RawClient.Response beside = asked.request(GZIP.formatted("/page"));
      assertEquals("gzip", beside.field("content-encoding"));
      assertEquals("not even gzip", beside.text());
      assertEquals("plain", asked.get("/page").text());
    }
  }

  @Test
  void theAccessLogHasALineForEachRequest() throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try (JsRuntime js = JsRuntime.builder().stderr(log).build()) {
      int port =
          (Integer)
              js.evaluate(
                      "globalThis.server = Bun.serve({ port: 0, accessLog: true, fetch: () => new Response('x', { status: 201 }) });"
                          + " server.port")
                  .join();
      try (RawClient client = new RawClient(port)) {
        client.get("/a?b=\"c").response();
      }
      js.evaluate("server.stop()").join();
    }
    String line = log.toString(UTF_8);
    assertTrue(
        line.matches(
            "[-0-9T:.]+Z 127\\.0\\.0\\.1 \"GET /a\\?b=\\\\u0022c HTTP/1\\.1\" 201 \\d+ [0-9.E-]+ ms\n"),
        line);
  }

  @Test
  void thePortComesFromTheEnvironmentUnlessItIsGiven() {
    try (JsRuntime js = JsRuntime.builder().environment(Map.of("PORT", "0")).build()) {
      Object port =
          js.evaluate("globalThis.s = Bun.serve({ fetch: () => new Response('x') }); s.port")
              .join();
      assertTrue((Integer) port > 0);
      js.evaluate("s.stop(true)").join();
    }
  }

  @Test
  void errorsAreToldOnStandardErrorAndTheServerGoesOn() throws IOException {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    try (JsRuntime js = JsRuntime.builder().stderr(errors).build()) {
      int port =
          (Integer)
              js.evaluate(
                      "globalThis.s = Bun.serve({ port: 0, development: false, fetch(r) {"
                          + " if (r.url.endsWith('/throw')) throw new TypeError('told'); return new Response('x'); } }); s.port",
                      "app.js")
                  .join();
      try (RawClient client = new RawClient(port)) {
        assertEquals(500, client.get("/throw").response().status());
        assertEquals("x", client.get("/").response().text());
      }
      js.flush();
    }
    String told = errors.toString(UTF_8);
    assertTrue(told.contains("TypeError: told") && told.contains("app.js:1:"), told);
  }

  @Test
  void headOfABodyThatIsPipedAsksForNoneOfItAndIsNoError() throws IOException {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    try (JsRuntime js = JsRuntime.builder().stderr(errors).build()) {
      int port =
          (Integer)
              js.evaluate(
                      """
                      const upstream = Bun.serve({ port: 0, fetch: () => new Response(async function* () { for (;;) { yield 'x'; await Bun.sleep(1); } }) });
                      Bun.serve({ port: 0, fetch: async () => new Response((await fetch(upstream.url)).body) }).port;
                      """,
                      "app.js")
                  .join();
      try (RawClient client = new RawClient(port)) {
        for (int i = 0; i < 2; i++) {
          client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
          assertEquals(200, client.responseToHead().status());
        }
      }
      js.flush();
    }
    assertEquals("", errors.toString(UTF_8));
  }
}
