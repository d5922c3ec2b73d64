package dev.sluice.bridge.form;

/** What a {@link MultipartScanner} finds, part by part: begin, data any number of times, end. */
interface PartReceiver {
  void begin(PartHeader header);

  /** The next bytes of the part's body, readable during the call. */
  void data(byte[] bytes, int offset, int length);

  /** The part is whole. */
  void end();
}
