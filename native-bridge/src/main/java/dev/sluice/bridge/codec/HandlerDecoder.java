package dev.sluice.bridge.codec;

import org.jspecify.annotations.Nullable;

/**
 * A decoder written as the standard writes it: a handler that takes one byte, keeps what it has
 * seen, and may put bytes back (Encoding standard, sections 4.1 and 5). For the legacy multi-byte
 * encodings, where being right matters more than speed.
 */
abstract sealed class HandlerDecoder extends StreamDecoder
    permits Gb18030Decoder,
        Big5Decoder,
        EucJpDecoder,
        Iso2022JpDecoder,
        ShiftJisDecoder,
        EucKrDecoder {
  static final int END_OF_QUEUE = -1;
  static final int CONTINUE = -1;
  static final int ERROR = -2;
  static final int FINISHED = -3;

  private final boolean fatal;
  private final int[] restored = new int[3];
  private int restoredCount;
  private StringBuilder output = new StringBuilder();

  HandlerDecoder(boolean fatal) {
    this.fatal = fatal;
  }

  /** Takes a byte or END_OF_QUEUE; returns a code point, CONTINUE, ERROR or FINISHED. */
  abstract int handle(int item);

  /** Forgets everything: the next byte begins a new text. */
  abstract void reset();

  static boolean isAscii(int item) {
    return item >= 0 && item < 0x80;
  }

  static boolean in(int item, int first, int last) {
    return item >= first && item <= last;
  }

  /** Puts a byte back; of several, the one to be read first is restored last. */
  final void restore(int item) {
    restored[restoredCount++] = item;
  }

  /** Gives out a code point before the one that the handler returns. */
  final void emit(int codePoint) {
    output.appendCodePoint(codePoint);
  }

  /**
   * The end of most handlers for a trailing byte: an ASCII byte that completes nothing is read
   * again.
   */
  final int orError(int codePoint, int item) {
    if (codePoint >= 0) {
      return codePoint;
    }
    if (isAscii(item)) {
      restore(item);
    }
    return ERROR;
  }

  @Override
  public final @Nullable String decode(byte[] bytes, int offset, int length, boolean more) {
    output = new StringBuilder(length);
    int position = offset;
    int end = offset + length;
    while (true) {
      int item;
      if (restoredCount > 0) {
        item = restored[--restoredCount];
      } else if (position < end) {
        item = bytes[position++] & 0xFF;
      } else if (more) {
        break;
      } else {
        item = END_OF_QUEUE;
      }
      int result = handle(item);
      if (result >= 0) {
        output.appendCodePoint(result);
      } else if (result == FINISHED) {
        reset();
        break;
      } else if (result == ERROR) {
        if (fatal) {
          restoredCount = 0;
          reset();
          return null;
        }
        output.append(REPLACEMENT);
      }
    }
    return output.toString();
  }
}
