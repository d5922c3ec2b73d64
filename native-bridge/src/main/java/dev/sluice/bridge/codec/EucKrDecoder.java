package dev.sluice.bridge.codec;

/** EUC-KR, which is windows-949 (Encoding standard, section 13.1.1). */
final class EucKrDecoder extends HandlerDecoder {
  private final CodePointIndex index = CodePointIndex.eucKr();
  private int leading;

  EucKrDecoder(boolean fatal) {
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
      int pointer = in(item, 0x41, 0xFE) ? (lead - 0x81) * 190 + (item - 0x41) : -1;
      return orError(index.codePoint(pointer), item);
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
