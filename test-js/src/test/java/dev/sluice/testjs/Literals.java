package dev.sluice.testjs;

/** Java values as JavaScript source text. */
public final class Literals {
  private Literals() {}

  /** A string literal. */
  public static String string(String text) {
    StringBuilder literal = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> literal.append('\\').append(c);
        case '\n' -> literal.append("\\n");
        case '\r' -> literal.append("\\r");
        case '\u2028', '\u2029' -> literal.append("\\u%04x".formatted((int) c));
        default -> literal.append(c);
      }
    }
    return literal.append('"').toString();
  }
}
