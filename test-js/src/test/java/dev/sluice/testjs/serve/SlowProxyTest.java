package dev.sluice.testjs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that is slow, or an upstream that breaks, with a proxy in between. */
final class SlowProxyTest {
  private static final int CHUNK = 65536;
  private static final int CHUNKS = 800;

  private final Served served =
      Served.of(
          """
          globalThis.produced = 0;
          globalThis.cancelled = deferred();
          globalThis.upstream = Bun.serve({
            port: 0, hostname: '127.0.0.1', development: false,
            error: () => new Response('upstream failed', { status: 503 }),
            fetch(request) {
              const { pathname } = new URL(request.url);
              if (pathname === '/broken') {
                return new Response(new ReadableStream({
                  async pull(c) { if (produced++ === 0) { c.enqueue('some'); return; } await new Promise((r) => setTimeout(r, 5)); c.error(new Error('broken')); },
                }));
              }
              return new Response(new ReadableStream({
                pull(c) { if (produced === CHUNKS) c.close(); else { produced++; c.enqueue(new Uint8Array(CHUNK)); } },
                cancel: () => cancelled.resolve('cancelled'),
              }));
            },
          });
          const get = (path) => fetch(`http://127.0.0.1:${upstream.port}${path}`);
          const body = async (change) => new Response(change((await get('/')).body));
          globalThis.handlers = {
            '/same': () => get('/'),
            '/body': () => body((b) => b),
            '/transform': () => body((b) => b.pipeThrough(new TransformStream())),
            '/iterated': () => body((b) => (async function* () { for await (const chunk of b) yield chunk; })()),
            '/unread': async () => { globalThis.kept = await get('/'); return new Response('kept'); },
            '/broken': () => get('/broken'),
            '/broken-transform': async () => new Response((await get('/broken')).body.pipeThrough(new TransformStream())),
          };
          """
              .replace("CHUNKS", Integer.toString(CHUNKS))
              .replace("CHUNK", Integer.toString(CHUNK)),
          "fetch(request) { return handlers[new URL(request.url).pathname](request); }");

  @AfterEach
  void stop() {
    served.close();
  }

  /** How many chunks there are once no more are made: ten looks in a row see the same. */
  private int settled() {
    int last = -1;
    for (int same = 0; same < 10; ) {
      int now =
          Integer.parseInt(
              served.evaluate("new Promise((r) => setTimeout(() => r(produced), 20))"));
      same = now == last ? same + 1 : 0;
      last = now;
    }
    return last;
  }

  @ParameterizedTest
  @ValueSource(strings = {"same", "body", "transform", "iterated"})
  void aSlowClientHoldsUpTheUpstream(String way) throws IOException {
    try (RawClient client = new RawClient(served.port(), 1 << 16)) {
      client.get("/" + way);
      client.head();
      assertNotNull(client.chunk());
      int before = settled();
      assertTrue(
          before < CHUNKS / 2,
          () -> before + " chunks of " + CHUNKS + " were made for a client that reads none");
      long total = 1;
      for (byte[] next = client.chunk(); next != null && next.length > 0; next = client.chunk()) {
        total += next.length;
      }
      assertTrue(total > (long) (CHUNKS - 16) * CHUNK, "got " + total);
    }
  }

  @Test
  void aClientThatGoesAwayEndsTheUpstreamBehindATransform() throws IOException {
    try (RawClient client = new RawClient(served.port(), 1 << 16)) {
      client.get("/transform");
      client.head();
      assertNotNull(client.chunk());
    }
    assertEquals("cancelled", served.evaluate("cancelled.promise"));
  }

  @Test
  void aResponseThatNobodyReadsHoldsUpTheUpstream() throws IOException {
    assertEquals("kept", served.get("/unread").text());
    int before = settled();
    assertTrue(before < CHUNKS / 2, () -> before + " chunks were made for nobody");
    served.evaluate("kept.body.cancel()");
    assertEquals("cancelled", served.evaluate("cancelled.promise"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"broken", "broken-transform"})
  void anUpstreamThatBreaksCutsTheClient(String way) throws IOException {
    RawClient.Response response = served.get("/" + way);
    assertEquals(200, response.status());
    assertFalse(response.isComplete(), "a cut must not look like an end");
  }
}
