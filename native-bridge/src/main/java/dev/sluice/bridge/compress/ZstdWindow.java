package dev.sluice.bridge.compress;

import dev.sluice.bridge.BridgeException;
import java.nio.ByteBuffer;

/**
 * Looks at the header of a zstd frame (RFC 8878 §3.1.1.1) before the library does: the window that
 * it asks for is memory that the library reserves, and this binding of it cannot be told a limit.
 */
final class ZstdWindow {
  private static final int MAGIC = 0xFD2FB528;
  private static final int MAGIC_LENGTH = 4;

  /** Where frames say the length of their content, by the first two bits of the descriptor. */
  private static final int[] LENGTH_SIZES = {1, 2, 4, 8};

  private static final int[] DICTIONARY_SIZES = {0, 1, 2, 4};

  private final long limit;
  private int at;
  private int magic;
  private int descriptor;
  private long contentLength;
  private boolean decided;

  /**
   * @param limit of the window, in bytes
   */
  ZstdWindow(long limit) {
    this.limit = limit;
    decided = true;
  }

  /** The next bytes begin a frame. */
  void begin() {
    decided = limit == Long.MAX_VALUE;
    at = 0;
    magic = 0;
    contentLength = 0;
  }

  /**
   * Looks at the next bytes of the frame; the position stays.
   *
   * @throws BridgeException Z_DATA_ERROR for a window beyond the limit
   */
  void check(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit() && !decided; i++, at++) {
      next(bytes.get(i) & 0xFF);
    }
  }

  private void next(int b) {
    if (at < MAGIC_LENGTH) {
      magic |= b << (8 * at);
      // What is no frame is skipped or refused by the library.
      decided = at == MAGIC_LENGTH - 1 && magic != MAGIC;
    } else if (at == MAGIC_LENGTH) {
      descriptor = b;
    } else if ((descriptor & 0x20) == 0) {
      long base = 1L << (10 + (b >>> 3));
      decide(base + base / 8 * (b & 7));
    } else {
      inSingleSegment(b);
    }
  }

  /** The window of such a frame is all of its content. */
  private void inSingleSegment(int b) {
    int begin = MAGIC_LENGTH + 1 + DICTIONARY_SIZES[descriptor & 3];
    int size = LENGTH_SIZES[descriptor >>> 6];
    if (at >= begin) {
      contentLength |= (long) b << (8 * (at - begin));
      if (at == begin + size - 1) {
        decide(size == 2 ? contentLength + 256 : contentLength);
      }
    }
  }

  private void decide(long window) {
    decided = true;
    if (Long.compareUnsigned(window, limit) > 0) {
      throw CheckedCoder.corrupt("zstd: the window is larger than " + limit + " bytes");
    }
  }
}
