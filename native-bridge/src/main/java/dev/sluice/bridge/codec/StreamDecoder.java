package dev.sluice.bridge.codec;

import org.jspecify.annotations.Nullable;

/**
 * Turns bytes that come in pieces into text: the decoder of one encoding with its state between
 * pieces (Encoding standard, section 4.1). Not safe for threads. The bytes are only read during the
 * call.
 */
public abstract sealed class StreamDecoder permits TailDecoder, SingleByteDecoder, HandlerDecoder {

  /** What malformed bytes become when errors are not fatal. */
  static final char REPLACEMENT = '\uFFFD';

  /**
   * Decodes the next piece.
   *
   * @param more whether more may follow: an incomplete sequence at the end is then kept for the
   *     next call. Otherwise this is the end, and the next call begins a new text
   * @return the text that is complete so far, or null when the bytes are malformed and the decoder
   *     is fatal; it is then as new
   */
  public abstract @Nullable String decode(byte[] bytes, int offset, int length, boolean more);

  /**
   * The decoder of an encoding.
   *
   * @param encoding the encoding's name in lower case, as {@code TextDecoder.encoding} has it; not
   *     a label, not {@code replacement}
   * @param fatal whether malformed bytes are an error, instead of U+FFFD
   * @param ignoreBom whether a byte order mark is kept as U+FEFF, instead of removed
   * @throws IllegalArgumentException for a name that the standard does not have
   */
  public static StreamDecoder of(String encoding, boolean fatal, boolean ignoreBom) {
    return switch (encoding) {
      case "utf-8" -> new Utf8Decoder(fatal, ignoreBom);
      case "utf-16le" -> new Utf16Decoder(false, fatal, ignoreBom);
      case "utf-16be" -> new Utf16Decoder(true, fatal, ignoreBom);
      case "gbk", "gb18030" -> new Gb18030Decoder(fatal);
      case "big5" -> new Big5Decoder(fatal);
      case "euc-jp" -> new EucJpDecoder(fatal);
      case "iso-2022-jp" -> new Iso2022JpDecoder(fatal);
      case "shift_jis" -> new ShiftJisDecoder(fatal);
      case "euc-kr" -> new EucKrDecoder(fatal);
      default -> new SingleByteDecoder(SingleByteTables.table(encoding), fatal);
    };
  }
}
