package dev.sluice.runtime;

import dev.sluice.runtime.errors.ErrorReport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/**
 * Makes {@link JsException}s of what a realm's scripts threw. On the loop's thread, which alone may
 * look at such a value.
 */
final class ScriptErrors {
  private final Function<Value, String> inspect;
  private final boolean javaFrames;

  /**
   * @param inspect the readable text of a JavaScript value, as {@code console.log} makes it
   * @param javaFrames whether reports show Java's frames
   */
  ScriptErrors(Function<Value, String> inspect, boolean javaFrames) {
    this.inspect = inspect;
    this.javaFrames = javaFrames;
  }

  /** Of a thrown value, or the reason of a rejection, which need not be an error. */
  JsException of(Value error) {
    return new JsException(reportOf(error), null);
  }

  /** Of an error that came out of a call into JavaScript. */
  JsException of(PolyglotException e) {
    return new JsException(told(() -> ErrorReport.of(e, inspect, javaFrames)), e);
  }

  /** What is told of a value that a script threw, also where the program goes on after it. */
  ErrorReport reportOf(Value error) {
    return told(() -> ErrorReport.of(error, inspect, javaFrames));
  }

  /** What a script threw becomes a JsException; our own faults stay as they are. */
  Throwable translated(Throwable error) {
    return error instanceof PolyglotException e && !e.isCancelled() ? of(e) : error;
  }

  /** Of an error that should never have been: a defect of the runtime, told with its Java stack. */
  JsException internal(Throwable error) {
    return new JsException(ErrorReport.ofDefect(error), error);
  }

  /** A script can throw what throws again at every look. */
  private static ErrorReport told(Supplier<ErrorReport> story) {
    try {
      return story.get();
    } catch (RuntimeException e) {
      return ErrorReport.ofUnspeakable();
    }
  }
}
