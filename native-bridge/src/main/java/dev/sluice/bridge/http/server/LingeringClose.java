package dev.sluice.bridge.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * The end of a connection whose last answer is on its way. When it has been sent our side is
 * closed, under TLS with a close_notify before; what the client still sends is dropped until it
 * closes as well, since closing with bytes unread would take away the answer from it (RFC 9112
 * §9.6).
 *
 * <p>A client that takes the answer slowly has the time for it, and then {@value #SECONDS} seconds
 * to close. {@value #MAX_DROPPED} bytes are dropped and no more, which is as much as is taken of a
 * body by default.
 */
final class LingeringClose {
  private static final int SECONDS = 5;
  private static final long MAX_DROPPED = 128L << 20;
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
  void begin(ChannelFuture last, boolean mayComeMore) {
    boolean isHalfClosable = mayComeMore && context.channel() instanceof DuplexChannel;
    if (isHalfClosable) {
      // In front of TLS: it is not worth being decrypted.
      context.pipeline().addFirst(new Dropping(server));
    }
    last.addListener(
        done -> {
          since = server.now();
          if (isHalfClosable && done.isSuccess()) {
            endOutput((DuplexChannel) context.channel());
          } else {
            context.close();
          }
        });
  }

  private void endOutput(DuplexChannel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      channel.shutdownOutput();
    } else {
      tls.closeOutbound().addListener(_ -> channel.shutdownOutput());
    }
  }

  void tick() {
    if (since == UNSET ? isStuck() : server.now() - since >= SECONDS) {
      context.close();
    }
  }

  /** Does the client take nothing of the last answer? As long as it does, it may be slow. */
  private boolean isStuck() {
    int idle = activity.idleSeconds(context.channel());
    int limit = server.options().stallTimeout();
    return limit > 0 && idle >= limit;
  }

  private static final class Dropping extends ChannelInboundHandlerAdapter {
    private final HttpServer server;
    private long left = MAX_DROPPED;

    Dropping(HttpServer server) {
      this.server = server;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      int count = bytes.readableBytes();
      bytes.release();
      server.stats().received(count);
      left -= count;
      if (left < 0) {
        ctx.close();
      }
    }
  }
}
