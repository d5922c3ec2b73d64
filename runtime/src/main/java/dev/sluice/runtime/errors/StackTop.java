package dev.sluice.runtime.errors;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.PolyglotException.StackFrame;
import org.graalvm.polyglot.Source;
import org.jspecify.annotations.Nullable;

/**
 * The place that the first frame of a JavaScript stack names. The engine's own frames point
 * elsewhere at times: at the start of a call instead of at the property that is called, and at a
 * subclass's constructor instead of at {@code new}.
 */
final class StackTop {
  /** {@code at f (file:line:column)} or {@code at file:line:column}. */
  private static final Pattern FRAME =
      Pattern.compile("^ +at (?:.*\\()?(.+?):(\\d{1,9}):(\\d{1,9})\\)?$", Pattern.MULTILINE);

  private StackTop() {}

  /** The excerpt of that place; null when the stack names none in a script that is running. */
  static @Nullable String excerpt(@Nullable String stack, PolyglotException error) {
    Matcher matcher = FRAME.matcher(stack == null ? "" : stack);
    if (!matcher.find()) {
      return null;
    }
    Source source = sourceCalled(matcher.group(1), error);
    return source == null
        ? null
        : SourceExcerpt.of(
            source, Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
  }

  private static @Nullable Source sourceCalled(String name, PolyglotException error) {
    for (StackFrame frame : error.getPolyglotStackTrace()) {
      if (GuestFrames.isOfScript(frame)) {
        Source source = frame.getSourceLocation().getSource();
        if (SourceExcerpt.name(source).equals(name) || source.getName().equals(name)) {
          return source;
        }
      }
    }
    return null;
  }
}
