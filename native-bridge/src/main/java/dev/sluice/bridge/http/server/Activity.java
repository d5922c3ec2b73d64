package dev.sluice.bridge.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * When something last moved on a channel, in seconds of its server's clock. Nothing is done for
 * each write: once a second it is looked whether what waits for the socket has changed.
 */
final class Activity {
  private final HttpServer server;
  private int last;
  private long handed;
  private long seenHanded;
  private long seenWaiting;

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
}
