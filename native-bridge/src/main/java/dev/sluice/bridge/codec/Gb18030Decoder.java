package dev.sluice.bridge.codec;

/** gb18030 and GBK, which share a decoder (Encoding standard, sections 10.1.1 and 10.2.1). */
final class Gb18030Decoder extends HandlerDecoder {
  private final CodePointIndex index = CodePointIndex.gb18030();
  private int first;
  private int second;
  private int third;

  Gb18030Decoder(boolean fatal) {
    super(fatal);
  }

  @Override
  void reset() {
    first = 0;
    second = 0;
    third = 0;
  }

  @Override
  int handle(int item) {
    if (item == END_OF_QUEUE) {
      boolean clean = first == 0 && second == 0 && third == 0;
      reset();
      return clean ? FINISHED : ERROR;
    }
    if (third != 0) {
      return handleFourth(item);
    }
    if (second != 0) {
      if (in(item, 0x81, 0xFE)) {
        third = item;
        return CONTINUE;
      }
      restore(item);
      restore(second);
      reset();
      return ERROR;
    }
    if (first != 0) {
      return handleSecond(item);
    }
    if (isAscii(item)) {
      return item;
    }
    if (item == 0x80) {
      return 0x20AC;
    }
    if (in(item, 0x81, 0xFE)) {
      first = item;
      return CONTINUE;
    }
    return ERROR;
  }

  private int handleSecond(int item) {
    if (in(item, 0x30, 0x39)) {
      second = item;
      return CONTINUE;
    }
    int leading = first;
    first = 0;
    int pointer = -1;
    int offset = item < 0x7F ? 0x40 : 0x41;
    if (in(item, 0x40, 0x7E) || in(item, 0x80, 0xFE)) {
      pointer = (leading - 0x81) * 190 + (item - offset);
    }
    return orError(index.codePoint(pointer), item);
  }

  private int handleFourth(int item) {
    if (!in(item, 0x30, 0x39)) {
      restore(item);
      restore(third);
      restore(second);
      reset();
      return ERROR;
    }
    int pointer =
        (first - 0x81) * (10 * 126 * 10)
            + (second - 0x30) * (10 * 126)
            + (third - 0x81) * 10
            + item
            - 0x30;
    reset();
    int codePoint = rangesCodePoint(pointer);
    return codePoint < 0 ? ERROR : codePoint;
  }

  /** «index gb18030 ranges code point». */
  private static int rangesCodePoint(int pointer) {
    if ((pointer > 39419 && pointer < 189000) || pointer > 1237575) {
      return -1;
    }
    if (pointer == 7457) {
      return 0xE7C7;
    }
    int[] ranges = Ranges.PAIRS;
    int low = 0;
    int high = ranges.length / 2 - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (ranges[middle * 2] <= pointer) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return ranges[low * 2 + 1] + pointer - ranges[low * 2];
  }

  private static final class Ranges {
    /** Pointer, code point, pointer, code point, … in rising order. */
    static final int[] PAIRS = CodePointIndex.resource("gb18030-ranges").codePoints().toArray();
  }
}
