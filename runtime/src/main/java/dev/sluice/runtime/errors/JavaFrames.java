package dev.sluice.runtime.errors;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.graalvm.polyglot.PolyglotException;

/** Java's own view of an error, for debugging the runtime. */
final class JavaFrames {
  private JavaFrames() {}

  /** The Java stack, or that of the Java exception behind the error; begins with a newline. */
  static String of(PolyglotException error) {
    return "\nJava stack:\n"
        + stack(error.isHostException() ? error.asHostException() : error).stripTrailing();
  }

  /** What {@code printStackTrace} prints. */
  static String stack(Throwable error) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    error.printStackTrace(writer);
    writer.flush();
    return text.toString();
  }
}
