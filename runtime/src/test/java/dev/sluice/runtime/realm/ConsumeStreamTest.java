package dev.sluice.runtime.realm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.bridge.form.FormLimits;
import dev.sluice.runtime.binding.Host;
import dev.sluice.runtime.binding.InternalBinding;
import dev.sluice.runtime.binding.Limits;
import dev.sluice.runtime.errors.ErrorReport;
import dev.sluice.runtime.loop.EventLoop;
import dev.sluice.runtime.modules.ModuleLoader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What no script can ask of streams/consume/consume: a limit, a signal, a lock that stays. */
@Timeout(60)
class ConsumeStreamTest {
  @TempDir Path folder = Path.of("");

  private final List<String> log = new ArrayList<>();
  private final EventLoop loop =
      new EventLoop("test", error -> log.add("uncaught " + error.getMessage()));
  private @Nullable Realm realm;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(folder.resolve("ten"), "0123456789");
    Host host =
        new Host(
            "test",
            List.of(),
            Map.of(),
            folder,
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            _ -> {},
            _ -> {},
            error -> log.add("uncaught " + error),
            error -> new ErrorReport(error.toString(), error.toString(), null, null),
            new Limits(Limits.NONE, FormLimits.defaults(folder)),
            null,
            null,
            new OneThread());
    InternalBinding internal = new InternalBinding(loop, host);
    realm = loop.call(() -> new Realm(new ModuleLoader(folder), internal)).join();
  }

  @AfterEach
  void close() {
    Realm opened = realm;
    if (opened != null) {
      loop.post(opened::leave);
      opened.cancel();
    }
    loop.close();
  }

  /**
   * Runs a script with {@code consume(stream, kind, options)}, {@code log(text)} and {@code
   * told(name, promise)}, which logs how a promise ends; then waits until nothing is left to do.
   */
  private List<String> run(String script) {
    Realm opened = realm;
    if (opened == null) {
      throw new IllegalStateException();
    }
    ProxyExecutable record =
        arguments -> {
          log.add(arguments[0].asString());
          return null;
        };
    loop.call(
            () -> {
              Value consume = opened.builtin("streams/consume/consume");
              Value streams = opened.builtin("streams/readable/ReadableStream");
              Value signals = opened.builtin("dom/AbortSignal");
              opened
                  .evaluate(
                      """
                      (({ consumeStream }, { slotsOf }, { slotsOf: signalSlotsOf }, log) => {
                        const consume = (stream, kind, { signal, ...rest }) =>
                          consumeStream(slotsOf(stream), kind, {
                            __proto__: null, ...rest, signal: signal && signalSlotsOf(signal),
                          });
                        const told = (name, promise) => promise.then(
                          (value) => log(`${name}: ${value.byteLength ?? value}`),
                          (e) => log(`${name}: ${e.code ?? e.message ?? e}`));
                      """
                          + script
                          + "})",
                      "test.js")
                  .executeVoid(consume, streams, signals, record);
              return true;
            })
        .join();
    CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();
    loop.whenIdle(() -> idle.complete(null));
    idle.join();
    return log;
  }

  @Test
  void whatIsLargerThanTheLimitIsRefusedOnEveryWay() {
    assertEquals(
        List.of(
            "script cancelled: ERR_BODY_TOO_LARGE",
            "direct cancelled: ERR_BODY_TOO_LARGE",
            "write: 0",
            "memory: ERR_BODY_TOO_LARGE",
            "script: ERR_BODY_TOO_LARGE",
            "strings: ERR_BODY_TOO_LARGE",
            "direct: ERR_BODY_TOO_LARGE",
            "file: ERR_BODY_TOO_LARGE"),
        run(
            """
            const limit = 9;
            told('memory', consume(new Blob(['0123456789']).stream(), 'text', { limit }));
            told('script', consume(new ReadableStream({
              start(c) { c.enqueue(new Uint8Array(5)); c.enqueue(new Uint8Array(5)); },
              cancel(e) { log(`script cancelled: ${e.code}`); },
            }), 'bytes', { limit }));
            told('strings', consume(new ReadableStream({
              start(c) { c.enqueue('€€€'); c.enqueue('€'); },
            }), 'text', { limit }));
            told('direct', consume(new ReadableStream({
              type: 'direct',
              pull(c) { c.write('01234'); log(`write: ${c.write('56789')}`); },
              cancel(e) { log(`direct cancelled: ${e.code}`); },
            }), 'text', { limit }));
            told('file', consume(Bun.file('ten').stream(), 'text', { limit }));
            """));
  }

  @Test
  void whatIsAsLargeAsTheLimitIsTaken() {
    assertEquals(
        List.of("memory: 10", "script: 10", "direct: 10", "file: 10"),
        run(
            """
            const limit = 10;
            told('memory', consume(new Blob(['0123456789']).stream(), 'bytes', { limit }));
            told('script', consume(new ReadableStream({
              start(c) { c.enqueue('01234'); c.enqueue(new Uint8Array(5)); c.close(); },
            }), 'bytes', { limit }));
            told('direct', consume(new ReadableStream({
              type: 'direct', pull(c) { c.write('0123456789'); c.end(); },
            }), 'bytes', { limit }));
            told('file', consume(Bun.file('ten').stream(), 'bytes', { limit }));
            """));
  }

  @Test
  void anAbortEndsTheConsumptionAndTellsTheSource() {
    assertEquals(
        List.of(
            "script cancelled: stop",
            "direct cancelled: stop",
            "script: stop",
            "direct: stop",
            "file: stop",
            "states: false true, false true, false true"),
        run(
            """
            const controller = new AbortController();
            const { signal } = controller;
            const streams = [
              new ReadableStream({ cancel(e) { log(`script cancelled: ${e}`); } }),
              new ReadableStream({
                type: 'direct', pull() {}, cancel(e) { log(`direct cancelled: ${e}`); },
              }),
              Bun.file('ten').stream(),
            ];
            const names = ['script', 'direct', 'file'];
            const ends = streams.map((s, i) => told(names[i], consume(s, 'text', { signal })));
            controller.abort('stop');
            Promise.all(ends).then(() => {
              const state = (s) => `${s.locked} ${slotsOf(s).disturbed}`;
              log(`states: ${streams.map(state).join(', ')}`);
            });
            """));
  }

  @Test
  void aSignalThatIsAbortedAlreadyLetsNothingBegin() {
    assertEquals(
        List.of("direct cancelled: stop", "script: stop", "direct: stop", "file: stop"),
        run(
            """
            const signal = AbortSignal.abort('stop');
            told('script', consume(new ReadableStream({
              pull() { log('pulled'); },
            }, { highWaterMark: 0 }), 'text', { signal }));
            told('direct', consume(new ReadableStream({
              type: 'direct',
              pull() { log('pulled'); },
              cancel(e) { log(`direct cancelled: ${e}`); },
            }), 'text', { signal }));
            told('file', consume(Bun.file('missing').stream(), 'text', { signal }));
            """));
  }

  @Test
  void aSignalThatIsAbortedAfterTheEndChangesNothing() {
    assertEquals(
        List.of("script: 1", "file: 0123456789", "aborted"),
        run(
            """
            const controller = new AbortController();
            const { signal } = controller;
            Promise.all([
              told('script', consume(new ReadableStream({
                start(c) { c.enqueue('1'); c.close(); },
              }), 'text', { signal })),
              told('file', consume(Bun.file('ten').stream(), 'text', { signal })),
            ]).then(() => { controller.abort('stop'); log('aborted'); });
            """));
  }

  @Test
  void theLockStaysWhereItIsToStay() {
    assertEquals(
        List.of("true true", "true true", "true true", "true true", "true true"),
        run(
            """
            const make = [
              () => new Blob(['a']).stream(),
              () => Bun.file('ten').stream(),
              () => Bun.file('missing').stream(),
              () => new ReadableStream({ start(c) { c.enqueue('a'); c.close(); } }),
              () => new ReadableStream({ type: 'direct', pull(c) { c.write('a'); c.end(); } }),
            ];
            (async () => {
              for (const one of make) {
                const stream = one();
                const end = consume(stream, 'text', { keepLocked: true }).catch(() => {});
                const during = stream.locked;
                await end;
                log(`${during} ${stream.locked}`);
                await stream.cancel().then(() => log('cancelled'), () => {});
              }
            })();
            """));
  }
}
