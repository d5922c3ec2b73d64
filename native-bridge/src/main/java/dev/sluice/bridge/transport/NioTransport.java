package dev.sluice.bridge.transport;

import io.netty.channel.Channel;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The JDK's own, which is to be had everywhere. */
final class NioTransport extends Transport {
  static final NioTransport INSTANCE = new NioTransport();

  private NioTransport() {}

  @Override
  public String name() {
    return "nio";
  }

  @Override
  IoHandler open(ThreadAwareExecutor executor) {
    return NioIoHandler.newFactory().newHandler(executor);
  }

  @Override
  Class<? extends IoHandle> handleType() {
    return NioIoHandle.class;
  }

  @Override
  public Channel socket() {
    return new NioSocketChannel();
  }

  @Override
  public Channel unixSocket() {
    return new NioDomainSocketChannel();
  }

  @Override
  public SocketAddress unixAddress(Path path) {
    return UnixDomainSocketAddress.of(path);
  }

  @Override
  public ListeningSocket listen(InetSocketAddress address, int backlog, boolean reusePort)
      throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (reusePort) {
        socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      socket.bind(address, backlog);
      NioTcpChannel channel = new NioTcpChannel(socket);
      return new Tcp(channel, socket.getLocalAddress());
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private record Tcp(NioTcpChannel channel, SocketAddress address) implements ListeningSocket {
    @Override
    public void drain(Consumer<Channel> connections) throws IOException {
      channel.drain(connections);
    }
  }

  @Override
  public ListeningSocket listen(Path path, int backlog) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      socket.bind(UnixDomainSocketAddress.of(path), backlog);
      return new Unix(new NioServerDomainSocketChannel(socket), socket.getLocalAddress());
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private record Unix(ServerChannel channel, SocketAddress address) implements ListeningSocket {
    /** No two listen on one path, so that there is nobody to take over. */
    @Override
    public void drain(Consumer<Channel> connections) {}
  }
}
