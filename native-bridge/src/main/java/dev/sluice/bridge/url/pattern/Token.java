package dev.sluice.bridge.url.pattern;

/**
 * A token of a pattern string (URL Pattern §2.1.1).
 *
 * @param index of its first char in the input
 * @param value what it stands for: the name without its colon, the escaped code point …
 */
record Token(Type type, int index, String value) {
  enum Type {
    OPEN,
    CLOSE,
    REGEXP,
    NAME,
    CHAR,
    ESCAPED_CHAR,
    OTHER_MODIFIER,
    ASTERISK,
    END,
    INVALID_CHAR
  }
}
