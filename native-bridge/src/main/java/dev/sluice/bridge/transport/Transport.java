package dev.sluice.bridge.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to wait for sockets and to call the system for them, with the channels that go with it. A
 * channel fits only loops of its own transport.
 *
 * <p>The process chooses once, when the first socket is opened: epoll on Linux, x86-64 and AArch64,
 * if its library can be loaded without a warning of the JDK's, else NIO. The system property {@code
 * sluice.transport} says otherwise: {@code nio}, or {@code epoll}, with which it is an error that
 * the library cannot be loaded.
 */
public abstract sealed class Transport permits EpollTransport, NioTransport {
  /** The system property that decides: {@code auto}, {@code epoll}, {@code nio}. */
  static final String PROPERTY = "sluice.transport";

  private static volatile @Nullable Transport chosen;

  /** Makes what an event loop is run by. Nothing is loaded and opened before its first socket. */
  public static IoHandlerFactory handlers() {
    return executor -> new LazyIoHandler(executor, Transport::chosen);
  }

  /** The transports that can be used here, the better one first. */
  public static List<Transport> available() {
    return EpollTransport.isAvailable()
        ? List.of(EpollTransport.INSTANCE, NioTransport.INSTANCE)
        : List.of(NioTransport.INSTANCE);
  }

  /**
   * The one of an event loop.
   *
   * @throws IllegalStateException if the loop is for no sockets, or the property asks for what is
   *     not to be had
   */
  public static Transport of(EventLoop loop) {
    if (loop instanceof IoEventLoop io) {
      // In this order, since asking for the first loads nothing of the second.
      for (Transport one : List.of(EpollTransport.INSTANCE, NioTransport.INSTANCE)) {
        if (io.isCompatible(one.handleType())) {
          return one;
        }
      }
    }
    throw new IllegalStateException("a loop for no sockets: " + loop);
  }

  /** The one of this process. It does not change. */
  static Transport chosen() {
    Transport made = chosen;
    if (made == null) {
      made = choose(System.getProperty(PROPERTY, "auto"));
      chosen = made;
    }
    return made;
  }

  /** What a value of the property means here. */
  static Transport choose(String wanted) {
    return switch (wanted) {
      case "auto" -> EpollTransport.isQuiet() ? available().getFirst() : NioTransport.INSTANCE;
      case "epoll" -> {
        if (!EpollTransport.isAvailable()) {
          throw new IllegalStateException(
              PROPERTY + " is epoll, which cannot be used here", EpollTransport.whyNot());
        }
        yield EpollTransport.INSTANCE;
      }
      case "nio" -> NioTransport.INSTANCE;
      default ->
          throw new IllegalStateException(
              PROPERTY + " must be auto, epoll or nio, and is '" + wanted + "'");
    };
  }

  /** As the property names it. */
  public abstract String name();

  /** For loops that are to have this transport, whatever the process has chosen. */
  public final IoHandlerFactory ownHandlers() {
    return executor -> new LazyIoHandler(executor, () -> this);
  }

  /** Opens what waits for sockets. On the loop's thread. */
  abstract IoHandler open(ThreadAwareExecutor executor);

  /** What its channels are to a loop. */
  abstract Class<? extends IoHandle> handleType();

  /** A channel of TCP that is not connected yet. */
  public abstract Channel socket();

  /** A channel of a unix domain socket that is not connected yet. */
  public abstract Channel unixSocket();

  /**
   * What a channel of {@link #unixSocket} is connected to.
   *
   * @throws IllegalArgumentException if the system knows no path as long
   */
  public abstract SocketAddress unixAddress(Path path);

  /**
   * Listens on a port. Any thread.
   *
   * @param address resolved; port 0 is one of the system's choice
   * @param reusePort others may listen on it besides, and the system spreads connections
   * @throws IOException the address is taken, not one of this machine's, not allowed
   */
  public abstract ListeningSocket listen(InetSocketAddress address, int backlog, boolean reusePort)
      throws IOException;

  /**
   * Listens on a path, which must not exist. Whoever closes the channel removes it, unless the
   * channel does. Any thread.
   *
   * @throws IOException there is something at that path, it is too long, or not allowed
   */
  public abstract ListeningSocket listen(Path path, int backlog) throws IOException;

  /** An address of a channel, as the JDK has it. */
  public static @Nullable SocketAddress standard(@Nullable SocketAddress address) {
    return address instanceof DomainSocketAddress unix
        ? UnixDomainSocketAddress.of(unix.path())
        : address;
  }

  /**
   * Has the system hold back packets that are not full, or lets them go again: what is written
   * piece by piece leaves as if it had been one. Nothing happens where the transport or the kind of
   * socket knows no such thing.
   */
  public static void cork(Channel channel, boolean isCorked) {
    if (channel instanceof EpollSocketChannel socket && socket.isOpen()) {
      socket.config().setTcpCork(isCorked);
    }
  }

  @Override
  public final String toString() {
    return name();
  }
}
