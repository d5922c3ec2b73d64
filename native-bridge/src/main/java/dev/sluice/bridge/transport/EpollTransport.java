package dev.sluice.bridge.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.netty.util.internal.NativeLibraryLoader;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Netty's native transport of Linux: fewer and shorter ways from a channel to the system than
 * NIO's, and so less CPU for a request and less memory for a connection (docs/decisions.md).
 *
 * <p>Sockets are bound before they are made a channel, as NIO's are, so that a server has its port,
 * or its error, when the call returns. Netty's {@code LinuxSocket} does that, which it calls
 * internal but exports.
 */
final class EpollTransport extends Transport {
  static final EpollTransport INSTANCE = new EpollTransport();

  /** What {@code sockaddr_un} has room for, with the zero at its end. */
  private static final int LONGEST_PATH = 107;

  private EpollTransport() {}

  /** Is there an epoll, and a library for it that can be loaded? Loads it. */
  static boolean isAvailable() {
    return isKnown() && Epoll.isAvailable();
  }

  /** Is it Linux, on a processor that Netty has a library for? Anywhere else it is not tried. */
  private static boolean isKnown() {
    String processor = System.getProperty("os.arch", "");
    return System.getProperty("os.name", "").equals("Linux")
        && (processor.equals("amd64") || processor.equals("aarch64"));
  }

  /** May Netty load a library without the JDK's writing a warning to stderr? */
  static boolean isQuiet() {
    return NativeLibraryLoader.class.getModule().isNativeAccessEnabled()
        && Epoll.class.getModule().isNativeAccessEnabled()
        && Socket.class.getModule().isNativeAccessEnabled();
  }

  static @Nullable Throwable whyNot() {
    return isKnown() ? Epoll.unavailabilityCause() : null;
  }

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  IoHandler open(ThreadAwareExecutor executor) {
    return new QuietEpoll(EpollIoHandler.newFactory().newHandler(executor));
  }

  @Override
  Class<? extends IoHandle> handleType() {
    return EpollIoHandle.class;
  }

  @Override
  public Channel socket() {
    return new EpollSocketChannel();
  }

  @Override
  public Channel unixSocket() {
    return new EpollDomainSocketChannel();
  }

  @Override
  public SocketAddress unixAddress(Path path) {
    String text = path.toString();
    // Netty would connect to what the path begins with.
    if (isTooLong(text)) {
      throw new IllegalArgumentException("Unix domain path too long");
    }
    return new DomainSocketAddress(text);
  }

  private static boolean isTooLong(String path) {
    return path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH;
  }

  @Override
  public ListeningSocket listen(InetSocketAddress address, int backlog, boolean reusePort)
      throws IOException {
    LinuxSocket socket = opened(false);
    try {
      socket.setReuseAddress(true);
      if (reusePort) {
        socket.setReusePort(true);
      }
      socket.bind(address);
      socket.listen(backlog);
      InetSocketAddress bound = socket.localAddress();
      return new Listening(new EpollServerSocketChannel(socket.intValue()), bound);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public ListeningSocket listen(Path path, int backlog) throws IOException {
    String text = path.toString();
    if (isTooLong(text)) {
      throw new SocketException("Unix domain path too long");
    }
    // Netty removes what is there before it binds, also the socket of a server that runs.
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new BindException("Address already in use");
    }
    LinuxSocket socket = opened(true);
    try {
      socket.bind(new DomainSocketAddress(text));
      socket.listen(backlog);
      return new Listening(
          new EpollServerDomainSocketChannel(socket.intValue(), true),
          UnixDomainSocketAddress.of(path));
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static LinuxSocket opened(boolean isUnix) throws IOException {
    try {
      return isUnix ? LinuxSocket.newSocketDomain() : LinuxSocket.newSocketStream();
    } catch (ChannelException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }

  private record Listening(ServerChannel channel, SocketAddress address)
      implements ListeningSocket {
    /** Room for an address of IPv6 with its scope and port, and the length of it. */
    private static final int ACCEPTED = 26;

    @Override
    public void drain(Consumer<Channel> connections) throws IOException {
      Socket socket = (Socket) ((UnixChannel) channel).fd();
      byte[] address = new byte[ACCEPTED];
      boolean isUnix = channel instanceof EpollServerDomainSocketChannel;
      for (int fd = socket.accept(address); fd >= 0; fd = socket.accept(address)) {
        Channel connection = isUnix ? new EpollDomainSocketChannel(fd) : new EpollSocketChannel(fd);
        if (connection.isActive()) {
          connections.accept(connection);
        } else {
          // The client has reset it while it waited.
          connection.unsafe().closeForcibly();
        }
      }
    }
  }
}
