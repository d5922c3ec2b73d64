package dev.sluice.bridge.url.pattern;

import dev.sluice.bridge.Exported;

/** Asks the engine whether a regular expression matches; a JavaScript function does it. */
@Exported
@FunctionalInterface
public interface RegexpTester {
  int DIFFERS = 0;
  int MATCHES = 1;

  /** The source is no regular expression. */
  int INVALID = 2;

  /**
   * Gives one of the constants above.
   *
   * @param source of a regular expression with the flag {@code v}
   */
  @Exported
  int test(String source, String text);
}
