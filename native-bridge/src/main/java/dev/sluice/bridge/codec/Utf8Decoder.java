package dev.sluice.bridge.codec;

import org.jspecify.annotations.Nullable;

/** UTF-8 in pieces (Encoding standard, section 8.1.1). */
final class Utf8Decoder extends TailDecoder {
  private final boolean fatal;

  Utf8Decoder(boolean fatal, boolean ignoreBom) {
    super(ignoreBom);
    this.fatal = fatal;
  }

  @Override
  int incompleteTail(byte[] bytes, int offset, int length) {
    return Utf8.incompleteTail(bytes, offset, length);
  }

  @Override
  @Nullable String decodeAll(byte[] bytes, int offset, int length) {
    return fatal ? Utf8.decodeOrFail(bytes, offset, length) : Utf8.decode(bytes, offset, length);
  }
}
