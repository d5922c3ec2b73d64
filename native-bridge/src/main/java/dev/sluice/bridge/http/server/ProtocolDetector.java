package dev.sluice.bridge.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Waits until it is clear which protocol a client speaks, then leaves. Under TLS the handshake's
 * ALPN tells (RFC 7301); in the clear the first bytes do: HTTP/2 begins with a preface that no
 * request of HTTP/1.1 begins with (RFC 9113 §3.4).
 *
 * <p>The handler of HTTP/1.1 stands behind it from the beginning, so that the connection counts,
 * idles and closes with its server while it is silent; HTTP/2's take its place.
 *
 * <p>{@code Upgrade: h2c} is not answered: RFC 9113 has withdrawn it, no browser ever spoke it, and
 * proxies that forward the header open a tunnel behind which requests pass unseen.
 */
final class ProtocolDetector extends ChannelInboundHandlerAdapter {
  private final ServerChannels channels;
  private final boolean secure;

  /** The beginning of a preface, or null. */
  private @Nullable ByteBuf held;

  ProtocolDetector(ServerChannels channels, boolean secure) {
    this.channels = channels;
    this.secure = secure;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        boolean isHttp2 =
            tls != null && ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
        replace(ctx, isHttp2);
      } else {
        ctx.close();
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (secure || !(message instanceof ByteBuf bytes)) {
      // Nothing is decrypted before the handshake is through.
      ReferenceCountUtil.release(message);
      return;
    }
    ByteBuf all =
        held == null ? bytes : ctx.alloc().compositeBuffer().addComponents(true, held, bytes);
    held = null;
    ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
    int compared = Math.min(all.readableBytes(), preface.readableBytes());
    boolean isPreface =
        ByteBufUtil.equals(all, all.readerIndex(), preface, preface.readerIndex(), compared);
    if (isPreface && compared < preface.readableBytes()) {
      held = all;
      return;
    }
    replace(ctx, isPreface);
    ctx.fireChannelRead(all);
  }

  private void replace(ChannelHandlerContext ctx, boolean isHttp2) {
    ChannelPipeline pipeline = ctx.pipeline();
    if (isHttp2) {
      ChannelHandler http1 = pipeline.last();
      Http2Connection.install(ctx.channel(), channels);
      pipeline.remove(http1);
    }
    pipeline.remove(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
