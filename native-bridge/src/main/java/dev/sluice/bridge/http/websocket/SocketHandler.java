package dev.sluice.bridge.http.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** What tells a WebSocket of its channel: the one handler of the pipeline, but for TLS. */
final class SocketHandler extends ChannelInboundHandlerAdapter {
  private final WebSocket socket;

  SocketHandler(WebSocket socket) {
    this.socket = socket;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    socket.attach(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      socket.received(bytes);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    socket.writabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    ReferenceCountUtil.release(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    socket.closed();
  }

  @Override
  @SuppressWarnings("deprecation") // only of handlers that are not inbound ones
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // The socket's, mostly of a peer that has gone, and TLS's: the end tells what there is to tell.
    context.close();
  }
}
