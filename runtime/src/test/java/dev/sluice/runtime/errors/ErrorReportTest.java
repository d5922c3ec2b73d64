package dev.sluice.runtime.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.function.Function;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ErrorReportTest {
  private Context context;

  /** Stands in for the builtin, which shows an error by its stack. */
  private final Function<Value, String> inspect =
      value -> value.hasMember("stack") ? value.getMember("stack").asString() : "<" + value + ">";

  @BeforeEach
  void open() {
    context =
        Context.newBuilder("js")
            .allowHostAccess(HostAccess.EXPLICIT)
            .option("engine.WarnInterpreterOnly", "false")
            .build();
    context.enter();
  }

  @AfterEach
  void close() {
    context.leave();
    context.close();
  }

  @Test
  void anErrorIsToldWithPlaceSourceLineCaretAndStack() {
    ErrorReport report = thrownBy("function main() {\n  const x = null.foo;\n}\nmain();");
    assertEquals(
        """
        app.js:2:13
          const x = null.foo;
                    ^
        TypeError: Cannot read property 'foo' of null
            at main (app.js:2:13)
            at app.js:4:1\
        """,
        report.text());
    assertEquals("TypeError: Cannot read property 'foo' of null", report.message());
    assertEquals("TypeError", report.name());
    assertNull(report.code());
  }

  @Test
  void theCodeOfAnErrorIsKnown() {
    assertEquals(
        "ENOENT", thrownBy("throw Object.assign(new Error('no'), { code: 'ENOENT' })").code());
  }

  @Test
  void tabsBeforeTheCaretAreKept() {
    ErrorReport report = thrownBy("{\n\t\tnull.foo;\n}");
    assertTrue(report.text().startsWith("app.js:2:3\n\t\tnull.foo;\n\t\t^\n"), report.text());
  }

  @Test
  void ofALongLineOnlyThePartAroundTheColumnIsShown() {
    String[] lines =
        thrownBy("/*" + "x".repeat(5000) + "*/null.foo/*" + "y".repeat(5000) + "*/")
            .text()
            .split("\n");
    assertTrue(lines[1].length() <= 122, lines[1]);
    assertTrue(lines[1].startsWith("null.foo", lines[2].indexOf('^')), lines[1] + "\n" + lines[2]);
  }

  @Test
  void aSyntaxErrorHasPlaceAndCaretAndNoStack() {
    ErrorReport report = thrownBy("let a = 1;\nlet 2;\n");
    assertEquals(
        """
        app.js:2:5
        let 2;
            ^
        SyntaxError: Expected an operand but found 2\
        """
            .replace(
                "Expected an operand but found 2",
                report.message().substring("SyntaxError: ".length())),
        report.text());
    assertFalse(report.message().contains("app.js"), report.message());
    assertEquals("SyntaxError", report.name());
  }

  @Test
  void aThrownValueThatIsNoErrorIsInspected() {
    ErrorReport report = thrownBy("throw 42");
    assertEquals("app.js:1:1\nthrow 42\n^\nUncaught <42>", report.text());
    assertNull(report.name());
  }

  @Test
  void aReasonOfARejectionNeedNotBeAnError() {
    ErrorReport report = ErrorReport.of(context.eval("js", "'why'"), inspect, false);
    assertEquals("Uncaught <why>", report.text());
  }

  @Test
  void theReasonOfARejectionKeepsThePlaceWhereItWasMade() {
    Value reason = evaluate("function make() {\n  return new Error('later');\n}\nmake()");
    ErrorReport report = ErrorReport.of(reason, inspect, false);
    assertTrue(
        report
            .text()
            .startsWith("app.js:2:10\n  return new Error('later');\n         ^\nError: later\n"),
        report.text());
  }

  @Test
  void theCaretIsWhereTheStackBegins() {
    assertTrue(
        thrownBy("\nJSON.parse('{')").text().startsWith("app.js:2:6\nJSON.parse('{')\n     ^\n"));
    ErrorReport ofSubclass =
        thrownBy(
            "class Foo extends Error {\n  constructor(m) { super(m); }\n}\nthrow new Foo('x');");
    assertTrue(
        ofSubclass.text().startsWith("app.js:4:7\nthrow new Foo('x');\n      ^\n"),
        ofSubclass.text());
  }

  @Test
  void aForgedStackDoesNoHarm() {
    String forged = "'x\\n    at f (app.js:999999999:1)'";
    assertTrue(
        thrownBy("throw Object.assign(new Error('x'), { stack: " + forged + " })")
            .text()
            .startsWith("app.js:999999999:1\n"));
  }

  @Test
  void endlessRecursionIsARangeError() {
    ErrorReport report = thrownBy("function f() { f(); }\nf();");
    assertTrue(
        report.text().contains("RangeError: Maximum call stack size exceeded"), report.text());
    assertEquals("RangeError: Maximum call stack size exceeded", report.message());
  }

  @Test
  void framesOfBuiltinsAreNoPlaceToPointAt() {
    Source builtin =
        Source.newBuilder("js", "(f) => f.missing.other", "sluice:x/y.js").buildLiteral();
    context.getBindings("js").putMember("builtin", context.eval(builtin));
    ErrorReport report = thrownBy("\nbuiltin({});");
    assertTrue(report.text().startsWith("app.js:2:1\nbuiltin({});\n^\n"), report.text());
  }

  @Test
  void anErrorThatCannotBeInspectedIsToldByItsMessage() {
    PolyglotException error = failureOf("function f() { throw new TypeError('bad'); }\nf()");
    Function<Value, String> broken =
        value -> {
          throw new IllegalStateException("no");
        };
    assertEquals(
        """
        app.js:1:22
        function f() { throw new TypeError('bad'); }
                             ^
        TypeError: bad
            at f (app.js:1:22)
            at app.js:2:1\
        """,
        ErrorReport.of(error, broken, false).text());
  }

  @Test
  void anExceptionOfJavaIsAnInternalErrorWithoutItsFrames() {
    context.getBindings("js").putMember("fail", new Failing());
    PolyglotException error = failureOf("fail.now()");
    ErrorReport report = ErrorReport.of(error, inspect, false);
    assertTrue(report.text().contains("Internal error: the disk is on fire"), report.text());
    assertTrue(report.text().contains("--java-stack"), report.text());
    assertFalse(report.text().contains("java:"), report.text());
    assertTrue(ErrorReport.of(error, inspect, true).text().contains("ErrorReportTest.java:"));
  }

  @Test
  void aHostileErrorIsStillReported() {
    ErrorReport report =
        thrownBy("throw Object.defineProperty(new Error('x'), 'name', { get() { throw 1; } })");
    assertNull(report.name());
    assertTrue(report.text().contains("Error: x"), report.text());
  }

  /** An object of the host whose method fails. */
  public static final class Failing {
    @HostAccess.Export
    public void now() throws IOException {
      throw new IOException("the disk is on fire");
    }
  }

  private Value evaluate(String code) {
    return context.eval(Source.newBuilder("js", code, "app.js").buildLiteral());
  }

  private PolyglotException failureOf(String code) {
    try {
      evaluate(code);
    } catch (PolyglotException e) {
      return e;
    }
    throw new AssertionError("nothing was thrown");
  }

  private ErrorReport thrownBy(String code) {
    return ErrorReport.of(failureOf(code), inspect, false);
  }
}
