package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;

/**
 * What both carriers of exchanges are: the last handler of a pipeline, and an entry of those that
 * are looked at once a second.
 */
abstract sealed class ExchangeHandler extends Connections.Entry
    implements ChannelInboundHandler, Carrier permits Http1Reception, StreamConnection {
  final HttpServer server;
  final Activity activity;

  @SuppressWarnings("NullAway.Init") // set before anything else is called
  ChannelHandlerContext context;

  ExchangeHandler(HttpServer server) {
    this.server = server;
    this.activity = new Activity(server);
  }

  /** The channel has gone, or another handler has taken this one's place. May be repeated. */
  abstract void closed(BridgeException reason);

  // Netty's calls.

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    closed(new BridgeException(Code.ECONNRESET, "read", null, null));
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ignored) {}

  @Override
  public void channelUnregistered(ChannelHandlerContext ignored) {}

  @Override
  public void channelActive(ChannelHandlerContext ignored) {}

  @Override
  public void channelInactive(ChannelHandlerContext ignored) {
    closed(new BridgeException(Code.ECONNRESET, "read", null, null));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ignored) {}

  // The carrier's.

  @Override
  public final ChannelHandlerContext context() {
    return context;
  }

  @Override
  public final HttpServer server() {
    return server;
  }

  @Override
  public final void timeout(int seconds) {
    activity.timeout(seconds);
  }

  @Override
  public final void handed(long bytes) {
    activity.handed(bytes);
  }
}
