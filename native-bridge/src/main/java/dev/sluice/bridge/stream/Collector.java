package dev.sluice.bridge.stream;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.codec.Ascii;
import dev.sluice.bridge.codec.Utf8;
import dev.sluice.bridge.codec.Utf8Joiner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers all bytes in memory, up to a limit: the end of every «whole body at once», whether a
 * native source fills it by a {@link Pipe} or a script adds piece by piece.
 *
 * <p>Bytes whose number is known beforehand are put into one array of that size and copied no more.
 * Others are held in arrays that grow with what has come, and are joined when they are asked for.
 * Beyond the limit everything is freed and the collector has failed (ERR_BODY_TOO_LARGE).
 *
 * <p>Used by one thread at a time.
 */
public final class Collector implements Sink {
  private static final int FIRST_ARRAY = 4 << 10;

  /** Room for a source that does not say yet how much it has: most have less. */
  private static final int FIRST_ROOM = 16 << 10;

  private static final int LARGEST_ARRAY = 8 << 20;

  /** More is not reserved on the word of a source, which may be wrong. */
  private static final int LARGEST_RESERVED = 256 << 20;

  private static final int LARGEST = Integer.MAX_VALUE - 8;
  private static final byte[] EMPTY = {};

  private final long limit;
  private final List<byte[]> full = new ArrayList<>();
  private final Utf8Joiner texts = new Utf8Joiner();
  private @Nullable Signal signal;
  private @Nullable BridgeException failure;
  private boolean ended;

  /** Bytes in {@link #full}. */
  private long before;

  private byte[] last = EMPTY;
  private int lastLength;

  /**
   * @param limit the greatest number of bytes, or −1 for what an array can hold
   */
  public Collector(long limit) {
    this.limit = limit < 0 ? LARGEST : Math.min(limit, LARGEST);
  }

  @Override
  public void start(Signal to) {
    if (signal != null) {
      throw new IllegalStateException("started before");
    }
    signal = to;
    to.start();
  }

  @Override
  public Flow write(StreamResult.Bytes bytes) {
    if (isClosed()) {
      return Flow.CLOSED;
    }
    ByteBuffer from = bytes.bytes();
    if (!reserve(from.remaining())) {
      return fail();
    }
    byte[] whole = bytes instanceof StreamResult.Owned && isEmpty() ? wholeArray(from) : null;
    if (whole == null) {
      put(from);
    } else {
      last = whole;
      lastLength = whole.length;
    }
    return Flow.MORE;
  }

  /** The array behind a buffer that is all of it. */
  private static byte @Nullable [] wholeArray(ByteBuffer bytes) {
    if (!bytes.hasArray() || bytes.arrayOffset() != 0) {
      return null;
    }
    return bytes.remaining() == bytes.array().length ? bytes.array() : null;
  }

  private boolean isEmpty() {
    return before == 0 && lastLength == 0 && !texts.isHolding();
  }

  @Override
  public @Nullable ByteBuffer room(long expected) {
    if (isClosed() || expected > limit - byteLength() || byteLength() >= limit) {
      // Too much: it is to come as it likes, and will be refused.
      return null;
    }
    if (lastLength == last.length) {
      long size = expected > 0 ? Math.min(expected, LARGEST_RESERVED) : FIRST_ROOM;
      grow((int) Math.min(size, limit - byteLength()));
    }
    return ByteBuffer.wrap(last, lastLength, last.length - lastLength);
  }

  @Override
  public Flow filled(int length) {
    if (isClosed()) {
      return Flow.CLOSED;
    }
    lastLength += length;
    return byteLength() > limit ? fail() : Flow.MORE;
  }

  @Override
  public void flush() {}

  @Override
  public void end() {
    Signal to = signal;
    if (!isClosed()) {
      ended = true;
      if (to != null) {
        to.close(null);
      }
    }
  }

  @Override
  public void abort(@Nullable BridgeException reason) {
    if (!isClosed()) {
      ended = true;
      clear();
    }
  }

  private boolean isClosed() {
    return ended || failure != null;
  }

  private Flow fail() {
    BridgeException error = BridgeException.tooLarge(limit);
    failure = error;
    clear();
    if (signal != null) {
      signal.close(error);
    }
    return Flow.CLOSED;
  }

  /**
   * Adds bytes, which are copied.
   *
   * @throws BridgeException ERR_BODY_TOO_LARGE, also for all that comes after it
   */
  public void add(ByteBuffer bytes) {
    endOfTexts();
    check(bytes.remaining());
    put(bytes);
  }

  /** Bytes that can be copied from wherever they are. */
  @FunctionalInterface
  public interface Copier {
    /** Copies {@code count} bytes, from the piece's byte {@code from} on, to {@code to[at]}. */
    void copy(byte[] to, int at, int from, int count);
  }

  /**
   * Adds {@code length} bytes, which are copied once, to where they stay.
   *
   * @throws BridgeException ERR_BODY_TOO_LARGE, also for all that comes after it
   */
  public void add(int length, Copier from) {
    endOfTexts();
    check(length);
    int fits = Math.min(length, last.length - lastLength);
    if (fits > 0) {
      from.copy(last, lastLength, 0, fits);
      lastLength += fits;
    }
    int rest = length - fits;
    if (rest > 0) {
      grow(rest);
      from.copy(last, 0, fits, rest);
      lastLength = rest;
    }
  }

  /**
   * Adds a text as UTF-8. A surrogate pair may be cut in two by two calls that follow each other;
   * any other lone surrogate becomes U+FFFD.
   *
   * @throws BridgeException ERR_BODY_TOO_LARGE, also for all that comes after it
   */
  public void add(String text) {
    addEncoded(texts.encode(text));
  }

  /** A high surrogate without its other half, at the end or before bytes, is U+FFFD. */
  private void endOfTexts() {
    addEncoded(texts.end());
  }

  private void addEncoded(byte[] bytes) {
    if (bytes.length > 0) {
      check(bytes.length);
      put(ByteBuffer.wrap(bytes));
    }
  }

  private void check(int more) {
    if (failure == null && !reserve(more)) {
      fail();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Is there room for {@code more} bytes within the limit? */
  private boolean reserve(int more) {
    return byteLength() + more <= limit;
  }

  private void put(ByteBuffer bytes) {
    int start = bytes.position();
    int length = bytes.remaining();
    int fits = Math.min(length, last.length - lastLength);
    bytes.get(start, last, lastLength, fits);
    lastLength += fits;
    if (fits < length) {
      grow(length - fits);
      bytes.get(start + fits, last, 0, length - fits);
      lastLength = length - fits;
    }
  }

  /** Begins an array with room for {@code least} bytes. */
  private void grow(int least) {
    if (lastLength > 0) {
      full.add(lastLength == last.length ? last : Arrays.copyOf(last, lastLength));
      before += lastLength;
    }
    // As much again as there is: the number of arrays stays small, and at most half is unused.
    long size = Math.clamp(before, FIRST_ARRAY, LARGEST_ARRAY);
    last = new byte[(int) Math.max(least, Math.min(size, limit - before))];
    lastLength = 0;
  }

  /** How many bytes there are. */
  public long byteLength() {
    return before + lastLength;
  }

  /**
   * All bytes, in one array of exactly their number: the collector's own, which changes no more
   * unless something is added.
   */
  public byte[] bytes() {
    endOfTexts();
    return joined();
  }

  private byte[] joined() {
    if (full.size() == 1 && lastLength == 0) {
      // What was expected has come, and room for more was not used.
      last = full.removeFirst();
      lastLength = last.length;
      before = 0;
    }
    if (full.isEmpty() && lastLength == last.length) {
      return last;
    }
    byte[] all = new byte[(int) byteLength()];
    int at = 0;
    for (byte[] array : full) {
      System.arraycopy(array, 0, all, at, array.length);
      at += array.length;
    }
    System.arraycopy(last, 0, all, at, lastLength);
    full.clear();
    before = 0;
    last = all;
    lastLength = all.length;
    return all;
  }

  /**
   * Takes all bytes out, as {@link #bytes}; but half a pair of surrogates that the last text ended
   * with stays for the next one.
   */
  public byte[] take() {
    byte[] all = joined();
    drop();
    return all;
  }

  /** All bytes decoded as UTF-8, without a byte order mark (Encoding, «UTF-8 decode»). */
  public String text() {
    endOfTexts();
    if (full.isEmpty()) {
      // Also where the array is longer than its bytes: they need not be joined to be decoded.
      return Utf8.decodeText(last, 0, lastLength);
    }
    byte[] all = bytes();
    return Utf8.decodeText(all, 0, all.length);
  }

  /** Are all bytes ASCII? Looks at each. */
  public boolean isAscii() {
    endOfTexts();
    for (byte[] array : full) {
      if (!Ascii.isAscii(array, 0, array.length)) {
        return false;
      }
    }
    return Ascii.isAscii(last, 0, lastLength);
  }

  /** Forgets all bytes; the collector can be filled again, unless it has ended or failed. */
  public void clear() {
    drop();
    texts.clear();
  }

  private void drop() {
    full.clear();
    before = 0;
    last = EMPTY;
    lastLength = 0;
  }
}
