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

  /** What may stand in a host and port (RFC 3986 §3.2.2), and no user in front of it. */
  static boolean isHost(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isGood =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "-._~%!$&'()*+,;=:[]".indexOf(c) >= 0
              || c >= 0x80;
      if (!isGood) {
        return false;
      }
    }
    return true;
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
