package dev.sluice.runtime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares ours with the engine's own JSON, case by case, and fails if a new version of the engine
 * is otherwise inside.
 */
class FastJsonTest {
  private static final Engine OURS = engine();
  private static final Engine THEIRS = engine();

  private final Context ours = Context.newBuilder("js").engine(OURS).build();
  private final Context engines = Context.newBuilder("js").engine(THEIRS).build();

  private static Engine engine() {
    return Engine.newBuilder("js")
        .allowExperimentalOptions(true)
        .option("engine.WarnInterpreterOnly", "false")
        .option("js.ecmascript-version", "staging")
        .build();
  }

  @BeforeEach
  void enter() {
    ours.enter();
    FastJson.install(ours);
    // From here on the counts are of this realm.
    ours.eval("js", "JSON.stringify(JSON.parse('[]'))");
  }

  @AfterEach
  void leave() {
    ours.leave();
    ours.close(true);
    engines.close(true);
  }

  @AfterAll
  static void close() {
    OURS.close();
    THEIRS.close();
  }

  private static String resource(String name) {
    try (InputStream in = FastJsonTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Evaluates an expression on both sides, and expects one text from them. */
  private String same(String expression) {
    String script = resource("describe.js") + "\nattempt(() => (" + expression + "));";
    String expected = engines.eval("js", script).asString();
    assertEquals(expected, ours.eval("js", script).asString(), expression);
    return expected;
  }

  private static String literal(String text) {
    StringBuilder it = new StringBuilder("'");
    for (int i = 0; i < text.length(); i++) {
      it.append(String.format("\\u%04x", (int) text.charAt(i)));
    }
    return it.append('\'').toString();
  }

  private void sameParse(String text) {
    same("JSON.parse(" + literal(text) + ")");
  }

  @Test
  void plainDocumentsAreReadAndWrittenByUs() {
    int read = JsonState.read();
    int written = JsonState.written();
    assertEquals(
        "{\"a\":[1,2.5,\"x\",null,true,{\"b\":\"\u00e9\u20ac\"}]}",
        ours.eval(
                "js",
                "JSON.stringify(JSON.parse('{\"a\": [1, 2.5, \"x\", null, true, {\"b\": \"é€\"}]}'))")
            .asString());
    assertEquals(read + 1, JsonState.read());
    assertEquals(written + 1, JsonState.written());
  }

  @Test
  void theFunctionsLookAsTheyDid() {
    for (String name : new String[] {"parse", "stringify"}) {
      same("JSON." + name + ".toString()");
      same("JSON." + name);
      same("Object.getOwnPropertyDescriptors(JSON." + name + ")");
      same("'prototype' in JSON." + name);
      same("new JSON." + name + "('1')");
    }
    same("Object.getOwnPropertyDescriptors(JSON)");
    same("(() => { try { JSON.parse('{]'); } catch (e) { return e.stack; } })()");
    same("JSON.parse()");
    same("JSON.parse('[1]', null)");
    same("JSON.stringify([1], {}, '')");
    same("JSON.parse({ toString: () => '[1, 2]' })");
    same("JSON.parse(Symbol())");
    same("JSON.stringify()");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        " [ ] ",
        "[[]]",
        "{\"a\":{}}",
        "",
        " ",
        "1",
        "\"x\"",
        "null",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "[1 2]",
        "[1]]",
        "[1",
        "{\"a\":1",
        "[\"abc",
        "[\"abc\\",
        "[\"a\tb\"]",
        "[\"\\x41\"]",
        "[\"\\u12\"]",
        "[\"\\u12g4\"]",
        "[\"\\u00e9\\ud83d\\ude00\\ud800\\u0000\"]",
        "[tru]",
        "[truex]",
        "[nul]",
        "[NaN]",
        "[undefined]",
        "[0,-0,1,-1,2147483647,-2147483648,2147483648,9007199254740993,123456789012345678]",
        "[1234567890123456789,12345678901234567890123]",
        "[0.0,-0.0,1.0,1.5,0.1,1e5,1E+5,1e-5,-1.25e2,1e400,-1e400,1e-400]",
        "[0.30000000000000004,4.35,123456789.123456789,0.000001,9007199254740993.0,5e-324]",
        "[2.2250738585072011e-308,1.7976931348623157e308,1.7976931348623159e308]",
        "[01]",
        "[-01]",
        "[00]",
        "[-]",
        "[+1]",
        "[.5]",
        "[1.]",
        "[1.e5]",
        "[1e]",
        "[1e+]",
        "[1.2.3]",
        "[0x10]",
        "[1\u00a0]",
        "\ufeff[1]",
        "[1]\u00a0",
        "\u000b[1]",
        "{\"a\":1,\"b\":2,\"a\":3}",
        "[{\"a\":1,\"b\":2,\"a\":3},{\"a\":1,\"b\":2,\"a\":3}]",
        "{\"__proto__\":{\"x\":1},\"constructor\":1,\"toString\":2}",
        "[{\"__proto__\":1},{\"__proto__\":null},{\"__proto__\":{}}]",
        "{\"10\":1,\"9\":2,\"b\":3,\"a\":4,\"4294967295\":5,\"-1\":6,\"01\":7}",
        "[{\"10\":1,\"9\":2},{\"10\":1,\"9\":2}]",
        "[{\"a\":1},{\"a\":1.5},{\"a\":\"x\"},{\"a\":null},{\"a\":1},{\"a\":{}},{\"a\":true}]",
        "[{\"a\":1,\"b\":1},{\"a\":1,\"b\":\"\"},{\"a\":\"\",\"b\":1},{\"a\":1.5,\"b\":1.5}]",
        "[{\"\":1},{\"\":2},{\"\u00e9\":3},{\"\u00e9\":4},{\"\u20ac\":5},{\"\u20ac\":6}]",
        "[{\"\\u0061\":1,\"a\":2},{\"a\\nb\":1}]",
        "[1,2,3]",
        "[1,2.5]",
        "[1.5,2]",
        "[1,null]",
        "[null,null]",
        "[null,{}]",
        "[{},[]]",
        "[{},1]",
        "[true,1]",
        "[\"a\",1,null]",
      })
  void readsAsTheEngineDoes(String text) {
    sameParse(text);
    sameParse(text + "\u20ac");
    sameParse(text.replace("\"a\"", "\"\u20ac\""));
    same("JSON.stringify(JSON.parse(" + literal(text) + "))");
    same("JSON.parse(" + literal(text) + ", (k, v) => v)");
    // A slice of a longer text, behind which it seems to go on.
    same("JSON.parse(" + literal("12345678" + text + "123456789]}\"") + ".slice(8, -12))");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "undefined",
        "null",
        "'x'",
        "1",
        "() => 1",
        "Symbol()",
        "1n",
        "[1n]",
        "{ a: undefined, b: () => 1, c: Symbol(), d: 1 }",
        "[undefined, () => 1, Symbol(), 1]",
        "{ a: undefined }",
        "{ [Symbol()]: 1, a: 1 }",
        "{ 2: 'b', 1: 'a', z: 1, '-1': 2, '01': 3 }",
        "[-0, 0, NaN, Infinity, -Infinity, 1e21, 1e-7, 123456789.125, 0.001, 9999999.5, 1e7, 1e-3]",
        "[9007199254740991, -9007199254740991, 9007199254740992, 2 ** 60, 1e20, 2147483648]",
        "{ a: 2147483648, b: 1.5, c: -0, d: NaN, e: 4.35 }",
        "['\"', '\\\\', '/', '\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\\u0080\\u2028', '\\ud800', '\\ude00\\ud83d', '😀']",
        "['é'.repeat(20) + '\"', 'abcdefgh\"ijklmnop', 'abcdefghijklmnop\\n', 'é€', '€é']",
        "{ '\"': 1, 'é': 2, '€': 3, '\\ud800': 4, '': 5, 'a\\nb': 6 }",
        "[{ a: '€' }, { a: 'é', '€': 1 }]",
        "{ get a() { return 1; } }",
        "Object.defineProperty({ a: 1 }, 'b', { value: 2 })",
        "Object.defineProperty({ a: 1 }, 'b', { get: () => 2, enumerable: true })",
        "Object.freeze({ a: 1, b: Object.seal([1]) })",
        "Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } })",
        "Object.create(null, { own: { value: 2, enumerable: true } })",
        "{ __proto__: null, a: [{ __proto__: null }] }",
        "{ toJSON() { return 1; } }",
        "{ toJSON: 1, a: 2 }",
        "{ a: { toJSON(key) { return key + typeof this; } } }",
        "{ a: Object.create({ toJSON() { return 1; } }) }",
        "[new Date(0), 1]",
        "[new Date(NaN), new Date(-1), new Date(8.64e15), new Date(-8.64e15), { d: new Date(951782400000) }]",
        "[new Date(-62167219200000), new Date(-62167219200001), new Date(253402300799999), new Date(253402300800000)]",
        "Array.from({ length: 400 }, (_, i) => new Date((i * 2654435761 % 2 ** 32 - 2 ** 31) * 127773))",
        "Array.from({ length: 400 }, (_, i) => new Date(Date.UTC(1896, 0, 1) + i * 86399999 * 183))",
        "Object.assign(new Date(0), { toJSON: () => 'own' })",
        "Object.assign(new Date(0), { toISOString: () => 'own' })",
        "Object.assign(new Date(0), { valueOf: () => NaN })",
        "Object.assign(new Date(0), { [Symbol.toPrimitive]: () => Infinity })",
        "Object.assign(new Date(0), { x: 1 })",
        "Object.setPrototypeOf(new Date(0), Object.prototype)",
        "new (class extends Date { toISOString() { return 'derived'; } })(0)",
        "new (class { a = 1; #b = 2; get c() { return 3; } })()",
        "new (class { toJSON() { return 'json'; } })()",
        "new (class extends Array {})(3)",
        "[, 1, , 2]",
        "(() => { const a = []; a[5] = 1; return a; })()",
        "(() => { const a = [1]; a.toJSON = () => 'x'; return a; })()",
        "(() => { const a = [1]; a.x = 2; return a; })()",
        "(() => { const a = [1, 2]; Object.defineProperty(a, 0, { get: () => 9, enumerable: true }); return a; })()",
        "Object.setPrototypeOf([1], { toJSON: () => 'x' })",
        "Object.setPrototypeOf([1], null)",
        "(() => { const a = [1, 2]; a.length = 4; return a; })()",
        "[new Number(1), new String('x'), new Boolean(false), Object(Symbol()), new Map([[1, 2]])]",
        "[/x/, new Error('x'), new Uint8Array(2), new Proxy([1], {}), new Proxy({ a: 1 }, {})]",
        "(() => { const a = {}; a.a = a; return a; })()",
        "(() => { const a = []; a[0] = { a }; return a; })()",
        "(() => { const shared = { x: 1 }; return [shared, shared, { shared }]; })()",
        "(() => { let a = []; for (let i = 0; i < 300; i++) a = [a]; return a; })()",
        "(() => { let a = {}; for (let i = 0; i < 300; i++) a = { a }; return a; })()",
        "(() => { let a = []; for (let i = 0; i < 1500; i++) a = [a]; return a; })()",
        "(() => { const o = {}; for (let i = 0; i < 300; i++) o['k' + i] = i; return o; })()",
        "(() => { const o = { a: 1, b: 2, c: 3 }; delete o.b; return o; })()",
        "(() => { const o = { a: 1 }; delete o.a; return o; })()",
        "(function () { return arguments; })(1, 'x')",
        "JSON.rawJSON('123')",
        "[JSON.rawJSON('1e1000')]",
        "String(123)",
        "[String(123) , 'a' + 1, 'a'.repeat(100) + 'b'.repeat(100)]",
        "['x'.repeat(50).slice(3, 20), 'é€'.repeat(50).slice(3, 20)]",
        "[[1, 2, 3], [1.5, 2.5], [{}, {}], ['a', 'b'], [true], [null], []]",
        "Array.from({ length: 50 }, (_, i) => ({ i, d: i / 3, s: `s${i}`, t: i % 2 ? i : String(i) }))",
      })
  void writesAsTheEngineDoes(String expression) {
    same("JSON.stringify(" + expression + ")");
    same("JSON.stringify({ v: (" + expression + ") })");
    same("JSON.stringify(" + expression + ", null, 2)");
    same("JSON.stringify(" + expression + ", ['a', 'b'])");
    same("JSON.stringify(" + expression + ", (k, v) => v)");
    same("JSON.stringify(" + expression + ", undefined, undefined)");
    same("JSON.stringify(" + expression + ", null, null)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Object.prototype", "Array.prototype", "Object.create(Array.prototype)"})
  void aPatchThatComesLaterIsSeen(String prototype) {
    same(
        "(() => { const p = "
            + prototype
            + "; const seen = []; const of = p === Object.prototype ? { a: 1 } : [1, { a: 2 }];"
            + " if (p !== Object.prototype && p !== Array.prototype) Object.setPrototypeOf(of, p);"
            + " seen.push(JSON.stringify(of));"
            + " p.toJSON = function () { return 'patched'; };"
            + " try { seen.push(JSON.stringify(of)); } finally { delete p.toJSON; }"
            + " Object.defineProperty(p, 'toJSON', { get() { seen.push('got'); }, configurable: true });"
            + " try { seen.push(JSON.stringify(of)); } finally { delete p.toJSON; }"
            + " seen.push(JSON.stringify(of));"
            + " p[1] = 'inherited'; try { seen.push(JSON.stringify([[, , 3], of])); } finally { delete p[1]; }"
            + " return seen; })()");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'toJSON'", "'toISOString'", "'valueOf'", "Symbol.toPrimitive"})
  void patchedDatesAreSeen(String key) {
    same(
        "(() => { const p = Date.prototype; const was = Object.getOwnPropertyDescriptor(p, "
            + key
            + "); const seen = []; const d = { d: new Date(0) };"
            + " const look = () => { try { seen.push(JSON.stringify(d)); } catch (e) { seen.push(String(e)); } };"
            + " look(); Object.defineProperty(p, "
            + key
            + ", { ...was, value: () => Infinity }); look();"
            + " Object.defineProperty(p, "
            + key
            + ", { get: () => { seen.push('got'); return () => 1; }, configurable: true }); look();"
            + " delete p["
            + key
            + "]; look(); Object.defineProperty(p, "
            + key
            + ", was); look();"
            + " Object.defineProperty(p, "
            + key
            + ", { ...was, value: globalThis.Temporal?.Instant?.prototype.toJSON ?? p.getTime }); look();"
            + " Object.defineProperty(p, "
            + key
            + ", was); look(); return seen; })()");
  }

  @Test
  void datesAreWrittenByUs() {
    int written = JsonState.written();
    assertEquals(
        "{\"d\":\"2026-11-22T13:27:03.045Z\"}",
        ours.eval("js", "JSON.stringify({ d: new Date('2026-11-22T13:27:03.045Z') })").asString());
    assertEquals(written + 1, JsonState.written());
  }

  @Test
  void settersOfAPrototypeAreNotCalled() {
    same(
        "(() => { let called = 0; Object.defineProperty(Object.prototype, 'set', { set() { called++; },"
            + " configurable: true }); try { return [JSON.parse('[{\"set\":1},{\"set\":2}]'), called]; }"
            + " finally { delete Object.prototype.set; } })()");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 499, 500, 501, 5000, 90_000, 100_001})
  void deepTextsAreReadOrRefusedAsByTheEngine(int depth) {
    for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}}) {
      same(
          "(() => { let v = JSON.parse("
              + literal(pair[0])
              + ".repeat("
              + depth
              + ") + '1' + "
              + literal(pair[1])
              + ".repeat("
              + depth
              + ")); let n = 0; while (typeof v === 'object') { v = v[0] ?? v.a; n++; } return n; })()");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void randomDocumentsAreReadAndWrittenAsByTheEngine(int seed) {
    String script =
        resource("describe.js") + resource("random.js") + "\ndocuments(" + seed + ", 400)";
    Value expected = engines.eval("js", script);
    int read = JsonState.read();
    int written = JsonState.written();
    Value actual = ours.eval("js", script);
    assertEquals(expected.getArraySize(), actual.getArraySize());
    for (long i = 0; i < expected.getArraySize(); i++) {
      assertEquals(expected.getArrayElement(i).asString(), actual.getArrayElement(i).asString());
    }
    assertTrue(JsonState.read() - read > 400, () -> "read " + (JsonState.read() - read));
    assertTrue(JsonState.written() - written > 200, () -> "written " + JsonState.written());
  }

  @Test
  void randomNumbersAreReadAndWrittenAsByTheEngine() {
    String script = resource("describe.js") + resource("random.js") + "\nnumbers(7, 8000)";
    assertEquals(engines.eval("js", script).asString(), ours.eval("js", script).asString());
  }

  @Test
  void manyShapesAreForgottenAgain() {
    same(
        "(() => { let sum = 0; for (let i = 0; i < 20000; i++) {"
            + " sum += Object.keys(JSON.parse(`{\"k${i % 7000}\":1,\"a\":2,\"j${i}\":3}`)).length; } return sum; })()");
    int read = JsonState.read();
    same("JSON.parse('{\"fresh\":1}')");
    assertEquals(read + 1, JsonState.read());
  }
}
