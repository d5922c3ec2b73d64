package dev.sluice.bridge.http;

import io.netty.buffer.ByteBuf;

/** The framing of chunks that are sent (RFC 9112 §7.1). Without extensions and trailers. */
final class ChunkWriter {
  /** Room for a chunk's size in front of its bytes: eight digits, CR, LF. */
  static final int PREFIX = 10;

  /** The room for CR LF, and for the last chunk behind it. */
  static final int SUFFIX = 7;

  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private ChunkWriter() {}

  /** Ends a chunk, the body, or both. */
  static void writeTail(ByteBuf out, boolean endsChunk, boolean endsBody) {
    if (endsChunk) {
      out.writeByte('\r').writeByte('\n');
    }
    if (endsBody) {
      out.writeByte('0').writeByte('\r').writeByte('\n').writeByte('\r').writeByte('\n');
    }
  }

  /** Begins a chunk of {@code count} bytes, which are to follow. */
  static void writeSize(ByteBuf out, int count) {
    for (int digits = digits(count); digits > 0; digits--) {
      out.writeByte(DIGITS[count >>> (4 * (digits - 1)) & 0xF]);
    }
    out.writeByte('\r').writeByte('\n');
  }

  /**
   * Puts the size in front of what is there already.
   *
   * @param data has {@link #PREFIX} bytes of room before its reader index
   */
  static void prefixSize(ByteBuf data, int count) {
    int at = data.readerIndex();
    data.setByte(--at, '\n').setByte(--at, '\r');
    int left = count;
    for (int digits = digits(count); digits > 0; digits--) {
      data.setByte(--at, DIGITS[left & 0xF]);
      left >>>= 4;
    }
    data.readerIndex(at);
  }

  private static int digits(int count) {
    return (35 - Integer.numberOfLeadingZeros(count)) / 4;
  }
}
