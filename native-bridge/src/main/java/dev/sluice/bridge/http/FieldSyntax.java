package dev.sluice.bridge.http;

import dev.sluice.bridge.BridgeException;

/**
 * Which characters names and values of fields are made of (RFC 9110 §5.1, §5.5, §5.6.2). What is
 * checked before it is sent cannot end a line or a head, so that no message can be smuggled into
 * another.
 */
public final class FieldSyntax {
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
