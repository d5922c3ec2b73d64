package dev.sluice.bridge.http.websocket;

import io.netty.buffer.ByteBuf;

/**
 * A frame as it goes over the wire to many.
 *
 * @param buffer whose bytes from {@code start} to {@code end} it is; they do not change any more
 */
record SharedFrame(ByteBuf buffer, int start, int end) {
  int length() {
    return end - start;
  }

  /** Does it lie right behind another one? */
  @SuppressWarnings("ReferenceEquality") // the same memory, whatever is in it
  boolean follows(SharedFrame other) {
    return buffer == other.buffer && start == other.end;
  }

  /** It alone, as a buffer that can be extended to what follows it; the caller's to release. */
  ByteBuf view() {
    return buffer.retainedDuplicate().setIndex(start, end);
  }

  void release() {
    buffer.release();
  }
}
