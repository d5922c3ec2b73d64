package dev.sluice.bridge.http.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A server's message to many: made a frame once, and deflated once, if anybody can take that. To be
 * closed by who has made it, when all have it.
 */
public final class OutboundMessage implements AutoCloseable {
  private static final int LONGEST_HEAD = 10;

  private final boolean isText;
  private final byte[] bytes;
  private final int offset;
  private final int length;
  private final boolean compress;
  private @Nullable Encoded plain;
  private @Nullable Encoded deflated;
  private boolean isIncompressible;

  /**
   * @param bytes of a text in UTF-8; not changed, and not looked at after {@link #close}
   * @param compress deflate it for those who can inflate it
   */
  public OutboundMessage(boolean isText, byte[] bytes, int offset, int length, boolean compress) {
    this.isText = isText;
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    this.compress = compress;
  }

  /** The length of its payload in bytes. */
  public int length() {
    return length;
  }

  /** The frame for a socket. */
  Encoded frame(WebSockets room, boolean canInflate) {
    if (canInflate && compress && length > 0 && !isIncompressible) {
      Encoded known = deflated;
      if (known == null) {
        byte[] shorter = room.deflation().deflate(bytes, offset, length);
        if (shorter == null) {
          isIncompressible = true;
          return plain();
        }
        known = new Encoded(opcode(), true, shorter, 0, shorter.length);
        deflated = known;
      }
      return known;
    }
    return plain();
  }

  private Encoded plain() {
    Encoded known = plain;
    if (known == null) {
      known = new Encoded(opcode(), false, bytes, offset, length);
      plain = known;
    }
    return known;
  }

  private int opcode() {
    return isText ? Opcode.TEXT : Opcode.BINARY;
  }

  @Override
  public void close() {
    if (plain != null) {
      plain.release();
    }
    if (deflated != null) {
      deflated.release();
    }
  }

  /** A frame as it goes over the wire. */
  static final class Encoded {
    private final byte[] bytes;
    private @Nullable ByteBuf shared;

    private Encoded(int opcode, boolean isCompressed, byte[] payload, int offset, int length) {
      ByteBuf out = Unpooled.buffer(LONGEST_HEAD);
      Outbox.head(out, opcode, isCompressed, false, length);
      int head = out.writerIndex();
      bytes = new byte[head + length];
      out.readBytes(bytes, 0, head);
      System.arraycopy(payload, offset, bytes, head, length);
    }

    int length() {
      return bytes.length;
    }

    byte[] bytes() {
      return bytes;
    }

    /** One buffer for all sockets, once more retained: the caller's to release. */
    ByteBuf shared(ByteBufAllocator allocator) {
      ByteBuf known = shared;
      if (known == null) {
        known = allocator.ioBuffer(bytes.length).writeBytes(bytes);
        shared = known;
      }
      return known.retainedDuplicate();
    }

    private void release() {
      if (shared != null) {
        shared.release();
      }
    }
  }
}
