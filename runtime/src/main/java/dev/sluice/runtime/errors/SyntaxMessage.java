package dev.sluice.runtime.errors;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The engine's message for a syntax error, less the place, the source line and the caret that it
 * repeats.
 */
final class SyntaxMessage {
  /** {@code SyntaxError: file:line:column message}, then source line and caret. */
  private static final Pattern ENGINE =
      Pattern.compile("^(?:SyntaxError: )?(?:.*?:\\d+:\\d+:? )?(.*)$", Pattern.MULTILINE);

  private SyntaxMessage() {}

  static String of(@Nullable String message) {
    Matcher matcher = ENGINE.matcher(message == null ? "" : message);
    return "SyntaxError: " + (matcher.find() ? matcher.group(1) : "invalid syntax");
  }
}
