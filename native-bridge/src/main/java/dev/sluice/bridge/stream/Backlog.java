package dev.sluice.bridge.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a sink has taken and not passed on, when a feeder goes on although it was told to
 * wait: pieces, in order. They take hardly more memory than there are bytes, which counts, since
 * such feeders leave megabytes here: large pieces that stay as they are are kept, others are put
 * together, in blocks that grow with what waits already.
 *
 * <p>For one thread.
 */
public final class Backlog {
  private static final int LEAST_BLOCK = 512;
  private static final int MOST_BLOCK = 64 << 10;

  /** From this size on a piece is worth an entry of its own. */
  private static final int LARGE = 4096;

  private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();

  /** The last of the pieces, if it is a block of ours: behind its limit there may be room. */
  private @Nullable ByteBuffer block;

  private long size;

  /** How many bytes wait. */
  public long size() {
    return size;
  }

  /**
   * Puts bytes behind those that wait, and takes them out of {@code more}.
   *
   * @param isOwned will nobody change them any more?
   */
  public void add(ByteBuffer more, boolean isOwned) {
    size += more.remaining();
    fillBlock(more);
    int count = more.remaining();
    if (isOwned && count >= LARGE) {
      pieces.add(more.slice());
      more.position(more.limit());
      block = null;
    } else if (count > 0) {
      int room = Math.clamp(size, LEAST_BLOCK, MOST_BLOCK);
      ByteBuffer made = ByteBuffer.allocate(Math.max(room, count)).limit(0);
      pieces.add(made);
      block = made;
      fillBlock(more);
    }
  }

  private void fillBlock(ByteBuffer more) {
    ByteBuffer last = block;
    if (last != null) {
      int end = last.limit();
      int count = Math.min(last.capacity() - end, more.remaining());
      last.limit(end + count).put(end, more, more.position(), count);
      more.position(more.position() + count);
    }
  }

  /** Takes the first piece away, which nobody changes any more; null if nothing waits. */
  public @Nullable ByteBuffer poll() {
    ByteBuffer first = pieces.poll();
    if (first != null) {
      size -= first.remaining();
      if (pieces.isEmpty()) {
        block = null;
      }
    }
    return first;
  }

  /** Forgets all. */
  public void clear() {
    pieces.clear();
    block = null;
    size = 0;
  }
}
