package dev.sluice.bridge.url;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.bridge.codec.Utf8;
import org.jspecify.annotations.Nullable;

/** The percent-encode sets and percent-encoding (URL §1.3). */
enum PercentEncodeSet {
  C0_CONTROL(null, ""),
  FRAGMENT(C0_CONTROL, " \"<>`"),
  QUERY(C0_CONTROL, " \"#<>"),
  SPECIAL_QUERY(QUERY, "'"),
  PATH(QUERY, "?^`{}"),
  USERINFO(PATH, "/:;=@[\\]|"),
  COMPONENT(USERINFO, "$%&+,"),
  FORM_URLENCODED(COMPONENT, "!'()~");

  private static final String HEX = "0123456789ABCDEF";

  /** Which of U+0000 to U+003F are in the set, a bit each. */
  private final long low;

  /** Which of U+0040 to U+007F are; all behind are. */
  private final long high;

  PercentEncodeSet(@Nullable PercentEncodeSet base, String more) {
    long lowBits = base == null ? 0xFFFF_FFFFL : base.low;
    long highBits = base == null ? 1L << 63 : base.high;
    for (int i = 0; i < more.length(); i++) {
      char c = more.charAt(i);
      if (c < 0x40) {
        lowBits |= 1L << c;
      } else {
        highBits |= 1L << c;
      }
    }
    low = lowBits;
    high = highBits;
  }

  boolean contains(char c) {
    return c > 0x7F || ((c < 0x40 ? low : high) >>> c & 1) != 0;
  }

  /** «UTF-8 percent-encode» of a text without lone surrogates. */
  String encode(String text) {
    int i = 0;
    while (i < text.length() && !contains(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    byte[] bytes = text.getBytes(UTF_8);
    return encode(bytes, 0, bytes.length);
  }

  /** The same for a text in UTF-8. */
  String encode(byte[] bytes, int from, int to) {
    StringBuilder out = new StringBuilder(to - from + 16);
    appendEncoded(out, bytes, from, to);
    return out.toString();
  }

  /** Appends the «UTF-8 percent-encode» of a text in UTF-8. */
  void appendEncoded(StringBuilder out, byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      int b = bytes[i] & 0xFF;
      if (contains((char) b)) {
        appendByte(out, b);
      } else {
        out.append((char) b);
      }
    }
  }

  private static void appendByte(StringBuilder out, int value) {
    out.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 0xF));
  }

  /** «Percent-decode» of a string, then «UTF-8 decode without BOM». */
  static String decode(String text) {
    return text.indexOf('%') < 0 ? text : decodeUtf8(text.getBytes(UTF_8), false);
  }

  /**
   * «Percent-decode» of bytes, in place, then «UTF-8 decode without BOM».
   *
   * @param plusIsSpace whether {@code +} stands for a space, as in
   *     application/x-www-form-urlencoded
   */
  static String decodeUtf8(byte[] bytes, boolean plusIsSpace) {
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '%' && i + 2 < bytes.length) {
        int high = Character.digit(bytes[i + 1], 16);
        int low = Character.digit(bytes[i + 2], 16);
        if (high >= 0 && low >= 0) {
          b = (byte) (high << 4 | low);
          i += 2;
        }
      } else if (b == '+' && plusIsSpace) {
        b = ' ';
      }
      bytes[length++] = b;
    }
    return Utf8.decode(bytes, 0, length);
  }
}
