package dev.sluice.bridge.http.server;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/** How large the buffers are that connections read into. */
final class ReceiveBuffers {
  private static final int LEAST = 512;
  private static final int FIRST = 2048;
  private static final int MOST = 64 << 10;

  private ReceiveBuffers() {}

  /**
   * One for each connection: small until it brings much. A connection that is silent holds no
   * buffer at all, only the guess.
   */
  static RecvByteBufAllocator allocator() {
    return new AdaptiveRecvByteBufAllocator(LEAST, FIRST, MOST);
  }
}
