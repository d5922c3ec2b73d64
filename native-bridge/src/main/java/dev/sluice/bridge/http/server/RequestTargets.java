package dev.sluice.bridge.http.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a request may be for, alike in all versions of HTTP: a host that ends where a path begins,
 * and a target in ASCII, so that a route, a URL made of both, and whoever looks at either
 * understand the same.
 */
final class RequestTargets {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private RequestTargets() {}

  /** Is it a host, and perhaps a port (RFC 3986 §3.2.2, §3.2.3), and no user in front of it? */
  static boolean isHost(String text) {
    int end = text.length();
    int at = 0;
    if (text.startsWith("[")) {
      at = text.indexOf(']');
      for (int i = 1; i < at; i++) {
        if (!isOfHost(text.charAt(i)) && text.charAt(i) != ':') {
          return false;
        }
      }
      at++;
      if (at < 3) {
        return false;
      }
    } else {
      while (at < end && isOfHost(text.charAt(at))) {
        at++;
      }
    }
    if (at < end && text.charAt(at) != ':') {
      return false;
    }
    for (int i = at + 1; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfHost(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c >= 0x80
        || "-._~%!$&'()*+,;=".indexOf(c) >= 0;
  }

  /**
   * A target is ASCII; clients that send others send UTF-8, and mean what it is percent-encoded.
   *
   * @param target a char a byte
   * @return the same with all beyond ASCII percent-encoded, as a URL has it; null if it is no UTF-8
   */
  static @Nullable String encoded(String target) {
    byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      return null;
    }
    StringBuilder encoded = new StringBuilder(target.length() + 16);
    for (byte b : bytes) {
      if (b >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
