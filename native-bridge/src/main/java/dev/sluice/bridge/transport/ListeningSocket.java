package dev.sluice.bridge.transport;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Consumer;

/**
 * A socket that listens already, and the channel that it is to a loop, which nobody has registered
 * yet. Its address is free as soon as the channel is closed. On the loop's thread, once registered.
 */
public interface ListeningSocket {
  /** What is registered with a loop. Connections come to it as messages, not yet registered. */
  ServerChannel channel();

  /** Where it listens, with the port that the system chose. */
  SocketAddress address();

  /**
   * Accepts what waits to be accepted, for somebody else, since the system would cut it with this
   * socket. While the channel is open.
   *
   * @throws IOException no descriptor is left, or the socket is broken
   */
  void drain(Consumer<Channel> connections) throws IOException;
}
