package dev.sluice.bridge.http.server.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * Percent-decoding of a part of a path (URL Standard §1.3), strictly: what is no UTF-8 is wrong.
 */
final class PercentDecoding {
  private PercentDecoding() {}

  /**
   * Decodes the characters from {@code from} to before {@code to}.
   *
   * @return null for an escape without its two digits, for bytes that are no UTF-8, and for a
   *     character beyond a byte
   */
  static @Nullable String decode(String text, int from, int to) {
    int plain = from;
    while (plain < to && text.charAt(plain) != '%' && text.charAt(plain) < 0x80) {
      plain++;
    }
    if (plain == to) {
      return text.substring(from, to);
    }
    byte[] bytes = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = digit(text, i + 1, to);
        int low = digit(text, i + 2, to);
        if (high < 0 || low < 0) {
          return null;
        }
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c > 0xFF) {
        return null;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static int digit(String text, int at, int end) {
    return at < end ? Character.digit(text.charAt(at), 16) : -1;
  }
}
