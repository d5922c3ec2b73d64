package dev.sluice.bridge.http.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A server's frames that many are to get, each written once. Those of one turn lie behind each
 * other, so that who gets several in a row gets them as one piece of memory. A long one has a
 * buffer of its own, so that it does not keep others.
 */
final class SharedFrames {
  private static final int SMALLEST = 512;

  /** A buffer has no more bytes than this, unless a frame has. */
  static final int LARGEST = 256 << 10;

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
    ByteBuf out = room(Outbox.HEAD + length);
    int start = out.writerIndex();
    Outbox.head(out, opcode, isCompressed, false, length);
    out.writeBytes(payload, offset, length);
    written += out.writerIndex() - start;
    return new SharedFrame(out.retain(), start, out.writerIndex());
  }

  private ByteBuf room(int size) {
    ByteBuf out = current;
    boolean isApart = size > Outbox.GATHERED;
    if (out == null || isApart || out.writableBytes() < size) {
      drop();
      // It is never made larger, so that what others have of it stays where it is.
      int capacity = isApart ? size : Math.max(expected, size);
      out = ByteBufAllocator.DEFAULT.directBuffer(capacity);
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
