package dev.sluice.bridge.codec;

/** Shift_JIS, which is windows-31j (Encoding standard, section 12.3.1). */
final class ShiftJisDecoder extends HandlerDecoder {
  private final CodePointIndex index = CodePointIndex.jis0208();
  private int leading;

  ShiftJisDecoder(boolean fatal) {
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
      int offset = item < 0x7F ? 0x40 : 0x41;
      int leadingOffset = lead < 0xA0 ? 0x81 : 0xC1;
      if (in(item, 0x40, 0x7E) || in(item, 0x80, 0xFC)) {
        pointer = (lead - leadingOffset) * 188 + item - offset;
      }
      if (in(pointer, 8836, 10715)) {
        return 0xE000 - 8836 + pointer; // Windows' characters of the end user's own
      }
      return orError(index.codePoint(pointer), item);
    }
    if (isAscii(item) || item == 0x80) {
      return item;
    }
    if (in(item, 0xA1, 0xDF)) {
      return 0xFF61 - 0xA1 + item;
    }
    if (in(item, 0x81, 0x9F) || in(item, 0xE0, 0xFC)) {
      leading = item;
      return CONTINUE;
    }
    return ERROR;
  }
}
