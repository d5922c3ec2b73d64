package dev.sluice.testjs.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that take their time: what leaves when, and what waits for a slow client. */
final class StreamingTest {
  private static final int MEGABYTE = 1 << 20;

  @Test
  void theFirstBytesAreOutBeforeTheStreamEnds() throws IOException {
    try (Served served =
        Served.of(
            """
                globalThis.more = deferred();
                globalThis.bodies = {
                  '/stream': () => new ReadableStream({ async start(c) { c.enqueue('first'); await more.promise; c.enqueue('last'); c.close(); } }),
                  '/direct': () => new ReadableStream({ type: 'direct', async pull(c) { c.write('first'); await more.promise; c.write('last'); } }),
                  '/generator': () => async function* () { yield 'first'; await more.promise; yield 'last'; },
                };
                """,
            "fetch(request) { return new Response(bodies[new URL(request.url).pathname]()); }")) {
      for (String path : new String[] {"/stream", "/direct", "/generator"}) {
        served.evaluate("more = deferred(); 0");
        try (RawClient client = served.connect().get(path)) {
          client.head();
          assertEquals("first", textOfChunk(client), path);
          served.evaluate("more.resolve(); 0");
          assertEquals("last", textOfChunk(client), path);
          assertEquals("", textOfChunk(client), path);
        }
      }
    }
  }

  private static String textOfChunk(RawClient client) throws IOException {
    return new String(Objects.requireNonNull(client.chunk()), UTF_8);
  }

  @Test
  void whatATaskWritesLeavesAsOneChunkAtItsEnd() throws IOException {
    try (Served served =
        Served.of(
            """
                globalThis.turn = () => new Promise((resolve) => setTimeout(resolve, 1));
                """,
            """
                fetch() {
                  return new Response(new ReadableStream({ type: 'direct', async pull(c) {
                    for (let i = 0; i < 3; i++) {
                      await turn();
                      for (const token of ['a', 'b', 'c']) { c.write(token); await null; }
                    }
                  } }));
                }
                """)) {
      try (RawClient client = served.connect().get("/")) {
        client.head();
        for (int i = 0; i < 3; i++) {
          assertEquals("abc", textOfChunk(client));
        }
        assertEquals("", textOfChunk(client));
      }
    }
  }

  @Test
  void flushSendsAtOnceAndTellsHowMuch() throws IOException {
    try (Served served =
        Served.of(
            "globalThis.flushed = [];",
            """
                fetch() {
                  return new Response(new ReadableStream({ type: 'direct', pull(c) {
                    c.write('one'); flushed.push(c.flush()); c.write('three'); flushed.push(c.flush()); flushed.push(c.flush()); c.end();
                  } }));
                }
                """)) {
      try (RawClient client = served.connect().get("/")) {
        client.head();
        assertEquals("one", textOfChunk(client));
        assertEquals("three", textOfChunk(client));
        assertEquals("", textOfChunk(client));
      }
      assertEquals("3,5,0", served.evaluate("flushed.join()"));
    }
  }

  @Test
  void theHeadOfAnEventStreamDoesNotWaitForTheFirstEvent() throws IOException {
    try (Served served =
        Served.of(
            "globalThis.more = deferred();",
            """
                fetch() {
                  return new Response(async function* () { await more.promise; yield 'data: 1\\n\\n'; },
                    { headers: { 'Content-Type': 'text/event-stream' } });
                }
                """)) {
      try (RawClient client = served.connect().get("/")) {
        assertEquals(200, client.head().status());
        served.evaluate("more.resolve(); 0");
        assertEquals("data: 1\n\n", textOfChunk(client));
      }
    }
  }

  @Test
  void theIdleTimeoutDoesNotCutAStreamThatIsSilent() throws IOException {
    try (Served served =
        Served.of(
            "globalThis.more = deferred();",
            """
                idleTimeout: 1,
                fetch(request) {
                  const type = request.url.endsWith('/events') ? 'text/event-stream' : 'text/plain';
                  return new Response(async function* () { await more.promise; yield 'late'; }, { headers: { 'Content-Type': type } });
                }
                """)) {
      try (RawClient events = served.connect().get("/events");
          RawClient other = served.connect().get("/other");
          RawClient idle = served.connect()) {
        events.head();
        // The server closes what is idle, and only that: then more than the timeout has gone by.
        assertTrue(idle.isClosed());
        try (RawClient second = served.connect()) {
          assertTrue(second.isClosed());
        }
        served.evaluate("more.resolve(); 0");
        assertEquals("late", textOfChunk(events));
        assertEquals("late", other.response().text());
      }
    }
  }

  @Test
  void aHandlerThatDoesNotAnswerIsCutUnlessItAsksForTime() throws IOException {
    try (Served served =
        Served.of(
            "globalThis.cut = deferred(); globalThis.more = deferred();",
            """
            idleTimeout: 1,
            async fetch(request, server) {
              if (request.url.endsWith('/patient')) { server.timeout(request, 0); await more.promise; return new Response('late'); }
              request.signal.onabort = () => cut.resolve(request.signal.reason.name);
              return new Promise(() => {});
            }
            """)) {
      try (RawClient patient = served.connect().get("/patient");
          RawClient cut = served.connect().get("/")) {
        assertTrue(cut.isClosed());
        assertEquals("AbortError", served.evaluate("cut.promise"));
        try (RawClient idle = served.connect()) {
          assertTrue(idle.isClosed());
        }
        served.evaluate("more.resolve(); 0");
        assertEquals("late", patient.response().text());
      }
    }
  }

  /** 50 MB that nobody reads: the script is made to wait, and memory does not grow by it. */
  @ParameterizedTest
  @ValueSource(strings = {"stream", "byte-stream", "direct", "generator", "transform"})
  void aSlowClientHoldsUpTheScript(String kind) throws IOException {
    try (Served served =
        Served.of(
            """
                globalThis.produced = 0;
                const CHUNKS = 800;
                const chunk = () => { produced++; return new Uint8Array(65536); };
                const source = (type) => ({ type, pull(c) { if (produced === CHUNKS) c.close(); else c.enqueue(chunk()); } });
                globalThis.bodies = {
                  '/stream': () => new ReadableStream(source(undefined)),
                  '/byte-stream': () => new ReadableStream(source('bytes')),
                  '/transform': () => new ReadableStream(source(undefined)).pipeThrough(new TransformStream()),
                  '/direct': () => new ReadableStream({ type: 'direct', async pull(c) { while (produced < CHUNKS) await c.write(chunk()); } }),
                  '/generator': () => async function* () { while (produced < CHUNKS) yield chunk(); },
                };
                """,
            "fetch(request) { return new Response(bodies[new URL(request.url).pathname]()); }")) {
      try (RawClient client = new RawClient(served.port(), 1 << 16)) {
        client.get("/" + kind);
        client.head();
        assertNotNull(client.chunk());
        int before = settled(served);
        assertTrue(
            before < 300, () -> before + " chunks of 800 were made for a client that reads none");
        assertTrue(Integer.parseInt(served.evaluate("server.stats.backPressureWaits")) > 0);
        long total = 1;
        for (byte[] next = client.chunk(); next != null && next.length > 0; next = client.chunk()) {
          total += next.length;
        }
        assertTrue(total > 800L * 65536 - (1 << 20), "got " + total);
      }
    }
  }

  /** How many chunks there are once no more are made: ten looks in a row see the same. */
  private static int settled(Served served) {
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

  /** A script that is asked for more by microtasks alone, by a client that takes all there is. */
  @ParameterizedTest
  @ValueSource(strings = {"stream", "direct", "generator"})
  void aBodyWithoutEndLetsOthersHaveTheirTurn(String kind) throws Exception {
    try (Served served =
        Served.of(
            """
                globalThis.isOver = false;
                const chunk = 'x'.repeat(64);
                globalThis.bodies = {
                  '/stream': () => new ReadableStream({ pull(c) { if (isOver) c.close(); else c.enqueue(chunk); } }),
                  '/direct': () => new ReadableStream({ type: 'direct', async pull(c) { while (!isOver) await c.write(chunk); } }),
                  '/generator': () => async function* () { while (!isOver) yield chunk; },
                };
                """,
            """
            routes: { '/other': () => new Response('other') },
            fetch(request) { return new Response(bodies[new URL(request.url).pathname]()); }
            """)) {
      RawClient greedy = served.connect().get("/" + kind);
      Thread reader =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      greedy.head();
                      while (greedy.chunk() != null) {
                        // As fast as it comes.
                      }
                    } catch (IOException e) {
                      // It was closed below.
                    }
                  });
      assertEquals("other", served.get("/other").text());
      greedy.close();
      reader.join();
      // A script that does not heed that its client has gone does not keep the others waiting.
      assertEquals("other", served.get("/other").text());
      served.evaluate("isOver = true; 0");
    }
  }

  /** Few bytes, each of which takes long to make: a turn is time, too. */
  @Test
  void aBodyThatIsComputedForLongLetsOthersHaveTheirTurn() throws Exception {
    try (Served served =
        Served.of(
            """
            globalThis.isOver = false;
            const compute = () => { const until = performance.now() + 10; while (performance.now() < until); return 'x'; };
            """,
            """
            routes: { '/other': () => new Response('other') },
            fetch() { return new Response(async function* () { while (!isOver) yield compute(); }); }
            """)) {
      try (RawClient greedy = served.connect().get("/")) {
        greedy.head();
        assertEquals("other", served.get("/other").text());
      }
      served.evaluate("isOver = true; 0");
    }
  }

  /** It cannot be made to wait, and is not let fill the memory. */
  @Test
  void aScriptThatNeverWaitsForItsClientIsGivenUp() throws IOException {
    try (Served served =
        Served.of(
            """
            globalThis.written = 0;
            globalThis.told = deferred();
            const chunk = new Uint8Array(1 << 20);
            globalThis.direct = () => new ReadableStream({
              type: 'direct',
              async pull(c) { while (written < 1000 && c.write(chunk) !== 0) { written++; await null; } },
              cancel(reason) { told.resolve(reason.code); },
            });
            """,
            "fetch() { return new Response(direct()); }, error() { return new Response('too late'); }")) {
      try (RawClient stalled = new RawClient(served.port(), 1 << 16).get("/")) {
        assertEquals("ENOBUFS", served.evaluate("told.promise"));
        int megabytes = Integer.parseInt(served.evaluate("written"));
        assertTrue(megabytes >= 64 && megabytes < 100, () -> megabytes + " MB were taken");
        assertFalse(stalled.response().isComplete());
      }
    }
  }

  @Test
  void aPairOfSurrogatesMayLieInTwoWrites() throws IOException {
    try (Served served =
        Served.of(
            """
                globalThis.bodies = {
                  '/stream': (...parts) => new ReadableStream({ start(c) { for (const part of parts) c.enqueue(part); c.close(); } }),
                  '/direct': (...parts) => new ReadableStream({ type: 'direct', pull(c) { for (const part of parts) c.write(part); c.end(); } }),
                  '/generator': (...parts) => async function* () { for (const part of parts) yield part; },
                };
                """,
            """
            fetch(request) {
              return new Response(bodies[new URL(request.url).pathname](
                'a\\ud83d', '', '\\ude00b', '\\ud83d', new Uint8Array([0x63]), '\\ude00', '\\ud83d\\ud83d', '\\ude00', '\\ud83d'));
            }
            """)) {
      for (String path : new String[] {"/stream", "/direct", "/generator"}) {
        assertEquals("a😀b\ufffdc\ufffd\ufffd😀\ufffd", served.get(path).text(), path);
      }
    }
  }

  @Test
  void aLargeFileIsSentWholeAndExactly(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("large");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(64L * MEGABYTE);
      sparse.seek(64L * MEGABYTE - 1);
      sparse.write('!');
    }
    try (Served served = Served.of("fetch() { return new Response(Bun.file('" + file + "')); }");
        RawClient client = served.connect()) {
      for (int i = 0; i < 2; i++) {
        RawClient.Head head = client.get("/").head();
        assertEquals(String.valueOf(64 * MEGABYTE), head.fields().get("content-length"));
        for (int part = 0; part < 64; part++) {
          byte[] bytes = client.bytes(MEGABYTE);
          assertEquals(MEGABYTE, bytes.length);
          assertEquals(part == 63 ? '!' : 0, bytes[MEGABYTE - 1]);
        }
      }
    }
  }
}
