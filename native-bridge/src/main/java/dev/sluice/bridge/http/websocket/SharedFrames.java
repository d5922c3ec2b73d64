package dev.sluice.bridge.http.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A server's frames that many are to get, each written once. Those of one turn lie behind each
 * other, so that who gets several in a row gets them as one piece of memory. A long one has a
 * buffer of its own, so that who still has to send it keeps no memory of others.
 */
final class SharedFrames {
  private static final int SMALLEST = 512;

  /** No buffer has more bytes, but for those of long frames. */
  private static final int LARGEST = 256 << 10;

  private @Nullable ByteBuf current;

  /** The next buffer's capacity, by what the last turn has written. */
  private int expected = SMALLEST;

  private int written;

  /**
   * Writes a frame.
   *
   * @return the caller's to release
   */
  SharedFrame add(int opcode, boolean isCompressed, byte[] payload, int offset, int length) {
    int size = Outbox.HEAD + length;
    boolean isLong = size > Outbox.GATHERED;
    ByteBuf out = isLong ? ByteBufAllocator.DEFAULT.directBuffer(size) : room(size).retain();
    int start = out.writerIndex();
    Outbox.head(out, opcode, isCompressed, false, length);
    out.writeBytes(payload, offset, length);
    int end = out.writerIndex();
    if (!isLong) {
      written += end - start;
    }
    return new SharedFrame(out, start, end);
  }

  private ByteBuf room(int size) {
    ByteBuf out = current;
    if (out == null || out.writableBytes() < size) {
      drop();
      // It is never made larger, so that what others have of it stays where it is.
      out = ByteBufAllocator.DEFAULT.directBuffer(Math.max(expected, size));
      current = out;
    }
    return out;
  }

  /** The turn ends: what is written belongs to those who are to send it. */
  void endTurn() {
    drop();
    expected = Math.clamp(Integer.highestOneBit(written) << 1, SMALLEST, LARGEST);
    written = 0;
  }

  private void drop() {
    ByteBuf out = current;
    if (out != null) {
      current = null;
      out.release();
    }
  }
}
