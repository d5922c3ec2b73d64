package dev.sluice.bridge.compress;

import java.nio.ByteBuffer;

/** Copies between buffers of different sizes. */
final class Pieces {
  private Pieces() {}

  /**
   * Moves as many bytes as there are and as there is room for; both positions advance.
   *
   * @return how many
   */
  static int move(ByteBuffer from, ByteBuffer to) {
    int count = Math.min(from.remaining(), to.remaining());
    to.put(to.position(), from, from.position(), count);
    from.position(from.position() + count);
    to.position(to.position() + count);
    return count;
  }
}
