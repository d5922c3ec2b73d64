package dev.sluice.bridge.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import org.jspecify.annotations.Nullable;

/**
 * What speaks on a connection when HTTP has left it (RFC 9110 §7.8). On the loop's thread.
 *
 * @see Exchange#upgrade
 */
public interface Successor {
  /** Comes in the place of HTTP's own handler. */
  ChannelHandler handler();

  /**
   * Its handler is there, and the answer to the request has been handed to the channel.
   *
   * @param rest what was read behind the request, its to release, or null
   */
  void begin(@Nullable ByteBuf rest);

  /** A second has passed. */
  void tick();

  /** The server cuts what runs. One that ends gracefully waits for the channel to be closed. */
  void closeNow();
}
