package dev.sluice.runtime.errors;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.graalvm.polyglot.PolyglotException;

/** Java's own view of an error, for debugging the runtime. */
final class JavaFrames {
  private JavaFrames() {}

  /** The Java stack, or that of the Java exception behind the error; begins with a newline. */
  static String of(PolyglotException error) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    (error.isHostException() ? error.asHostException() : error).printStackTrace(writer);
    writer.flush();
    return "\nJava stack:\n" + text.toString().stripTrailing();
  }
}
