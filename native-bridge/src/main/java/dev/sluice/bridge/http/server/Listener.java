package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
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

  private final ServerChannel channel;
  private final SocketAddress address;
  private final @Nullable Path path;

  private Listener(ServerChannel channel, SocketAddress address, @Nullable Path path) {
    this.channel = channel;
    this.address = address;
    this.path = path;
  }

  /**
   * Binds and listens: clients may connect when this returns.
   *
   * @param acceptor gets the connections
   * @throws BridgeException as {@link HttpServer#listen}
   */
  static Listener open(ServerOptions options, ChannelHandler acceptor, EventLoop netty) {
    Path path = options.unixPath();
    SocketAddress wanted =
        path == null
            ? new InetSocketAddress(options.hostname(), options.port())
            : UnixDomainSocketAddress.of(path);
    if (wanted instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new BridgeException(Code.ENOTFOUND, "getaddrinfo", options.hostname(), null);
    }
    @Nullable ServerSocketChannel socket = null;
    try {
      socket =
          path == null
              ? ServerSocketChannel.open()
              : ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      if (path == null) {
        socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        if (options.reusePort()) {
          socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
      }
      socket.bind(wanted, options.backlog());
      SocketAddress address = socket.getLocalAddress();
      ServerChannel channel =
          path == null ? new TcpListener(socket) : new NioServerDomainSocketChannel(socket);
      socket = null;
      channel
          .config()
          .setRecvByteBufAllocator(
              new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(ACCEPTS_A_TURN));
      channel.pipeline().addLast(acceptor);
      netty.register(channel);
      return new Listener(channel, address, path);
    } catch (IOException e) {
      throw bindError(e, path == null ? wanted.toString() : path.toString());
    } finally {
      close(socket);
    }
  }

  private static void close(@Nullable ServerSocketChannel socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It never listened.
      }
    }
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
    return address;
  }

  /** Accepts what waits to be accepted, for somebody else: with the socket it would be cut. */
  void drain(Consumer<Channel> connections) {
    if (channel instanceof TcpListener tcp) {
      try {
        tcp.drain(connections);
      } catch (IOException e) {
        // No descriptor is left, or the socket is broken: there is no more to be had.
      }
    }
  }

  /** Nobody is let in any more, and a path is free again. */
  void close() {
    channel.close();
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
      throw bindError(e, wanted.toString());
    }
  }
}
