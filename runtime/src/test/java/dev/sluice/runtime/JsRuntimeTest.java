package dev.sluice.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JsRuntimeTest {
  @TempDir Path folder = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final LinkedBlockingQueue<JsException> uncaught = new LinkedBlockingQueue<>();
  private JsRuntime js = JsRuntime.create();

  @BeforeEach
  void start() {
    js.close();
    js =
        JsRuntime.builder()
            .workingDirectory(folder)
            .stdout(out)
            .stderr(err)
            .onUncaught(uncaught::add)
            .build();
  }

  @AfterEach
  void close() {
    js.close();
  }

  @Test
  void valuesOfScriptsBecomeJavaValues() {
    assertEquals(42, js.evaluate("42").join());
    assertEquals(0.5, js.evaluate("0.5").join());
    assertEquals(0x1p53, js.evaluate("2 ** 53").join());
    assertEquals("text", js.evaluate("'text'").join());
    assertEquals(true, js.evaluate("true").join());
    assertNull(js.evaluate("undefined").join());
    assertNull(js.evaluate("null").join());
    assertEquals(
        new BigInteger("123456789012345678901234567890"),
        js.evaluate("123456789012345678901234567890n").join());
    assertEquals(Instant.ofEpochMilli(1234), js.evaluate("new Date(1234)").join());
    assertArrayEquals(
        new byte[] {2, 3}, (byte[]) js.evaluate("new Uint8Array([1, 2, 3]).subarray(1)").join());
    assertArrayEquals(new byte[] {1}, (byte[]) js.evaluate("new Uint8Array([1]).buffer").join());
    assertEquals(Arrays.asList(1, "a", null, List.of()), js.evaluate("[1, 'a', null, []]").join());
    assertEquals(
        Map.of("a", 1, "b", Map.of("c", 2)), js.evaluate("({ a: 1, b: { c: 2 } })").join());
    assertEquals(Map.of(1, "one"), js.evaluate("new Map([[1, 'one']])").join());
  }

  @Test
  void aCyclicObjectKeepsItsShape() {
    Map<?, ?> object = (Map<?, ?>) js.evaluate("const o = {}; o.self = o; o").join();
    assertEquals(Set.of("self"), object.keySet());
    assertTrue(object.get("self") == object);
  }

  @Test
  void aSymbolCannotCross() {
    CompletionException e =
        assertThrows(CompletionException.class, () -> js.evaluate("Symbol('s')").join());
    assertInstanceOf(IllegalArgumentException.class, e.getCause());
  }

  @Test
  void promisesAreAwaited() {
    assertEquals(7, js.evaluate("new Promise((resolve) => setTimeout(resolve, 5, 7))").join());
  }

  @Test
  void javaValuesBecomeJavaScriptValues() throws IOException {
    JsModule module =
        module(
            "export const show = (value) => `${typeof value} ${Object.prototype.toString.call(value)} ${value}`;"
                + "export const sum = (bytes) => bytes.reduce((a, b) => a + b, 0);"
                + "export const json = (value) => JSON.stringify(value);"
                + "export const time = (date) => date.toISOString();");
    assertEquals("number [object Number] 1", module.call("show", 1).join());
    assertEquals("number [object Number] 5", module.call("show", 5L).join());
    assertEquals(
        "bigint [object BigInt] 9223372036854775807", module.call("show", Long.MAX_VALUE).join());
    assertEquals("bigint [object BigInt] 12", module.call("show", BigInteger.valueOf(12)).join());
    assertEquals("string [object String] x", module.call("show", "x").join());
    assertEquals(
        "object [object Null] null", module.call("show", new @Nullable Object[] {null}).join());
    assertEquals(6, module.call("sum", new byte[] {1, 2, 3}).join());
    assertEquals(
        "{\"a\":[1,{\"b\":true}]}",
        module.call("json", Map.of("a", List.of(1, Map.of("b", true)))).join());
    assertEquals(
        "1970-01-01T00:00:01.234Z", module.call("time", Instant.ofEpochMilli(1234)).join());
  }

  @Test
  void aValueWithoutCounterpartIsRefused() throws IOException {
    JsModule module = module("export const id = (value) => value;");
    CompletionException e =
        assertThrows(CompletionException.class, () -> module.call("id", new Object()).join());
    assertEquals(
        "java.lang.Object has no counterpart in JavaScript",
        String.valueOf(e.getCause()).replaceFirst("^[^ ]+: ", ""));
  }

  @Test
  void functionsBecomeHandlesThatAnyThreadMayCall() {
    JsFunction twice = (JsFunction) js.evaluate("(x) => x * 2").join();
    List<CompletableFuture<@Nullable Object>> results = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int n = i;
      results.add(CompletableFuture.supplyAsync(() -> twice.call(n)).thenCompose(future -> future));
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(2 * i, results.get(i).join());
    }
  }

  @Test
  void anErrorOfAScriptReachesTheCallerWithItsStory() {
    JsException e = failure(js.evaluate("function f() {\n  null.x;\n}\nf()", "app.js"));
    assertEquals("TypeError", e.name());
    assertTrue(e.report().startsWith("app.js:2:"), e.report());
    assertTrue(e.report().contains("at f (app.js:2"), e.report());
    assertFalse(e.report().contains("org.graalvm"), e.report());
  }

  @Test
  void aRejectionReachesTheCaller() {
    JsException e =
        failure(
            js.evaluate("Promise.reject(Object.assign(new RangeError('far'), { code: 'E_FAR' }))"));
    assertEquals("RangeError", e.name());
    assertEquals("E_FAR", e.code());
    assertTrue(uncaught.isEmpty());
  }

  @Test
  void aFailureThatReachesItsCallerIsNotReportedBesides() throws IOException {
    failure(js.evaluate("Promise.reject(new Error('once'))"));
    failure(js.importModule("./nowhere.mjs"));
    failure(js.evaluateModule("await null; throw new Error('once')", "[eval]"));
    failure(js.evaluateModule("throw new Error('once')", "[eval]"));
    js.idle().join();
    assertTrue(uncaught.isEmpty());
  }

  @Test
  void aThrownValueThatIsNoErrorHasNoName() {
    JsException e = failure(js.evaluate("throw 42"));
    assertNull(e.name());
    assertTrue(e.report().contains("42"), e.report());
  }

  @Test
  void aSyntaxErrorSaysWhere() {
    JsException e = failure(js.evaluate("let x = ;", "bad.js"));
    assertEquals("SyntaxError", e.name());
    assertTrue(e.report().startsWith("bad.js:1:"), e.report());
  }

  @Test
  void modulesAreImportedOnceAndKeepTheirState() throws IOException {
    Files.writeString(
        folder.resolve("counter.mjs"), "let n = 0; export const next = () => ++n; export { n };");
    JsModule first = js.importModule("./counter.mjs").join();
    assertEquals(1, first.call("next").join());
    JsModule second = js.importModule("./counter.mjs").join();
    assertEquals(2, second.call("next").join());
    assertEquals(2, first.get("n").join());
    assertEquals(Set.of("next", "n"), first.exports());
  }

  @Test
  void aMissingExportIsNamed() throws IOException {
    JsModule module = module("export const a = 1;");
    assertInstanceOf(
        IllegalArgumentException.class,
        assertThrows(CompletionException.class, () -> module.call("b").join()).getCause());
    assertInstanceOf(
        IllegalArgumentException.class,
        assertThrows(CompletionException.class, () -> module.call("a").join()).getCause());
  }

  @Test
  void aMissingModuleIsAnErrorWithACode() {
    JsException e = failure(js.importModule("./nowhere.mjs"));
    assertEquals("ERR_MODULE_NOT_FOUND", e.code());
  }

  @Test
  void outputGoesToTheGivenStreams() {
    js.evaluate("console.log('hällo', 1); console.error('oh'); process.stdout.write('raw\\n')")
        .join();
    js.flush();
    assertEquals("hällo 1\nraw\n", out.toString(UTF_8));
    assertEquals("oh\n", err.toString(UTF_8));
  }

  @Test
  void uncaughtErrorsAndRejectionsReachTheHost() throws InterruptedException {
    js.evaluate("setTimeout(() => { throw new TypeError('in a timer') }, 0)").join();
    assertEquals("TypeError", uncaught.take().name());
    js.evaluate("void Promise.reject(new RangeError('nobody listens'))").join();
    assertEquals("RangeError", uncaught.take().name());
  }

  @Test
  void listenersMayTakeErrors() {
    js.evaluate(
            """
            globalThis.seen = [];
            addEventListener('error', (e) => { seen.push(e.error.message); e.preventDefault(); });
            addEventListener('unhandledrejection', (e) => { seen.push(e.reason.message); e.preventDefault(); });
            setTimeout(() => { throw new Error('thrown'); }, 0);
            void Promise.reject(new Error('rejected'));
            """)
        .join();
    js.idle().join();
    assertEquals(List.of("rejected", "thrown"), js.evaluate("seen").join());
    assertTrue(uncaught.isEmpty());
  }

  @Test
  void idleComesWhenNothingIsLeft() {
    js.evaluate(
            "setTimeout(() => { globalThis.done = true }, 20); setTimeout(() => {}, 3600000).unref()")
        .join();
    js.idle().join();
    assertEquals(true, js.evaluate("done").join());
  }

  @Test
  void finishGivesTheExitCodeThatTheScriptSet() {
    js.evaluate("process.exitCode = 3; process.on('exit', () => console.log('bye'))").join();
    assertEquals(3, js.finish().join());
    js.flush();
    assertEquals("bye\n", out.toString(UTF_8));
  }

  @Test
  void processExitStopsTheScript() throws Exception {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    try (JsRuntime other = JsRuntime.builder().stdout(out).onExit(code::complete).build()) {
      CompletableFuture<@Nullable Object> result =
          other.evaluate("console.log('before'); process.exit(5); console.log('after')");
      assertEquals(5, code.get());
      assertThrows(CompletionException.class, result::join);
    }
    assertEquals("before\n", out.toString(UTF_8));
  }

  @Test
  void anExitListenerThatThrowsIsReportedAndTheProgramEndsWithOne() throws InterruptedException {
    js.evaluate("process.on('exit', () => { throw new RangeError('at the end') })").join();
    assertEquals(1, js.finish().join());
    assertEquals("RangeError", uncaught.take().name());
  }

  @Test
  void everyWaiterForIdleIsTold() {
    js.evaluate("setTimeout(() => {}, 5)").join();
    CompletableFuture<@Nullable Void> first = js.idle();
    CompletableFuture<@Nullable Void> second = js.idle();
    first.join();
    second.join();
  }

  @Test
  void whoWaitsForIdleHearsOfClose() {
    js.evaluate("setInterval(() => {}, 1000)").join();
    CompletableFuture<@Nullable Void> idle = js.idle();
    js.close();
    assertThrows(CompletionException.class, idle::join);
    assertThrows(CompletionException.class, () -> js.idle().join());
  }

  @Test
  void theLoopIsNotIdleAmidAListener() {
    js.evaluate(
            """
            globalThis.order = [];
            const timer = setTimeout(() => {}, 3600000);
            process.on('exit', () => order.push('exit'));
            addEventListener('unhandledrejection', (e) => {
              e.preventDefault();
              clearTimeout(timer);
              order.push('listener');
            });
            void Promise.reject(new Error('rejected'));
            """)
        .join();
    assertEquals(0, js.finish().join());
    assertEquals(List.of("listener", "exit"), js.evaluate("order").join());
  }

  @Test
  void processExitInAnEmbeddedRuntimeEndsItAsCloseDoes() {
    CompletableFuture<@Nullable Object> result =
        js.evaluate("new Promise(() => setTimeout(() => process.exit(0), 5))");
    assertThrows(CompletionException.class, result::join);
  }

  @Test
  void closeMayComeFromTheLoopsOwnThread() {
    CompletableFuture<@Nullable Object> forever = js.evaluate("new Promise(() => {})");
    js.evaluate("1").thenAccept(_ -> js.close()).join();
    assertThrows(CompletionException.class, forever::join);
  }

  @Test
  void aValueThatThrowsAtEveryLookIsStillReported() {
    failure(
        js.evaluate(
            "throw new Proxy({}, { get() { throw 1; }, has() { throw 1; }, ownKeys() { throw 1; } })"));
  }

  @Test
  void aFileThatCannotBeNamedIsAJavaScriptError() {
    assertEquals(
        true,
        js.evaluate("try { Bun.file('a\\0b').stream(); false } catch (e) { e instanceof Error }")
            .join());
  }

  @Test
  void closeStopsAnEndlessScript() {
    CompletableFuture<@Nullable Object> endless = js.evaluate("console.log('in'); for (;;);");
    js.close();
    assertThrows(CompletionException.class, endless::join);
    assertThrows(CompletionException.class, () -> js.evaluate("1").join());
  }

  @Test
  void scriptsSeeNothingOfJava() {
    assertEquals(
        "undefined undefined undefined undefined undefined",
        js.evaluate(
                "[typeof Java, typeof Polyglot, typeof Graal, typeof Packages, typeof internal].join(' ')")
            .join());
  }

  @Test
  void runtimesDoNotShareState() {
    try (JsRuntime other = JsRuntime.create()) {
      js.evaluate("globalThis.mine = 1").join();
      assertEquals("undefined", other.evaluate("typeof mine").join());
    }
  }

  @Test
  void microtasksRunBeforeTheNextTask() {
    js.evaluate(
            """
            globalThis.order = [];
            setTimeout(() => { order.push('task 1'); queueMicrotask(() => order.push('microtask')); }, 0);
            setTimeout(() => order.push('task 2'), 0);
            """)
        .join();
    js.idle().join();
    assertEquals(List.of("task 1", "microtask", "task 2"), js.evaluate("order").join());
  }

  /** Nothing but work, of which a busy machine does a tenth: the limit is for one that hangs. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void tenMillionMicrotasksAndDeepPromiseChainsRun() {
    assertEquals(
        10_000_000,
        js.evaluate(
                """
                new Promise((resolve) => {
                  let n = 0;
                  const next = () => { if (++n === 10_000_000) resolve(n); else queueMicrotask(next); };
                  next();
                })
                """)
            .join());
    assertEquals(
        1_000_000,
        js.evaluate(
                "let p = Promise.resolve(0); for (let i = 0; i < 1_000_000; i++) p = p.then((n) => n + 1); p")
            .join());
  }

  @Test
  void endlessRecursionIsARangeError() {
    JsException e = failure(js.evaluate("function f() { return f() + 1 } f()"));
    assertEquals("RangeError", e.name());
    assertEquals(2, js.evaluate("1 + 1").join());
  }

  private JsModule module(String code) throws IOException {
    Files.writeString(folder.resolve("module.mjs"), code);
    return js.importModule("./module.mjs").join();
  }

  private static JsException failure(CompletableFuture<?> future) {
    return assertInstanceOf(
        JsException.class, assertThrows(CompletionException.class, future::join).getCause());
  }
}
