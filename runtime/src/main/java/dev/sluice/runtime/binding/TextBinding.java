package dev.sluice.runtime.binding;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.codec.StreamDecoder;
import dev.sluice.bridge.codec.Utf8;
import java.nio.ByteBuffer;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code internal.text}: transcoding for TextEncoder, TextDecoder and their streams. One a context,
 * used on the thread of its event loop only.
 *
 * <p>Bytes go out through a scratch buffer that JavaScript sees as an ArrayBuffer: copying from it
 * into a real Uint8Array takes a fifth of the time that making an interop buffer for each text
 * does, up to a few KB. Bytes that come in are decoded where they are ({@link EngineArrays}).
 */
public final class TextBinding {
  private static final int SCRATCH_SIZE = 65536;
  private static final byte[] EMPTY = {};

  private final byte[] scratch = new byte[SCRATCH_SIZE];
  private byte[] large = EMPTY;
  private int read;

  /** The buffer that {@link #encode} and {@link #encodeInto} leave their bytes in. */
  @Exported
  public ByteBuffer scratch() {
    return ByteBuffer.wrap(scratch);
  }

  /**
   * Encodes as UTF-8. Up to the scratch buffer's size, the bytes are in the scratch buffer; beyond,
   * {@link #takeLarge} gives them.
   *
   * @param text without lone surrogates (JavaScript has called toWellFormed, which knows most texts
   *     to be so without a look)
   * @return the number of bytes
   */
  @Exported
  public int encode(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length <= SCRATCH_SIZE) {
      System.arraycopy(bytes, 0, scratch, 0, bytes.length);
    } else {
      large = bytes;
    }
    return bytes.length;
  }

  /**
   * The bytes of the last {@link #encode} that did not fit into the scratch buffer; they are given
   * once.
   */
  @Exported
  public ByteBuffer takeLarge() {
    ByteBuffer bytes = ByteBuffer.wrap(large);
    large = EMPTY;
    return bytes;
  }

  /**
   * Encodes whole characters into the scratch buffer's first {@code capacity} bytes: at least one
   * if one fits, not necessarily all that fit. Called until nothing is left or it answers 0.
   *
   * @param from index of the first char
   * @return the number of bytes; {@link #read} then tells the number of chars
   */
  @Exported
  public int encodeInto(String text, int from, int capacity) {
    int limit = Math.min(capacity, SCRATCH_SIZE);
    // What fits for certain, at three bytes a char, is left to Java's own encoder, many times as
    // quick as a loop of ours.
    int certain = Math.min(text.length() - from, limit / 3);
    if (certain > 0
        && from + certain < text.length()
        && Character.isHighSurrogate(text.charAt(from + certain - 1))) {
      certain--;
    }
    if (certain >= 16) {
      byte[] bytes = text.substring(from, from + certain).getBytes(UTF_8);
      System.arraycopy(bytes, 0, scratch, 0, bytes.length);
      read = certain;
      return bytes.length;
    }
    long result = Utf8.encodeInto(text, from, scratch, limit);
    read = (int) (result >>> 32);
    return (int) result;
  }

  /** How many chars the last {@link #encodeInto} encoded. */
  @Exported
  public int read() {
    return read;
  }

  /**
   * Decodes a whole text in UTF-8 without keeping any state.
   *
   * @param buffer an ArrayBuffer
   * @return null if {@code fatal} and the bytes are malformed
   */
  @Exported
  public @Nullable String decodeUtf8(
      Value buffer, int offset, int length, boolean fatal, boolean ignoreBom) {
    byte[] bytes = EngineArrays.of(buffer);
    int start = offset;
    if (bytes == null) {
      bytes = read(buffer, offset, length);
      start = 0;
    }
    int end = start + length;
    if (!ignoreBom
        && length >= 3
        && bytes[start] == (byte) 0xEF
        && bytes[start + 1] == (byte) 0xBB
        && bytes[start + 2] == (byte) 0xBF) {
      start += 3;
    }
    return fatal
        ? Utf8.decodeOrFail(bytes, start, end - start)
        : Utf8.decode(bytes, start, end - start);
  }

  /**
   * A decoder that keeps its state from piece to piece. Parameters as for {@link StreamDecoder#of}.
   */
  @Exported
  public Decoder decoder(String encoding, boolean fatal, boolean ignoreBom) {
    return new Decoder(StreamDecoder.of(encoding, fatal, ignoreBom));
  }

  private byte[] read(Value buffer, int offset, int length) {
    byte[] bytes = length <= SCRATCH_SIZE ? scratch : new byte[length];
    if (length > 0) {
      buffer.readBuffer(offset, bytes, 0, length);
    }
    return bytes;
  }

  /** A {@link StreamDecoder} that reads from ArrayBuffers. */
  public final class Decoder {
    private final StreamDecoder decoder;

    private Decoder(StreamDecoder decoder) {
      this.decoder = decoder;
    }

    /**
     * Decodes the next piece.
     *
     * @param buffer an ArrayBuffer; not looked at when {@code length} is 0
     * @param more whether this is not the end
     * @return null if the decoder is fatal and the bytes are malformed
     */
    @Exported
    public @Nullable String decode(Value buffer, int offset, int length, boolean more) {
      if (length == 0) {
        return decoder.decode(EMPTY, 0, 0, more);
      }
      byte[] bytes = EngineArrays.of(buffer);
      return bytes == null
          ? decoder.decode(read(buffer, offset, length), 0, length, more)
          : decoder.decode(bytes, offset, length, more);
    }
  }
}
