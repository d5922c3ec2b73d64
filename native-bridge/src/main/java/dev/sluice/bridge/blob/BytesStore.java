package dev.sluice.bridge.blob;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.codec.Ascii;
import dev.sluice.bridge.codec.Utf8;
import dev.sluice.bridge.stream.Source;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in memory. One made from a text that is all ASCII stays a text, and is encoded only if
 * somebody wants its bytes.
 */
public final class BytesStore implements BlobStore {
  /** The empty store. */
  public static final BytesStore EMPTY = new BytesStore(new byte[0]);

  private enum Kind {
    UNKNOWN,
    ASCII,
    OTHER
  }

  // Fields that are computed late are computed alike by whichever thread comes first.
  private final int size;
  private volatile byte @Nullable [] bytes;
  private final @Nullable String text;
  private volatile Kind kind;

  private BytesStore(byte[] bytes) {
    this.size = bytes.length;
    this.bytes = bytes;
    this.text = null;
    this.kind = bytes.length == 0 ? Kind.ASCII : Kind.UNKNOWN;
  }

  private BytesStore(String ascii) {
    this.size = ascii.length();
    this.text = ascii;
    this.kind = Kind.ASCII;
  }

  /** A store of all of {@code bytes}, which is the store's own from now on. */
  public static BytesStore of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new BytesStore(bytes);
  }

  /** A store of what a heap buffer holds; its array is the store's own from now on. */
  public static BytesStore of(ByteBuffer bytes) {
    int start = bytes.arrayOffset() + bytes.position();
    boolean isWhole = start == 0 && bytes.remaining() == bytes.array().length;
    return of(
        isWhole
            ? bytes.array()
            : Arrays.copyOfRange(bytes.array(), start, start + bytes.remaining()));
  }

  /** A store of a text in UTF-8; a lone surrogate becomes U+FFFD. */
  public static BytesStore of(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    byte[] encoded = Utf8.encode(text);
    // Every character that is not ASCII needs more bytes than chars; so does a lone surrogate.
    return encoded.length == text.length() ? new BytesStore(text) : new BytesStore(encoded);
  }

  @Override
  public boolean isInMemory() {
    return true;
  }

  @Override
  public long size() {
    return size;
  }

  private byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      known = text == null ? new byte[0] : text.getBytes(ISO_8859_1);
      bytes = known;
    }
    return known;
  }

  private int start(long offset) {
    return Math.clamp(offset, 0, size);
  }

  private int end(long offset, long length) {
    int start = start(offset);
    return length < 0 || length >= size - start ? size : start + (int) length;
  }

  /** A view of the range's bytes, read-only. */
  public ByteBuffer view(long offset, long length) {
    return shared(offset, length).asReadOnlyBuffer();
  }

  /**
   * A view of the range's bytes for those who look at it quickly and hand it to nobody: it can be
   * written to, which must not happen.
   */
  public ByteBuffer shared(long offset, long length) {
    int start = start(offset);
    return ByteBuffer.wrap(bytes(), start, end(offset, length) - start).slice();
  }

  /**
   * Are the range's bytes all ASCII? Looked at once for the whole store; a small range of a store
   * that was not looked at is looked at alone.
   */
  public boolean isAscii(long offset, long length) {
    if (kind == Kind.ASCII) {
      return true;
    }
    int start = start(offset);
    int count = end(offset, length) - start;
    byte[] all = bytes();
    if (kind == Kind.UNKNOWN && count >= size / 2) {
      kind = Ascii.isAscii(all, 0, size) ? Kind.ASCII : Kind.OTHER;
      if (kind == Kind.ASCII) {
        return true;
      }
    }
    return (count < size || kind != Kind.OTHER) && Ascii.isAscii(all, start, count);
  }

  /** Is it known, without looking, that all bytes are ASCII? */
  boolean isKnownAscii() {
    return kind == Kind.ASCII;
  }

  @Override
  public Source source(long offset, long length, Loop loop) {
    return new BytesSource(view(offset, length), isKnownAscii());
  }

  @Override
  public ByteBuffer read(long offset, long length, long limit) {
    int start = start(offset);
    int end = end(offset, length);
    checkLimit(end - start, limit);
    return ByteBuffer.wrap(Arrays.copyOfRange(bytes(), start, end));
  }

  @Override
  public String readText(long offset, long length, long limit) {
    int start = start(offset);
    int end = end(offset, length);
    checkLimit(end - start, limit);
    if (text != null) {
      return text.substring(start, end);
    }
    byte[] all = bytes();
    return kind == Kind.ASCII || isAscii(offset, length)
        ? new String(all, start, end - start, ISO_8859_1)
        : Utf8.decodeText(all, start, end - start);
  }

  static void checkLimit(long size, long limit) {
    if (limit >= 0 && size > limit) {
      throw BridgeException.tooLarge(limit);
    }
  }
}
