package dev.sluice.bridge.http.server;

import io.netty.channel.Channel;

/**
 * What stands at the head of an accepted connection's pipeline: nothing, TLS, a choice between
 * HTTP/1.1 and HTTP/2. It finds out which it is and then calls the {@link ServerChannels}.
 */
public interface ServerProtocol {
  /** HTTP/1.1 and nothing else. */
  ServerProtocol HTTP1 =
      new ServerProtocol() {
        @Override
        public void initialize(Channel channel, ServerChannels channels) {
          channels.initializeHttp1(channel.pipeline());
        }

        @Override
        public boolean isSecure() {
          return false;
        }
      };

  /** Adds the first handlers to a connection that was just accepted and is not registered yet. */
  void initialize(Channel channel, ServerChannels channels);

  /** Is it encrypted? */
  boolean isSecure();

  /**
   * Is the server, as this connection was made, the right one for a request of this host? If not it
   * is answered with 421 (RFC 9110 §15.5.20).
   *
   * @param authority a host and perhaps a port; empty if the request has none
   */
  default boolean answersFor(Channel connection, String authority) {
    return true;
  }

  /**
   * The server is closing in good order: a connection that knows how to says so to its client, as
   * HTTP/2 does by GOAWAY, and closes when its streams have ended. Called for connections other
   * than HTTP/1.1's, which do so themselves.
   */
  default void closeGracefully(Channel connection) {
    connection.close();
  }
}
