package dev.sluice.bridge.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * UTF-16 in pieces (Encoding standard, section 14.2). Java's own decoder swallows the unit after a
 * lone leading surrogate, which the standard keeps, so units are copied and the lone surrogates
 * among them replaced.
 */
final class Utf16Decoder extends TailDecoder {
  private final boolean bigEndian;
  private final boolean fatal;

  Utf16Decoder(boolean bigEndian, boolean fatal, boolean ignoreBom) {
    super(ignoreBom);
    this.bigEndian = bigEndian;
    this.fatal = fatal;
  }

  @Override
  int incompleteTail(byte[] bytes, int offset, int length) {
    int odd = length & 1;
    int units = offset + length - odd;
    if (length >= 2) {
      byte high = bytes[bigEndian ? units - 2 : units - 1];
      if ((high & 0xFC) == 0xD8) {
        return odd + 2;
      }
    }
    return odd;
  }

  @Override
  @Nullable String decodeAll(byte[] bytes, int offset, int length) {
    int count = length >> 1;
    boolean odd = (length & 1) != 0;
    char[] units = new char[count + 1];
    ByteBuffer.wrap(bytes, offset, count * 2)
        .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
        .asCharBuffer()
        .get(units, 0, count);
    boolean endsInLead = count > 0 && Character.isHighSurrogate(units[count - 1]);
    boolean malformed = odd;
    for (int i = 0; i < count; i++) {
      char unit = units[i];
      if (Character.isSurrogate(unit)) {
        if (Character.isHighSurrogate(unit)
            && i + 1 < count
            && Character.isLowSurrogate(units[i + 1])) {
          i++;
        } else {
          malformed = true;
          units[i] = StreamDecoder.REPLACEMENT;
        }
      }
    }
    if (malformed && fatal) {
      return null;
    }
    if (odd && !endsInLead) {
      // A leading surrogate and an odd byte at the end are one error together.
      units[count++] = StreamDecoder.REPLACEMENT;
    }
    return new String(units, 0, count);
  }
}
