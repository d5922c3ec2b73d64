package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * When something last moved on a channel, and how long nothing may, in seconds of its server's
 * clock. Nothing is done for each write: once a second it is looked whether what waits for the
 * socket has changed.
 */
final class Activity {
  private static final int UNSET = -1;

  private final HttpServer server;
  private int last;
  private long handed;
  private long seenHanded;
  private long seenWaiting;
  private int timeout = UNSET;

  Activity(HttpServer server) {
    this.server = server;
    this.last = server.now();
  }

  /** Something has just come, or a new wait begins. */
  void now() {
    last = server.now();
    seenHanded = handed;
  }

  /** Bytes were handed to the channel. */
  void handed(long bytes) {
    handed += bytes;
  }

  /** For how long nothing has moved, either way. To be asked once a second. */
  int idleSeconds(Channel channel) {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    long waiting =
        pending == null ? 0 : pending.totalPendingWriteBytes() + pending.currentProgress();
    if (waiting != seenWaiting || waiting == 0 && handed != seenHanded) {
      last = server.now();
    }
    seenWaiting = waiting;
    seenHanded = handed;
    return server.now() - last;
  }

  /** Sets another idle timeout than the server's, from now on; 0 for none. */
  void timeout(int seconds) {
    timeout = seconds;
    now();
  }

  /** The server's idle timeout is in force again. */
  void usualTimeout() {
    timeout = UNSET;
  }

  /**
   * After how many seconds without a move the channel is to be closed; 0 for never. A client that
   * takes nothing of what waits for it has the same time, whatever that is: a player that has
   * paused a video reads on after a while.
   *
   * @param isSending does something of a response wait for the client?
   * @param isOwned does a handler own the response's stream? That may be silent
   */
  int limit(boolean isSending, boolean isOwned) {
    if (isSending) {
      return server.options().stallTimeout();
    } else if (isOwned) {
      return 0;
    }
    return timeout == UNSET ? server.idleTimeout() : timeout;
  }

  /** Does anything that was handed to a channel of a socket wait for it? */
  static boolean isSending(Channel channel) {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    return pending != null && !pending.isEmpty();
  }

  /** What the exchange fails with then. */
  static BridgeException timedOut(boolean isOwned) {
    return new BridgeException(Code.ETIMEDOUT, isOwned ? "write" : "read", null, null);
  }
}
