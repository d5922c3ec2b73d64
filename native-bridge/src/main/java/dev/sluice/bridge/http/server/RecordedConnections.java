package dev.sluice.bridge.http.server;

import dev.sluice.bridge.flight.Flight;
import dev.sluice.bridge.flight.HttpConnectionEvent;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Tells Flight Recorder of connections. Nothing is kept of those that began while nobody recorded,
 * so a connection is no larger for it.
 */
final class RecordedConnections {
  private static final AttributeKey<HttpConnectionEvent> KEY =
      AttributeKey.valueOf(RecordedConnections.class, "connection");

  private RecordedConnections() {}

  /** A connection was accepted. */
  static void begun(Channel connection) {
    HttpConnectionEvent event = Flight.connection();
    if (event != null) {
      connection.attr(KEY).set(event);
      String remote = String.valueOf(connection.remoteAddress());
      connection.closeFuture().addListener(_ -> closed(connection.eventLoop(), event, remote));
    }
  }

  /**
   * The handlers, and by them the exchange that is cut, are told in the task that Netty posts when
   * it has told the listeners: the event waits for that, and so is posted twice.
   */
  private static void closed(EventLoop loop, HttpConnectionEvent event, String remote) {
    loop.execute(() -> loop.execute(() -> event.over(remote)));
  }

  /**
   * An exchange is over.
   *
   * @param channel the connection, or a stream of it
   */
  static void over(Channel channel, String protocol, long bytesIn, long bytesOut) {
    Channel connection = channel instanceof Http2StreamChannel ? channel.parent() : channel;
    @Nullable HttpConnectionEvent event = connection.attr(KEY).get();
    if (event != null) {
      event.request(protocol, bytesIn, bytesOut);
    }
  }
}
