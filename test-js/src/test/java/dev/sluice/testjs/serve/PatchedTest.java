package dev.sluice.testjs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A script that replaces intrinsics changes its own world and not the server's. */
final class PatchedTest {
  private static final String PATCHES =
      """
      globalThis.noticed = [];
      const { apply } = Reflect;
      const note = (what) => { noticed[noticed.length] = what; };
      const trap = (holder, key, name) => {
        const original = holder[key];
        holder[key] = function () { note(name); return apply(original, this, arguments); };
      };
      globalThis.patch = () => {
        for (const key of ['push', 'slice', 'join', 'map', 'forEach', 'indexOf', 'sort', Symbol.iterator]) trap(Array.prototype, key, `Array ${String(key)}`);
        for (const key of ['slice', 'split', 'indexOf', 'startsWith', 'toLowerCase', 'replaceAll', 'charCodeAt']) trap(String.prototype, key, `String ${key}`);
        for (const key of ['get', 'set', 'has']) trap(Map.prototype, key, `Map ${key}`);
        const { then } = Promise.prototype;
        Object.defineProperty(Promise.prototype, 'then', { get() { note('then'); return then; }, configurable: true });
        trap(Uint8Array.prototype.__proto__, 'set', 'TypedArray set');
        for (const key of ['exchange', 'handlers', 'producer', 'wrapper', 'status', 'headerList', 'knownUrl', 'sink', 'params', 'isOpen']) {
          Object.defineProperty(Object.prototype, key, { set() { note(`set ${key}`); }, get() { return undefined; }, configurable: true });
        }
      };
      """;

  @Test
  void nothingThatAScriptHasReplacedIsCalled() throws IOException {
    try (Served served =
        Served.of(
            PATCHES,
            """
            routes: { '/static': new Response('static'), '/users/:id': (request) => new Response(request.params.id) },
            async fetch(request) {
              if (request.url.endsWith('/echo')) return new Response(await request.text(), { headers: { 'X-A': request.headers.get('x-a') } });
              if (request.url.endsWith('/stream')) return new Response(new ReadableStream({ start(c) { c.enqueue('a'); c.close(); } }));
              if (request.url.endsWith('/direct')) return new Response(new ReadableStream({ type: 'direct', pull(c) { c.write('b'); c.end(); } }));
              if (request.url.endsWith('/slow-direct')) {
                return new Response(new ReadableStream({ type: 'direct', async pull(c) { c.write('c'); await 0; await c.write('d'); } }));
              }
              if (request.url.endsWith('/generator')) return new Response(async function* () { yield 'e'; await 0; yield 'f'; });
              if (request.url.endsWith('/throw')) throw new Error('thrown');
              return new Response('text');
            },
            async error() { return new Response('', { status: 500 }); }
            """)) {
      served.evaluate("patch(); noticed.length = 0; 0");
      assertEquals("static", served.get("/static").text());
      assertEquals("7", served.get("/users/7").text());
      assertEquals("text", served.get("/").text());
      assertEquals("a", served.get("/stream").text());
      assertEquals("b", served.get("/direct").text());
      assertEquals("cd", served.get("/slow-direct").text());
      assertEquals("ef", served.get("/generator").text());
      assertEquals(500, served.get("/throw").status());
      RawClient.Response echo =
          served.request(
              "POST /echo HTTP/1.1\r\nHost: a\r\nX-A: b\r\nContent-Length: 3\r\n\r\nabc");
      assertEquals("abc", echo.text());
      assertEquals("b", echo.field("x-a"));
      assertEquals(
          "",
          served.evaluate(
              "let all = ''; for (let i = 0; i < noticed.length; i++) all += noticed[i] + '\\n'; all"));
    }
  }
}
