package dev.sluice.bridge.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * What a connection of HTTP/1.1 has read and not looked at yet, and the heads of requests in it
 * (RFC 9112 §2.2). Bodies are taken out of it by a {@link BodyReader}.
 */
final class Http1Input {
  private static final int UNSET = -1;

  private final HttpServer server;
  private @Nullable ByteBuf held;

  /** How many bytes of an incomplete head need not be looked at again. */
  private int scanned;

  private boolean hasDropped;

  /** Since when a part of a head is here, in the server's seconds. */
  private int headSince = UNSET;

  Http1Input(HttpServer server) {
    this.server = server;
  }

  /** More was read; it is to be released here. */
  void add(ByteBuf bytes, ByteBufAllocator allocator) {
    held =
        held == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, held, bytes);
  }

  /** Null if nothing is held. */
  @Nullable ByteBuf bytes() {
    return held;
  }

  /** The next head, if it is here. */
  @Nullable ParsedHead nextHead() throws Refusal {
    ByteBuf bytes = held;
    if (bytes == null) {
      return null;
    }
    // An empty line before a request is put up with.
    if (scanned == 0 && startsWithEmptyLine(bytes)) {
      bytes.skipBytes(2);
    }
    if (!bytes.isReadable()) {
      headSince = UNSET;
      return null;
    }
    int end = server.parser().findEnd(bytes, scanned);
    if (end <= 0) {
      scanned = -end;
      if (headSince == UNSET) {
        headSince = server.now();
      }
      return null;
    }
    scanned = 0;
    headSince = UNSET;
    return server.parser().parse(bytes, end);
  }

  private static boolean startsWithEmptyLine(ByteBuf bytes) {
    return bytes.readableBytes() >= 2
        && bytes.getByte(bytes.readerIndex()) == '\r'
        && bytes.getByte(bytes.readerIndex() + 1) == '\n';
  }

  /** Is a head here in part? */
  boolean hasPartOfHead() {
    return headSince != UNSET;
  }

  /** For how many seconds that is so. */
  int headSeconds() {
    return server.now() - headSince;
  }

  /** Has anything come that nobody will look at? */
  boolean hasDropped() {
    return hasDropped;
  }

  /** What is held, which is the caller's from now on. */
  @Nullable ByteBuf take() {
    ByteBuf bytes = held;
    held = null;
    return bytes;
  }

  /** Gives back the memory if nothing is left in it. */
  void releaseRead() {
    if (held != null && !held.isReadable()) {
      release();
    }
  }

  void release() {
    if (held != null) {
      hasDropped |= held.isReadable();
      held.release();
      held = null;
    }
  }
}
