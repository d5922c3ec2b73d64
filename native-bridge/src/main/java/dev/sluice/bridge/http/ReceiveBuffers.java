package dev.sluice.bridge.http;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * How large the buffers are that connections read into: small until they bring much. A connection
 * that is silent holds no buffer at all, only the guess.
 */
public final class ReceiveBuffers {
  private static final int LEAST = 512;
  private static final int FIRST = 2048;

  /** A server has many connections, and uploads may come by all of them. */
  private static final int MOST_OF_SERVER = 64 << 10;

  private static final int MOST_OF_CLIENT = 256 << 10;

  private ReceiveBuffers() {}

  /** For one connection of a server. */
  public static RecvByteBufAllocator ofServer() {
    return new AdaptiveRecvByteBufAllocator(LEAST, FIRST, MOST_OF_SERVER);
  }

  /** For one connection of a client. */
  public static RecvByteBufAllocator ofClient() {
    return new AdaptiveRecvByteBufAllocator(LEAST, FIRST, MOST_OF_CLIENT);
  }
}
