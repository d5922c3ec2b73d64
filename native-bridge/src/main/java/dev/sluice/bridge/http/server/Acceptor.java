package dev.sluice.bridge.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Takes connections that were accepted. If none can be, because the process has no descriptor left,
 * it waits, since the system would go on telling of the same connection; it looks each second
 * whether there are {@link ReservedDescriptors} again, and some for connections, too.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
  /** At the limit, where clients come and go, failures come again and again: they are one row. */
  private static final long ROW_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final HttpServer server;
  private final ReservedDescriptors reserve = new ReservedDescriptors();
  private boolean hasFailed;
  private long failedAt;

  Acceptor(HttpServer server) {
    this.server = server;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    // If there are not even these, the first failure to accept will tell.
    reserve.hold();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    reserve.release();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    server.accepted((Channel) message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    reserve.release();
    Channel listener = context.channel();
    if (listener.isOpen() && listener.config().isAutoRead()) {
      listener.config().setAutoRead(false);
      goOnLater(context);
    }
    long now = System.nanoTime();
    boolean isTold = hasFailed && now - failedAt < ROW_NANOS;
    hasFailed = true;
    failedAt = now;
    if (!isTold) {
      server.options().onAcceptError().accept(cause);
    }
  }

  private void goOnLater(ChannelHandlerContext context) {
    context.executor().schedule(() -> goOn(context), 1, TimeUnit.SECONDS);
  }

  private void goOn(ChannelHandlerContext context) {
    Channel listener = context.channel();
    if (!listener.isOpen() || context.isRemoved()) {
      return;
    }
    if (reserve.hold()) {
      listener.config().setAutoRead(true);
    } else {
      goOnLater(context);
    }
  }
}
