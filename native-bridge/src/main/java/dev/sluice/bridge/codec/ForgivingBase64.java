package dev.sluice.bridge.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64 as {@code atob} and {@code btoa} know it (Infra §4.7, «forgiving-base64»), between texts:
 * a byte is a character up to U+00FF. The JDK's codec does the work, which the compiler knows by
 * name; what it is stricter or laxer about is settled before it is called.
 */
public final class ForgivingBase64 {
  private ForgivingBase64() {}

  /**
   * Forgiving-base64 encode.
   *
   * @param binary one character a byte
   * @return null if a character is above U+00FF
   */
  public static @Nullable String encode(String binary) {
    byte[] bytes = binary.getBytes(ISO_8859_1);
    // What is no byte has become «?». The comparison is one of two arrays, where a look at each
    // character would be a loop.
    if (!new String(bytes, ISO_8859_1).equals(binary)) {
      return null;
    }
    return new String(Base64.getEncoder().encode(bytes), ISO_8859_1);
  }

  /**
   * Forgiving-base64 decode: ASCII whitespace is ignored, padding may be missing, left-over bits
   * are dropped.
   *
   * @return one character a byte; null if the text is no Base64
   */
  public static @Nullable String decode(String text) {
    if (text.length() % 4 == 0) {
      // What the JDK takes in whole groups of four is right. It stops at the first other character.
      String binary = decodeStrictly(text);
      if (binary != null) {
        return binary;
      }
    }
    String data = withoutWhitespace(text);
    int length = data.length();
    if (length % 4 == 0 && data.endsWith("=")) {
      length -= data.endsWith("==") ? 2 : 1;
    }
    String digits = data.substring(0, length);
    return length % 4 == 1 || digits.indexOf('=') >= 0 ? null : decodeStrictly(digits);
  }

  private static @Nullable String decodeStrictly(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String withoutWhitespace(String text) {
    int first = 0;
    int length = text.length();
    while (first < length && !isWhitespace(text.charAt(first))) {
      first++;
    }
    if (first == length) {
      return text;
    }
    StringBuilder rest = new StringBuilder(length).append(text, 0, first);
    for (int i = first; i < length; i++) {
      char c = text.charAt(i);
      if (!isWhitespace(c)) {
        rest.append(c);
      }
    }
    return rest.toString();
  }

  /** ASCII whitespace (Infra §4.6). */
  private static boolean isWhitespace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
  }
}
