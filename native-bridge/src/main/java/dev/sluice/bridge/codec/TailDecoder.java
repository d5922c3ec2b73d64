package dev.sluice.bridge.codec;

import org.jspecify.annotations.Nullable;

/**
 * A Unicode decoder that works on whole pieces: the few bytes at a piece's end that may be the
 * start of a longer sequence are put in front of the next piece. Removes the byte order mark
 * (Encoding standard, «serialize I/O queue»).
 */
abstract sealed class TailDecoder extends StreamDecoder permits Utf8Decoder, Utf16Decoder {
  private static final byte[] NONE = {};

  private final boolean ignoreBom;
  private byte[] tail = NONE;
  private boolean bomSeen;

  TailDecoder(boolean ignoreBom) {
    this.ignoreBom = ignoreBom;
  }

  /**
   * How many bytes at the end are the start of a sequence that could still become well-formed: 0 to
   * 3.
   */
  abstract int incompleteTail(byte[] bytes, int offset, int length);

  /** Decodes bytes after which nothing follows; null if they are malformed and that is an error. */
  abstract @Nullable String decodeAll(byte[] bytes, int offset, int length);

  @Override
  public final @Nullable String decode(byte[] bytes, int offset, int length, boolean more) {
    byte[] source = bytes;
    int start = offset;
    int count = length;
    if (tail.length > 0) {
      source = new byte[tail.length + length];
      System.arraycopy(tail, 0, source, 0, tail.length);
      System.arraycopy(bytes, offset, source, tail.length, length);
      start = 0;
      count = source.length;
      tail = NONE;
    }
    if (more) {
      int kept = incompleteTail(source, start, count);
      if (kept > 0) {
        tail = new byte[kept];
        count -= kept;
        System.arraycopy(source, start + count, tail, 0, kept);
      }
    }
    String text = decodeAll(source, start, count);
    if (text == null) {
      tail = NONE;
      bomSeen = false;
      return null;
    }
    if (!bomSeen && !text.isEmpty()) {
      bomSeen = true;
      if (!ignoreBom && text.charAt(0) == '\uFEFF') {
        text = text.substring(1);
      }
    }
    if (!more) {
      bomSeen = false;
    }
    return text;
  }
}
