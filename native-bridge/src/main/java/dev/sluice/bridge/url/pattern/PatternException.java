package dev.sluice.bridge.url.pattern;

/** A pattern, or a text that should fit one, is malformed: a TypeError for a script. */
public final class PatternException extends Exception {
  private static final long serialVersionUID = 1L;

  PatternException(String message) {
    super(message, null, false, false);
  }
}
