package dev.sluice.bridge.blob;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.codec.Utf8;
import dev.sluice.bridge.stream.Source;
import java.nio.ByteBuffer;

/**
 * What holds the bytes of a Blob (File API §3). A store is immutable and knows nothing of slices:
 * whoever holds it holds (store, offset, length) with it, so that slicing costs nothing on any
 * store and shares all bytes.
 *
 * <p>Of a file a store is only the name: its size and bytes are those found at the time of asking,
 * and no size is remembered over a later change.
 *
 * <p>A length of −1 means «to the end as found then». Ranges that reach beyond the end are cut
 * there. Methods may be called from any thread.
 */
public sealed interface BlobStore permits BytesStore, FileStore, PartsStore, S3Store {
  /** To the end as it is found then. */
  long TO_THE_END = -1;

  /** Are all bytes in memory, so that nothing here blocks or fails? */
  boolean isInMemory();

  /**
   * Is any of it behind a network? Then {@link #size} and {@link #read} may take any time and are
   * refused on the loop's thread: its bytes are had from a {@link #source}.
   */
  default boolean isRemote() {
    return false;
  }

  /**
   * How many bytes there are now; 0 for what is missing or has no size. Blocks for a moment where a
   * file must be looked at.
   *
   * @throws BridgeException if the store cannot be used at all
   */
  long size();

  /** A new source of the range's bytes, lazy as sources are, on {@code loop}'s thread. */
  Source source(long offset, long length, Loop loop);

  /**
   * Reads the range. Blocks unless the store is in memory.
   *
   * @param limit the greatest number of bytes, or −1
   * @return a heap buffer, the caller's own
   * @throws BridgeException if it cannot be read, or ERR_BODY_TOO_LARGE
   */
  ByteBuffer read(long offset, long length, long limit);

  /**
   * Reads and decodes the range as a text in UTF-8, without a byte order mark. As {@link #read}.
   */
  default String readText(long offset, long length, long limit) {
    ByteBuffer bytes = read(offset, length, limit);
    return Utf8.decodeText(
        bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }
}
