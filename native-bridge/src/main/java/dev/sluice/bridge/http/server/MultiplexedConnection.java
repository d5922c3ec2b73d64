package dev.sluice.bridge.http.server;

import dev.sluice.bridge.http.server.Connections.Entry;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2, as its server sees it: its streams, and whether it has been idle for
 * long.
 */
final class MultiplexedConnection extends Entry {
  private static final AttributeKey<MultiplexedConnection> KEY =
      AttributeKey.valueOf(MultiplexedConnection.class, "connection");

  private final HttpServer server;
  private final Channel channel;
  private final Connections streams = new Connections();
  private int lastActive;
  private @Nullable LingeringClose lingering;

  private MultiplexedConnection(HttpServer server, Channel channel) {
    this.server = server;
    this.channel = channel;
    this.lastActive = server.now();
  }

  /** The one of a channel; it counts as open from the first call on. */
  static MultiplexedConnection track(HttpServer server, Channel channel) {
    MultiplexedConnection known = channel.attr(KEY).get();
    if (known != null) {
      return known;
    }
    MultiplexedConnection made = new MultiplexedConnection(server, channel);
    channel.attr(KEY).set(made);
    server.opened(made);
    channel
        .closeFuture()
        .addListener(
            _ -> {
              made.streams.forEach(stream -> ((StreamConnection) stream).lost());
              server.closed(made);
            });
    if (server.isClosing()) {
      made.closeGracefully();
    }
    return made;
  }

  void opened(StreamConnection stream) {
    streams.add(stream);
    lastActive = server.now();
  }

  void closed(StreamConnection stream) {
    if (streams.remove(stream)) {
      lastActive = server.now();
    }
  }

  /**
   * Nothing is to come any more, neither from us nor from the client, which may still tell what
   * room it has, and be about to ask for something: it is to hear our last words nevertheless.
   *
   * @param context of what speaks HTTP/2
   */
  static void linger(ChannelHandlerContext context) {
    MultiplexedConnection known = context.channel().attr(KEY).get();
    if (known == null) {
      context.close();
    } else if (known.lingering == null) {
      LingeringClose end = new LingeringClose(context, known.server, new Activity(known.server));
      known.lingering = end;
      end.begin(context.writeAndFlush(Unpooled.EMPTY_BUFFER), true);
    }
  }

  @Override
  void tick() {
    if (lingering != null) {
      lingering.tick();
      return;
    }
    streams.forEach(Entry::tick);
    int limit = server.idleTimeout();
    if (limit > 0 && streams.isEmpty() && server.now() - lastActive >= limit) {
      server.options().protocol().closeGracefully(channel);
    }
  }

  @Override
  void closeGracefully() {
    server.options().protocol().closeGracefully(channel);
  }

  @Override
  void closeNow() {
    streams.forEach(Entry::closeNow);
    channel.close();
  }
}
