package dev.sluice.bridge.http;

import dev.sluice.bridge.BridgeException;

/**
 * Which characters names and values of fields are made of (RFC 9110 §5.1, §5.5, §5.6), and how
 * those of them are read that more than one of us reads. What is checked before it is sent cannot
 * end a line or a head, so that no message can be smuggled into another.
 */
public final class FieldSyntax {
  /** Digits that a {@code long} has room for, whatever they are; an exabyte is more than enough. */
  private static final int LONGEST_LENGTH = 18;

  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[Character.toUpperCase(c)] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private FieldSyntax() {}

  /** May this byte, or char, be part of a token? */
  public static boolean isTokenChar(int c) {
    return c >= 0 && c < TOKEN.length && TOKEN[c];
  }

  /** May it be part of a value: visible, a space, a tab, or beyond ASCII (obs-text)? */
  public static boolean isValueChar(int c) {
    return c >= ' ' && c != 0x7F && c <= 0xFF || c == '\t';
  }

  /** Is it a token, as names and methods are? */
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenChar(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Can it be sent as a value? */
  public static boolean isValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Nearly all are this.
      if (c < ' ' || c > '~') {
        if (!isValueChar(c)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Is it what may stand around the elements of a list, and around a value (§5.6.3)? */
  public static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  /** The value without the blanks around it, which belong to no value (§5.5). */
  public static String trimmed(String value) {
    int from = 0;
    int to = value.length();
    while (from < to && isBlank(value.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(value.charAt(to - 1))) {
      to--;
    }
    return value.substring(from, to);
  }

  /**
   * The number of bytes that a Content-Length says (§8.6): digits and nothing else; −1 if it says
   * none, or one of more than 18 digits.
   */
  public static long length(String text) {
    if (text.isEmpty() || text.length() > LONGEST_LENGTH) {
      return -1;
    }
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      length = 10 * length + digit;
    }
    return length;
  }

  /**
   * Refuses fields that cannot be sent.
   *
   * @throws BridgeException a TypeError to scripts, ERR_INVALID_HTTP_TOKEN or ERR_INVALID_CHAR
   */
  public static void check(HeaderFields fields) {
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.name(i);
      if (!isToken(name)) {
        throw BridgeException.type(
            "ERR_INVALID_HTTP_TOKEN", "Header name must be a valid HTTP token: \"" + name + '"');
      }
      if (!isValue(fields.value(i))) {
        throw BridgeException.type(
            "ERR_INVALID_CHAR", "Invalid character in header content: \"" + name + '"');
      }
    }
  }
}
