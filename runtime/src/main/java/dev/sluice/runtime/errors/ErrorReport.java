package dev.sluice.runtime.errors;

import java.util.function.Function;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.PolyglotException.StackFrame;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * An error that a script threw, told for a person:
 *
 * <pre>
 * /home/me/app.js:3:17
 *   const x = null.foo;
 *                 ^
 * TypeError: Cannot read property 'foo' of null
 *     at main (/home/me/app.js:3:17)
 *     at /home/me/app.js:5:1
 * </pre>
 *
 * <p>Causes, the errors of an AggregateError and further properties follow as {@code console.log}
 * shows them. Frames of Java and of builtins are left out, unless Java's are asked for.
 *
 * @param text the report, without a newline at its end
 * @param message the first line of the error itself, like {@code TypeError: Cannot read property
 *     'foo' of null}
 * @param name of the error, like {@code TypeError}; null for a thrown value that is no error
 * @param code the error's property {@code code}, if that is text
 */
public record ErrorReport(
    String text, String message, @Nullable String name, @Nullable String code) {
  private static final String HINT = "This is a defect of the runtime. --java-stack shows where.";
  private static final String TOO_DEEP = "RangeError: Maximum call stack size exceeded";

  /**
   * Reports an exception. On the thread of the context that it comes from, with the context
   * entered.
   *
   * @param inspect the readable text of a JavaScript value, as {@code console.log} makes it
   * @param javaFrames whether to add Java's frames
   */
  public static ErrorReport of(
      PolyglotException error, Function<Value, String> inspect, boolean javaFrames) {
    ErrorReport report = report(error, inspect);
    return javaFrames
        ? new ErrorReport(
            report.text + JavaFrames.of(error), report.message, report.name, report.code)
        : report;
  }

  /**
   * Reports a thrown value or the reason of a rejection, which need not be an error. On the thread
   * of the context that it comes from, with the context entered.
   *
   * @param inspect the readable text of a JavaScript value, as {@code console.log} makes it
   * @param javaFrames whether to add Java's frames
   */
  public static ErrorReport of(Value reason, Function<Value, String> inspect, boolean javaFrames) {
    if (reason.isException()) {
      try {
        throw reason.throwException();
      } catch (PolyglotException e) {
        return of(e, inspect, javaFrames);
      }
    }
    return ofValue("", reason, inspect);
  }

  /** Reports an error of Java that no script caused: a defect of the runtime. On any thread. */
  public static ErrorReport ofDefect(Throwable error) {
    return new ErrorReport(
        "Internal error, a defect of the runtime: " + JavaFrames.stack(error),
        "Internal error: " + error,
        null,
        null);
  }

  /** For a thrown value that throws again at every look. */
  public static ErrorReport ofUnspeakable() {
    String text = "Uncaught value that cannot be shown";
    return new ErrorReport(text, text, null, null);
  }

  private static ErrorReport report(PolyglotException error, Function<Value, String> inspect) {
    if (error.isResourceExhausted()) {
      return exhausted(error);
    }
    Value thrown = error.isGuestException() ? error.getGuestObject() : null;
    if (error.isInternalError() || error.isHostException() || thrown == null) {
      return error.isSyntaxError() ? ofSyntaxError(error) : internalError(error);
    }
    if (error.isSyntaxError() && error.getSourceLocation() != null) {
      return ofSyntaxError(error);
    }
    return isError(thrown)
        ? ofError(error, thrown, inspect)
        : ofValue(excerpt(error), thrown, inspect);
  }

  private static ErrorReport ofError(
      PolyglotException error, Value thrown, Function<Value, String> inspect) {
    String name = ErrorFields.text(thrown, "name");
    String message = firstLine(error.getMessage() == null ? "Error" : error.getMessage());
    String told = tell(thrown, inspect);
    if (told == null) {
      told = message + GuestFrames.of(error);
    }
    String excerpt = StackTop.excerpt(ErrorFields.text(thrown, "stack"), error);
    return new ErrorReport(
        (excerpt == null ? excerpt(error) : excerpt) + told,
        message,
        name,
        ErrorFields.text(thrown, "code"));
  }

  private static ErrorReport ofValue(
      String excerpt, Value thrown, Function<Value, String> inspect) {
    String told = tell(thrown, inspect);
    String text = "Uncaught " + (told == null ? "value" : told);
    return new ErrorReport(excerpt + text, firstLine(text), null, null);
  }

  private static ErrorReport ofSyntaxError(PolyglotException error) {
    String message = SyntaxMessage.of(error.getMessage());
    SourceSection place = error.getSourceLocation();
    return new ErrorReport(
        (place == null ? "" : SourceExcerpt.of(place)) + message, message, "SyntaxError", null);
  }

  private static ErrorReport exhausted(PolyglotException error) {
    String told = error.getMessage() == null ? "" : error.getMessage();
    if (told.contains("tack")) {
      return new ErrorReport(
          excerpt(error) + TOO_DEEP + GuestFrames.of(error), TOO_DEEP, "RangeError", null);
    }
    String message =
        "Out of memory: the heap of %d MB is full"
            .formatted(Runtime.getRuntime().maxMemory() >> 20);
    return new ErrorReport(excerpt(error) + message + GuestFrames.of(error), message, null, null);
  }

  private static ErrorReport internalError(PolyglotException error) {
    String message =
        "Internal error: " + firstLine(error.getMessage() == null ? "unknown" : error.getMessage());
    return new ErrorReport(
        excerpt(error) + message + GuestFrames.of(error) + "\n" + HINT, message, null, null);
  }

  /** The inspected value; null where even that fails, as it may when memory or stack are short. */
  private static @Nullable String tell(Value value, Function<Value, String> inspect) {
    try {
      return inspect.apply(value);
    } catch (RuntimeException | StackOverflowError e) {
      return null;
    }
  }

  /** The engine calls all that was thrown an exception; an error is what has a stack. */
  private static boolean isError(Value thrown) {
    return thrown.hasMembers() && thrown.hasMember("stack");
  }

  /** The place where the error comes from, as {@link SourceExcerpt} shows it, or nothing. */
  private static String excerpt(PolyglotException error) {
    for (StackFrame frame : error.getPolyglotStackTrace()) {
      if (GuestFrames.isOfScript(frame)) {
        return SourceExcerpt.of(frame.getSourceLocation());
      }
    }
    return "";
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
