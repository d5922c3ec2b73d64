package dev.sluice.bridge.codec;

/** EUC-JP (Encoding standard, section 12.1.1). */
final class EucJpDecoder extends HandlerDecoder {
  private final CodePointIndex jis0208 = CodePointIndex.jis0208();
  private final CodePointIndex jis0212 = CodePointIndex.jis0212();
  private boolean isJis0212;
  private int leading;

  EucJpDecoder(boolean fatal) {
    super(fatal);
  }

  @Override
  void reset() {
    isJis0212 = false;
    leading = 0;
  }

  @Override
  int handle(int item) {
    int lead = leading;
    leading = 0;
    if (item == END_OF_QUEUE) {
      return lead == 0 ? FINISHED : ERROR;
    }
    if (lead == 0x8E && in(item, 0xA1, 0xDF)) {
      return 0xFF61 - 0xA1 + item;
    }
    if (lead == 0x8F && in(item, 0xA1, 0xFE)) {
      isJis0212 = true;
      leading = item;
      return CONTINUE;
    }
    if (lead != 0) {
      int codePoint = -1;
      if (in(lead, 0xA1, 0xFE) && in(item, 0xA1, 0xFE)) {
        int pointer = (lead - 0xA1) * 94 + item - 0xA1;
        codePoint = (isJis0212 ? jis0212 : jis0208).codePoint(pointer);
      }
      isJis0212 = false;
      return orError(codePoint, item);
    }
    if (isAscii(item)) {
      return item;
    }
    if (item == 0x8E || item == 0x8F || in(item, 0xA1, 0xFE)) {
      leading = item;
      return CONTINUE;
    }
    return ERROR;
  }
}
