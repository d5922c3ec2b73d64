package dev.sluice.bridge.url.pattern;

/**
 * A piece of a pattern that is matched as a whole (URL Pattern §2.1.3).
 *
 * @param value of fixed text the text, of a regular expression its source, else empty
 * @param name of the group, empty for fixed text
 */
record Part(Type type, String value, Modifier modifier, String name, String prefix, String suffix) {
  enum Type {
    FIXED_TEXT,
    REGEXP,
    SEGMENT_WILDCARD,
    FULL_WILDCARD
  }

  enum Modifier {
    NONE(""),
    OPTIONAL("?"),
    ZERO_OR_MORE("*"),
    ONE_OR_MORE("+");

    /** How patterns and regular expressions write it. */
    final String sign;

    Modifier(String sign) {
      this.sign = sign;
    }

    boolean repeats() {
      return this == ZERO_OR_MORE || this == ONE_OR_MORE;
    }
  }

  static Part fixedText(String value, Modifier modifier) {
    return new Part(Type.FIXED_TEXT, value, modifier, "", "", "");
  }

  boolean isFixed() {
    return type == Type.FIXED_TEXT;
  }

  boolean hasCustomName() {
    return !Character.isDigit(name.charAt(0));
  }
}
