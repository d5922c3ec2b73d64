package dev.sluice.bridge.http.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * What one WebSocket receives: bytes as the connection brings them, read as frames. It holds the
 * part of a frame's head that has no end yet; what has come of a message is the {@link
 * FrameReader}'s.
 */
final class Inbox {
  private final FrameReader reader;
  private @Nullable ByteBuf held;
  private boolean isReading;
  private boolean isClosed;

  Inbox(FrameReader reader) {
    this.reader = reader;
  }

  /** What came with the handshake, to be read by {@link #read()}. */
  void begin(ByteBuf rest) {
    held = rest;
  }

  /**
   * Reads what has come, which is released.
   *
   * @throws Fault if the connection is to fail
   */
  void read(ByteBuf bytes, ByteBufAllocator allocator) throws Fault {
    held =
        held == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, held, bytes);
    read();
  }

  /** Reads what is held; within a reading that goes on, nothing. */
  void read() throws Fault {
    ByteBuf bytes = held;
    if (isReading || bytes == null) {
      return;
    }
    isReading = true;
    try {
      reader.read(bytes);
    } catch (Fault fault) {
      isClosed = true;
      throw fault;
    } finally {
      isReading = false;
      if (!bytes.isReadable() || isClosed) {
        drop();
      }
    }
  }

  /** Nothing will be read any more; amid a reading, its end lets go of the bytes. */
  void close() {
    isClosed = true;
    reader.close();
    drop();
  }

  private void drop() {
    ByteBuf bytes = held;
    if (bytes != null && !isReading) {
      held = null;
      bytes.release();
    }
  }
}
