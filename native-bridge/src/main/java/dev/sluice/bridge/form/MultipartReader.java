package dev.sluice.bridge.form;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BytesStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads {@code multipart/form-data} whose bytes come in pieces. Memory is bounded by {@link
 * FormLimits}, however large the form is.
 *
 * <p>One thread at a time. {@link #push} may write to disk, but never for a piece of which {@link
 * #mayBlock} says no.
 */
public final class MultipartReader {
  private final FormLimits limits;
  private final SpooledParts parts;
  private final MultipartScanner scanner;
  private final long bodyLimit;
  private byte[] copy = {};
  private long received;

  /**
   * @param boundary the parameter of the content type
   * @param bodyLimit how many bytes there may be in all; −1 for any number
   * @param opened is told, on the thread of {@link #push}, of a temporary file that is made, which
   *     lives as long as somebody knows it
   * @throws BridgeException if the boundary cannot be one
   */
  public MultipartReader(
      String boundary, FormLimits limits, long bodyLimit, Consumer<SpoolFile> opened) {
    this.limits = limits;
    this.bodyLimit = bodyLimit;
    this.parts = new SpooledParts(limits, opened);
    this.scanner = new MultipartScanner(boundary, limits, parts);
  }

  /**
   * Reads a form that is in memory: nothing is copied but its texts.
   *
   * @param store of which the range from {@code offset} is the form; the form's files are ranges of
   *     it
   * @throws BridgeException a TypeError, code ERR_FORMDATA_PARSE_ERROR
   */
  public static List<FormPart> read(
      BytesStore store, long offset, long length, String boundary, FormLimits limits) {
    ByteBuffer form = store.shared(offset, length);
    MemoryParts parts = new MemoryParts(store, offset - form.arrayOffset());
    MultipartScanner scanner = new MultipartScanner(boundary, limits, parts);
    scanner.scan(form.array(), form.arrayOffset(), form.remaining());
    scanner.finish();
    return parts.parts();
  }

  /** How many bytes have come. */
  public long received() {
    return received;
  }

  /** Might a {@link #push} of so many bytes write to disk? */
  public boolean mayBlock(int length) {
    return received + length > limits.memory();
  }

  /**
   * Takes the next bytes; the buffer is not kept.
   *
   * @throws BridgeException a TypeError, code ERR_FORMDATA_PARSE_ERROR or ERR_BODY_TOO_LARGE, or a
   *     fault of the disk; all is freed then
   */
  public void push(ByteBuffer bytes) {
    int length = bytes.remaining();
    received += length;
    try {
      if (bodyLimit >= 0 && received > bodyLimit) {
        throw BridgeException.tooLarge(bodyLimit);
      }
      if (bytes.hasArray()) {
        scanner.scan(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
        bytes.position(bytes.limit());
      } else {
        if (copy.length < length) {
          copy = new byte[length];
        }
        bytes.get(copy, 0, length);
        scanner.scan(copy, 0, length);
      }
    } catch (BridgeException e) {
      abort();
      throw e;
    }
  }

  /**
   * The end of the bytes.
   *
   * @return the entries in their order
   * @throws BridgeException a TypeError, code ERR_FORMDATA_PARSE_ERROR, if the form is not complete
   */
  public List<FormPart> finish() {
    try {
      scanner.finish();
    } catch (BridgeException e) {
      abort();
      throw e;
    }
    return parts.parts();
  }

  /** Gives up and frees all; the reader is of no use any more. */
  public void abort() {
    parts.discard();
    copy = new byte[0];
  }
}
