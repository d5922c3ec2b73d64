package dev.sluice.testjs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.params.provider.ValueSource;

/** A client that goes away is noticed, in every form of handler. */
final class AbortTest {
  private static final String HANDLERS =
      """
      globalThis.log = [];
      globalThis.begun = deferred();
      globalThis.over = deferred();
      globalThis.reset = () => { log = []; begun = deferred(); over = deferred(); };
      globalThis.note = (what) => { log.push(what); };
      const never = () => new Promise(() => {});
      const watch = (request) => {
        request.signal.addEventListener('abort', () => note(`signal ${request.signal.reason.name}`));
      };
      const done = () => over.resolve();
      const cancelled = (reason) => { note(`cancel ${reason?.name}`); done(); };
      globalThis.handlers = {
        pending(request) { watch(request); request.signal.addEventListener('abort', done); begun.resolve(); return never(); },
        async late(request) {
          watch(request);
          begun.resolve();
          await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
          return new Response(new ReadableStream({ cancel: cancelled }));
        },
        async unwatched(request) {
          begun.resolve();
          await gone.promise;
          return new Response(new ReadableStream({ cancel: cancelled }));
        },
        stream(request) {
          watch(request);
          return new Response(new ReadableStream({ start(c) { c.enqueue('a'); }, pull() { begun.resolve(); return never(); }, cancel: cancelled }));
        },
        silent(request) {
          watch(request);
          return new Response(new ReadableStream({ pull() { begun.resolve(); return never(); }, cancel: cancelled }, { highWaterMark: 0 }));
        },
        full(request) {
          watch(request);
          const chunk = new Uint8Array(1 << 16);
          let timer;
          // When it has not been asked for a while, it is the client that it waits for.
          const pull = (c) => { clearTimeout(timer); timer = setTimeout(begun.resolve, 100); c.enqueue(chunk); };
          return new Response(new ReadableStream({ pull, cancel: cancelled }));
        },
        direct(request) {
          watch(request);
          return new Response(new ReadableStream({ type: 'direct',
            pull(c) { c.write('a'); c.flush(); begun.resolve(); return never(); }, cancel: cancelled }));
        },
        generator(request) {
          watch(request);
          return new Response(async function* () {
            try { for (;;) { yield 'a'; begun.resolve(); await new Promise((r) => setTimeout(r, 1)); } } finally { cancelled({ name: 'finally' }); }
          });
        },
        iterator(request) {
          watch(request);
          return new Response({ [Symbol.asyncIterator]() {
            return { next() { begun.resolve(); return never(); }, return() { cancelled({ name: 'return' }); return { done: true }; } };
          } });
        },
        transform(request) {
          watch(request);
          const source = new ReadableStream({ start(c) { c.enqueue(new Uint8Array(1)); }, pull() { begun.resolve(); return never(); },
            cancel: cancelled });
          return new Response(source.pipeThrough(new TransformStream()));
        },
        async body(request) {
          watch(request);
          begun.resolve();
          try { await request.text(); } catch (e) { note(`text ${e.code}`); }
          done();
          return new Response('');
        },
        async chunks(request) {
          watch(request);
          const reader = request.body.getReader();
          await reader.read();
          begun.resolve();
          try { await reader.read(); } catch (e) { note(`read ${e.code}`); }
          done();
          return new Response('');
        },
        fine: () => new Response('fine'),
      };
      """;

  private static Served served;

  @BeforeAll
  static void serve() {
    served =
        Served.of(
            HANDLERS,
            "idleTimeout: 0, fetch(request) { return handlers[new URL(request.url).pathname.slice(1)](request); }");
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @ParameterizedTest
  @CsvSource({
    "pending, signal AbortError",
    "late, 'signal AbortError,cancel AbortError'",
    "stream, 'signal AbortError,cancel AbortError'",
    "silent, 'signal AbortError,cancel AbortError'",
    "full, 'signal AbortError,cancel AbortError'",
    "direct, 'signal AbortError,cancel AbortError'",
    "generator, 'signal AbortError,cancel finally'",
    "iterator, 'signal AbortError,cancel return'",
    "transform, 'signal AbortError,cancel AbortError'",
  })
  void theSignalAbortsAndThenTheBodyIsCancelled(String name, String log) throws IOException {
    for (boolean reset : new boolean[] {false, true}) {
      served.evaluate("reset(); 0");
      RawClient client = served.connect().get("/" + name);
      served.evaluate("begun.promise");
      if (reset) {
        client.reset();
      } else {
        client.close();
      }
      served.evaluate("over.promise");
      assertEquals(log, served.evaluate("log.join()"), reset ? "reset" : "closed");
    }
    assertEquals(List.of(), served.uncaught());
    assertEquals("0", served.evaluate("server.pendingRequests"));
  }

  @ParameterizedTest
  @CsvSource({
    "body, 'signal AbortError,text ECONNRESET'",
    "chunks, 'signal AbortError,read ECONNRESET'"
  })
  void aBodyThatIsCutFailsItsReader(String name, String log) throws IOException {
    served.evaluate("reset(); 0");
    try (RawClient client = served.connect()) {
      client.send("POST /" + name + " HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
      served.evaluate("begun.promise");
    }
    served.evaluate("over.promise");
    assertEquals(
        List.of(log.split(",")).stream().sorted().toList().toString(),
        served.evaluate("`[${log.toSorted().join(', ')}]`"));
  }

  @Test
  void aSignalThatIsLookedAtTooLateIsAbortedFromTheBeginning() throws IOException {
    served.evaluate(
        """
        reset();
        globalThis.gone = deferred();
        handlers.check = async (request) => {
          request.signal; // watched by nobody
          begun.resolve();
          await gone.promise;
          note(request.signal.aborted);
          done();
        };
        globalThis.done = () => over.resolve();
        handlers.clone = async (request) => {
          const copy = request.clone();
          copy.signal.addEventListener('abort', () => { note(copy.signal.reason.name); over.resolve(); });
          begun.resolve();
          return new Promise(() => {});
        };
        0
        """);
    try (RawClient client = served.connect()) {
      client.get("/clone");
      served.evaluate("begun.promise");
    }
    served.evaluate("over.promise");
    assertEquals("AbortError", served.evaluate("log.join()"));
  }

  /** The last write finds out that the client has gone, before the connection's end is seen. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "new Response(new ReadableStream({ start(c) { c.enqueue('b'); c.close(); } }))",
        "new Response((async function* () { yield 'b'; })())",
        "new Response(Bun.file(small))",
        "new Response(Bun.file(small).stream())",
        "new Response(Bun.file(large))",
        "new Response(new Blob(['b', Bun.file(large)]))",
        "new Response(upstream.body)",
        "new Response('b')"
      })
  void aClientThatLeavesJustBeforeTheEndIsNoErrorOfTheScript(String response, @TempDir Path folder)
      throws IOException {
    Path gone = folder.resolve("gone");
    Files.write(folder.resolve("small"), new byte[1000]);
    Files.write(folder.resolve("large"), new byte[1 << 20]);
    served.evaluate(
        """
        reset();
        var [small, large, gone] = ['small', 'large', 'gone'].map((name) => '%s/' + name);
        handlers.first = () => new Response('first');
        handlers.last = async () => {
          const upstream = await fetch(new URL('/first', server.url));
          // Of a later task, so that the first answer is out.
          await new Promise((resolve) => setTimeout(resolve));
          while (Bun.file(gone).size === 0);
          setTimeout(over.resolve);
          return %s;
        };
        0
        """
            .formatted(folder, response));
    served.told();
    try (RawClient client = served.connect().get("/first").get("/last")) {
      assertEquals("first", client.response().text());
      client.reset();
    }
    Files.writeString(gone, "gone");
    served.evaluate("over.promise");
    served.evaluate("(async () => { while (server.pendingRequests > 0) await Bun.sleep(1); })()");
    assertEquals("", served.told());
  }

  @Test
  void aCompleteResponseAbortsNothing() throws IOException {
    served.evaluate(
        """
        reset();
        handlers.complete = (request) => { watch2(request); return new Response('x'); };
        globalThis.watch2 = (request) => { globalThis.last = request.signal; };
        0
        """);
    try (RawClient client = served.connect()) {
      assertEquals("x", client.get("/complete").response().text());
    }
    assertEquals("fine", served.get("/fine").text());
    assertEquals("false", served.evaluate("last.aborted"));
  }

  @Test
  void stoppingAtOnceAbortsWhatRuns() throws IOException {
    try (Served other =
        Served.of(
            HANDLERS,
            "fetch(request) { return handlers[new URL(request.url).pathname.slice(1)](request); }")) {
      try (RawClient client = other.connect().get("/stream")) {
        other.evaluate("begun.promise");
        other.evaluate("server.stop(true)");
        other.evaluate("over.promise");
        assertEquals("signal AbortError,cancel AbortError", other.evaluate("log.join()"));
        client.head();
        client.chunk();
        assertTrue(client.isClosed());
      }
    }
  }

  /** Nothing of a request stays behind when its client has gone, or its body has failed. */
  @Test
  void whatWasCutIsForgotten() throws IOException {
    try (Served served =
        Served.of(
            """
            const REQUESTS = 20;
            globalThis.kept = [];
            let ended = 0;
            globalThis.allEnded = deferred();
            const end = () => { if (++ended === 2 * REQUESTS) allEnded.resolve(); };
            const keep = (o) => { kept.push(new WeakRef(o)); return o; };
            globalThis.bodies = {
              '/stream'() {
                const memory = keep(new Uint8Array(100_000));
                return new ReadableStream({ start(c) { c.enqueue(memory.subarray(0, 9)); }, pull: () => new Promise(() => memory), cancel: end });
              },
              async *'/generator'() {
                const memory = keep(new Uint8Array(100_000));
                try { yield memory; yield memory; await Bun.sleep(1); throw new Error('failed'); } finally { end(); }
              },
            };
            /** How many are left, which is asked in a task of its own each time: a task keeps what it has looked at. */
            globalThis.left = () => new Promise((resolve) => setTimeout(() => { Bun.gc(); resolve(kept.filter((ref) => ref.deref() !== undefined).length); }, 0));
            """,
            """
            fetch(request) {
              keep(request);
              return new Response(bodies[new URL(request.url).pathname]());
            }
            """)) {
      for (int i = 0; i < 20; i++) {
        try (RawClient client = served.connect().get("/stream")) {
          client.head();
          client.reset();
        }
        assertEquals(false, served.get("/generator").isComplete());
      }
      served.evaluate("allEnded.promise");
      int left = 80;
      for (int looks = 0; left > 2 && looks < 50; looks++) {
        left = Integer.parseInt(served.evaluate("left()"));
      }
      // The last one may still stand in some frame of the interpreter.
      assertTrue(left <= 2, left + " of 80 are kept");
    }
  }
}
