package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.transport.ListeningSocket;
import dev.sluice.bridge.transport.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The socket that a server listens on, of TCP or of a path. On the loop's thread. */
final class Listener {
  private static final int ACCEPTS_A_TURN = 64;

  private final ListeningSocket socket;
  private final @Nullable Path path;

  private Listener(ListeningSocket socket, @Nullable Path path) {
    this.socket = socket;
    this.path = path;
  }

  /**
   * Binds and listens: clients may connect when this returns.
   *
   * @param acceptor gets the connections
   * @throws BridgeException as {@link HttpServer#listen}
   */
  static Listener open(ServerOptions options, ChannelHandler acceptor, EventLoop netty) {
    Transport transport = Transport.of(netty);
    Path path = options.unixPath();
    if (path != null) {
      return open(
          path.toString(),
          () -> new Listener(transport.listen(path, options.backlog()), path),
          acceptor,
          netty);
    }
    InetSocketAddress wanted = new InetSocketAddress(options.hostname(), options.port());
    if (wanted.isUnresolved()) {
      throw new BridgeException(Code.ENOTFOUND, "getaddrinfo", options.hostname(), null);
    }
    return open(
        name(wanted),
        () -> new Listener(transport.listen(wanted, options.backlog(), options.reusePort()), null),
        acceptor,
        netty);
  }

  private interface Opening {
    Listener open() throws IOException;
  }

  private static Listener open(
      String where, Opening opening, ChannelHandler acceptor, EventLoop netty) {
    try {
      Listener opened = opening.open();
      opened.register(acceptor, netty);
      return opened;
    } catch (IOException e) {
      throw bindError(e, where);
    }
  }

  private void register(ChannelHandler acceptor, EventLoop netty) throws IOException {
    ServerChannel channel = socket.channel();
    channel
        .config()
        .setRecvByteBufAllocator(
            new ServerChannelRecvByteBufAllocator()
                // Netty's epoll tells whether more wait by comparing bytes, of which there are
                // none, and would accept one connection a turn.
                .respectMaybeMoreData(false)
                .maxMessagesPerRead(ACCEPTS_A_TURN));
    channel.pipeline().addLast(acceptor);
    // Settled at once, on the loop's thread.
    Throwable error = netty.register(channel).cause();
    if (error != null) {
      close();
      throw error instanceof IOException cause ? cause : new IOException(error.getMessage(), error);
    }
  }

  /** As people write it, without what toString() puts before an address. */
  private static String name(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + address.getPort();
  }

  /** The JDK tells these apart by the system's text alone. */
  private static BridgeException bindError(IOException e, String where) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (e instanceof BindException || e instanceof SocketException) {
      if (text.contains("in use")) {
        return new BridgeException(Code.EADDRINUSE, "listen", where, e);
      } else if (text.contains("cannot assign") || text.contains("not available")) {
        return new BridgeException(Code.EADDRNOTAVAIL, "listen", where, e);
      } else if (text.contains("path too long")) {
        return new BridgeException(Code.ENAMETOOLONG, "listen", where, e);
      }
    }
    return BridgeException.of(e, "listen", where);
  }

  /** With the port that the system chose. */
  SocketAddress address() {
    return socket.address();
  }

  /** Accepts what waits to be accepted, for somebody else: with the socket it would be cut. */
  void drain(Consumer<Channel> connections) {
    try {
      socket.drain(connections);
    } catch (IOException e) {
      // No descriptor is left, or the socket is broken: there is no more to be had.
    }
  }

  /**
   * Leaves its loop. Nobody is accepted, and all who come wait, until it {@linkplain #goOn goes on}
   * with another one.
   *
   * @param left called on this loop's thread
   */
  void leave(Runnable left) {
    ServerChannel channel = socket.channel();
    channel.config().setAutoRead(false);
    channel.pipeline().removeLast();
    channel.deregister().addListener(_ -> left.run());
  }

  /** On the thread of the loop that it is to be on. */
  void goOn(ChannelHandler acceptor, EventLoop netty) {
    ServerChannel channel = socket.channel();
    netty
        .register(channel)
        .addListener(
            done -> {
              if (done.isSuccess()) {
                channel.pipeline().addLast(acceptor);
                channel.config().setAutoRead(true);
              } else {
                channel.unsafe().closeForcibly();
              }
            });
  }

  /** No loop is left for it: what waits goes to somebody else, and it closes. Any thread. */
  void abandon(Consumer<Channel> connections) {
    drain(connections);
    socket.channel().unsafe().closeForcibly();
  }

  /** Nobody is let in any more, and a path is free again. */
  void close() {
    socket.channel().close();
    if (path != null) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // Whoever listens there next will be told.
      }
    }
  }

  /** See {@link HttpServer#spreadsConnections}. */
  static boolean spreadsConnections() {
    return Spread.IS_SUPPORTED;
  }

  private static final class Spread {
    static final boolean IS_SUPPORTED = find();

    private static boolean find() {
      try (ServerSocketChannel probe = ServerSocketChannel.open()) {
        return System.getProperty("os.name", "").startsWith("Linux")
            && probe.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
      } catch (IOException e) {
        return false;
      }
    }
  }

  /** See {@link HttpServer#requireFree}. */
  static void requireFree(String hostname, int port) {
    InetSocketAddress wanted = new InetSocketAddress(hostname, port);
    if (port == 0 || wanted.isUnresolved()) {
      return;
    }
    // Bound, but not listening: no client can meet it.
    try (SocketChannel probe = SocketChannel.open()) {
      probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      probe.bind(wanted);
    } catch (IOException e) {
      throw bindError(e, name(wanted));
    }
  }
}
