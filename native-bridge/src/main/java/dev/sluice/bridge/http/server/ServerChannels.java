package dev.sluice.bridge.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;

/** What a {@link ServerProtocol} calls when it knows what a connection speaks. */
public final class ServerChannels {
  private final HttpServer server;

  ServerChannels(HttpServer server) {
    this.server = server;
  }

  /** The server's options. */
  public ServerOptions options() {
    return server.options();
  }

  /** Is the server closing in good order? Then a connection is to take no new streams. */
  public boolean isClosing() {
    return server.isClosing();
  }

  /** Adds what speaks HTTP/1.1; bytes follow. May be called before or after registration. */
  public void initializeHttp1(ChannelPipeline pipeline) {
    pipeline.addLast(new Http1Connection(server));
  }

  /**
   * Adds what answers the requests of one HTTP/2 stream, which speaks Netty's HTTP/2 stream frames
   * (HEADERS, DATA, RST_STREAM), as the children of Http2MultiplexHandler do.
   */
  public void initializeHttp2Stream(Channel stream) {
    stream.config().setWriteBufferWaterMark(HttpServer.WATER_MARK);
    stream.pipeline().addLast(new StreamConnection(server));
  }

  /**
   * Tells of an HTTP/2 connection, so that it counts as open, idles and closes with the server:
   * {@link ServerProtocol#closeGracefully} is called for it. Once, when it is known to speak
   * HTTP/2; until then it stands as one of HTTP/1.1.
   */
  public void openedHttp2(Channel connection) {
    server.openedHttp2(connection);
  }
}
