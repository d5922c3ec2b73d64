package dev.sluice.bridge.transport;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A listening socket whose port is free as soon as it is closed. */
final class NioTcpChannel extends NioServerSocketChannel {
  NioTcpChannel(ServerSocketChannel socket) {
    super(socket);
  }

  /** See {@link ListeningSocket#drain}. */
  void drain(Consumer<Channel> connections) throws IOException {
    SocketChannel socket;
    while ((socket = javaChannel().accept()) != null) {
      connections.accept(new NioSocketChannel(this, socket));
    }
  }

  /**
   * The JDK keeps the descriptor of a closed channel until the selector that it is registered with
   * looks at it the next time, so that a server could not be replaced by another one in the same
   * task, and clients would still be let in by the system. What is found ready in passing is ready
   * for Netty too, which walks the same set.
   */
  @Override
  protected void doClose() throws Exception {
    @Nullable SelectionKey key = isRegistered() ? registration().attachment() : null;
    super.doClose();
    if (key != null) {
      key.selector().selectNow();
    }
  }
}
