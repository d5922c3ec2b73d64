package dev.sluice.bridge.codec;

/** Big5 with the Hong Kong supplement (Encoding standard, section 11.1.1). */
final class Big5Decoder extends HandlerDecoder {
  private final CodePointIndex index = CodePointIndex.big5();
  private int leading;

  Big5Decoder(boolean fatal) {
    super(fatal);
  }

  @Override
  void reset() {
    leading = 0;
  }

  @Override
  int handle(int item) {
    int lead = leading;
    leading = 0;
    if (item == END_OF_QUEUE) {
      return lead == 0 ? FINISHED : ERROR;
    }
    if (lead != 0) {
      int pointer = -1;
      int offset = item < 0x7F ? 0x40 : 0x62;
      if (in(item, 0x40, 0x7E) || in(item, 0xA1, 0xFE)) {
        pointer = (lead - 0x81) * 157 + (item - offset);
      }
      // An index has one code point a pointer; these four pointers are a letter and a combining
      // mark.
      switch (pointer) {
        case 1133 -> {
          emit(0x00CA);
          return 0x0304;
        }
        case 1135 -> {
          emit(0x00CA);
          return 0x030C;
        }
        case 1164 -> {
          emit(0x00EA);
          return 0x0304;
        }
        case 1166 -> {
          emit(0x00EA);
          return 0x030C;
        }
        default -> {
          return orError(index.codePoint(pointer), item);
        }
      }
    }
    if (isAscii(item)) {
      return item;
    }
    if (in(item, 0x81, 0xFE)) {
      leading = item;
      return CONTINUE;
    }
    return ERROR;
  }
}
