package dev.sluice.bridge.http.websocket;

import org.jspecify.annotations.Nullable;

/**
 * A server's message to many: made a frame once, and deflated once, if anybody can take that. To be
 * closed by who has made it, when all have it.
 */
public final class OutboundMessage implements AutoCloseable {
  private final boolean isText;
  private final byte[] bytes;
  private final int offset;
  private final int length;
  private final boolean compress;
  private @Nullable SharedFrame plain;
  private @Nullable SharedFrame deflated;
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

  /** The frame for a socket, this message's to release. */
  SharedFrame frame(WebSockets room, boolean canInflate) {
    if (canInflate && compress && length > 0 && !isIncompressible) {
      SharedFrame known = deflated;
      if (known == null) {
        byte[] shorter = room.deflation().deflate(bytes, offset, length);
        if (shorter == null) {
          isIncompressible = true;
          return plain(room);
        }
        known = room.share(opcode(), true, shorter, 0, shorter.length);
        deflated = known;
      }
      return known;
    }
    return plain(room);
  }

  private SharedFrame plain(WebSockets room) {
    SharedFrame known = plain;
    if (known == null) {
      known = room.share(opcode(), false, bytes, offset, length);
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
}
