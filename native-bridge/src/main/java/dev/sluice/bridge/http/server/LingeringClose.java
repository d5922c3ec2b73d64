package dev.sluice.bridge.http.server;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;

/**
 * The end of a connection whose last answer is on its way. When it has been sent our side is
 * closed; what the client still sends is dropped until it closes as well, since closing with bytes
 * unread would take away the answer from it (RFC 9112 §9.6).
 *
 * <p>A client that takes the answer slowly has the time that an idle connection has, and then
 * {@value #SECONDS} seconds to close.
 */
final class LingeringClose {
  private static final int SECONDS = 5;
  private static final int UNSET = -1;

  private final ChannelHandlerContext context;
  private final HttpServer server;
  private final Activity activity;

  /** Since when our side is closed. */
  private int since = UNSET;

  LingeringClose(ChannelHandlerContext context, HttpServer server, Activity activity) {
    this.context = context;
    this.server = server;
    this.activity = activity;
  }

  /**
   * To be called once.
   *
   * @param last the answer's
   * @param mayComeMore does the client still send? Else there is nothing to wait for
   */
  void begin(ChannelFuture last, boolean mayComeMore, boolean isEncrypted) {
    last.addListener(
        done -> {
          since = server.now();
          if (mayComeMore
              && done.isSuccess()
              && context.channel() instanceof DuplexChannel duplex
              && !isEncrypted) {
            duplex.shutdownOutput();
          } else {
            context.close();
          }
        });
  }

  void tick() {
    if (since == UNSET ? isStuck() : server.now() - since >= SECONDS) {
      context.close();
    }
  }

  /** Does the client take nothing of the last answer? As long as it does, it may be slow. */
  private boolean isStuck() {
    int idle = activity.idleSeconds(context.channel());
    int limit = server.idleTimeout() > 0 ? server.idleTimeout() : server.options().stallTimeout();
    return limit > 0 && idle >= limit;
  }
}
