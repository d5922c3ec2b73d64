package dev.sluice.bridge.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Takes connections that were accepted. If none can be, because the process has no descriptor left,
 * it waits a second before it tries again, since the system would go on telling of the same
 * connection.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
  private final HttpServer server;
  private boolean isFailing;

  Acceptor(HttpServer server) {
    this.server = server;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    isFailing = false;
    server.accepted((Channel) message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!isFailing) {
      isFailing = true;
      server.options().onAcceptError().accept(cause);
    }
    Channel listener = context.channel();
    if (listener.isOpen() && listener.config().isAutoRead()) {
      listener.config().setAutoRead(false);
      context
          .executor()
          .schedule(
              () -> {
                if (listener.isOpen()) {
                  listener.config().setAutoRead(true);
                }
              },
              1,
              TimeUnit.SECONDS);
    }
  }
}
