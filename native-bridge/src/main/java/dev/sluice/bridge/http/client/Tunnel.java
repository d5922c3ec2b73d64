package dev.sluice.bridge.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a proxy for a tunnel to the server (RFC 9110 §9.3.6). Once it stands, the channel is as if
 * it were the server's own.
 */
final class Tunnel extends ChannelInboundHandlerAdapter {
  private static final String DECODER = "tunnel-decoder";

  private final Consumer<@Nullable BridgeException> whenDone;
  private boolean isOver;

  private Tunnel(Consumer<@Nullable BridgeException> whenDone) {
    this.whenDone = whenDone;
  }

  /**
   * Opens a tunnel.
   *
   * @param authority host and port of the server
   * @param whenDone called once, with null if the tunnel stands; the caller closes the channel
   *     otherwise
   */
  static void open(
      Channel channel,
      String authority,
      Proxy proxy,
      Consumer<@Nullable BridgeException> whenDone) {
    ResponseDecoder decoder = new ResponseDecoder();
    decoder.expect(HttpMethod.CONNECT);
    channel.pipeline().addLast(DECODER, decoder).addLast(new Tunnel(whenDone));
    StringBuilder head = new StringBuilder();
    head.append("CONNECT ").append(authority).append(" HTTP/1.1\r\nHost: ").append(authority);
    if (proxy.authorization() != null) {
      head.append("\r\nProxy-Authorization: ").append(proxy.authorization());
    }
    for (int i = 0; i < proxy.fields().size(); i += 2) {
      String name = proxy.fields().get(i);
      head.append("\r\n").append(name).append(": ");
      head.append(RequestHead.checked(name, proxy.fields().get(i + 1)));
    }
    head.append("\r\n\r\n");
    channel.writeAndFlush(
        ByteBufUtil.encodeString(channel.alloc(), java.nio.CharBuffer.wrap(head), ISO_8859_1));
    channel.read();
  }

  private void finish(ChannelHandlerContext ctx, @Nullable BridgeException error) {
    if (!isOver) {
      isOver = true;
      if (error == null) {
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.remove(this);
        pipeline.remove(DECODER);
      }
      whenDone.accept(error);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (!(message instanceof HttpResponse response)) {
        return;
      }
      int status = response.status().code();
      if (response.decoderResult().isFailure()) {
        finish(ctx, NetworkErrors.badResponse(response.decoderResult().cause()));
      } else if (status / 100 == 2) {
        finish(ctx, null);
      } else if (status / 100 != 1) {
        finish(
            ctx,
            BridgeException.plain(
                "ERR_PROXY_TUNNEL",
                "the proxy answered " + status + " when it was asked for a tunnel"));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!isOver) {
      ctx.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    finish(ctx, new BridgeException(Code.ECONNRESET, "read", null, null));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    finish(ctx, NetworkErrors.of(cause, "read", null));
  }
}
