package dev.sluice.bridge.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/** An encoding of one byte a character, the lower half ASCII (Encoding standard, section 9). */
final class SingleByteDecoder extends StreamDecoder {
  private final char[] upperHalf;
  private final boolean fatal;

  /** {@code upperHalf} has the characters of 0x80 to 0xFF, 0 where there is none. */
  SingleByteDecoder(char[] upperHalf, boolean fatal) {
    this.upperHalf = upperHalf;
    this.fatal = fatal;
  }

  @Override
  public @Nullable String decode(byte[] bytes, int offset, int length, boolean more) {
    int all = 0;
    for (int i = offset, end = offset + length; i < end; i++) {
      all |= bytes[i];
    }
    if (all >= 0) {
      return new String(bytes, offset, length, ISO_8859_1);
    }
    char[] chars = new char[length];
    for (int i = 0; i < length; i++) {
      int b = bytes[offset + i];
      char c = (char) b;
      if (b < 0) {
        c = upperHalf[b & 0x7F];
        if (c == 0) {
          if (fatal) {
            return null;
          }
          c = REPLACEMENT;
        }
      }
      chars[i] = c;
    }
    return new String(chars);
  }
}
