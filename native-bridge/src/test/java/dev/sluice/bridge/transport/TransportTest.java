package dev.sluice.bridge.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every transport, and which one there is. */
@Timeout(60)
class TransportTest {
  @TempDir private Path folder;

  static List<Transport> transports() {
    return Transport.available();
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  // The choice.

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void onLinuxItIsEpoll() {
    assertEquals("epoll", Transport.choose("auto").name());
    assertEquals("epoll", Transport.choose("epoll").name());
    assertEquals(
        List.of("epoll", "nio"), Transport.available().stream().map(Transport::name).toList());
  }

  @Test
  void nioIsToBeHadAndWhatIsNoTransportIsRefused() {
    assertEquals("nio", Transport.choose("nio").name());
    Exception refused = assertThrows(IllegalStateException.class, () -> Transport.choose("kqueue"));
    assertEquals(
        "sluice.transport must be auto, epoll or nio, and is 'kqueue'", refused.getMessage());
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aLoopKnowsItsOwn(Transport transport) {
    try (NettyLoop loop = new NettyLoop(transport.ownHandlers());
        NettyLoop usual = new NettyLoop()) {
      assertSame(transport, Transport.of(loop.netty()));
      assertSame(Transport.chosen(), Transport.of(usual.netty()));
    }
  }

  @Test
  void aLoopForNoSocketsHasNone() {
    DefaultEventLoop loop = new DefaultEventLoop();
    assertThrows(IllegalStateException.class, () -> Transport.of(loop));
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
  }

  // Listening.

  @ParameterizedTest
  @MethodSource("transports")
  void aPathIsListenedOnByOneAtATime(Transport transport) throws IOException {
    Path path = folder.resolve("socket");
    ListeningSocket first = transport.listen(path, 5);
    assertEquals(UnixDomainSocketAddress.of(path), first.address());
    assertThrows(IOException.class, () -> transport.listen(path, 5));
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      assertTrue(client.isConnected(), "the second has not removed it");
    }
    first.channel().unsafe().closeForcibly();
    Files.deleteIfExists(path);
    transport.listen(path, 5).channel().unsafe().closeForcibly();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aPathThatTheSystemHasNoRoomForIsRefused(Transport transport) {
    Path path = folder.resolve("x".repeat(120));
    String text =
        String.valueOf(
            assertThrows(IOException.class, () -> transport.listen(path, 5)).getMessage());
    assertTrue(text.contains("too long"), text);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void addressesAreTheJdksOwn(Transport transport) throws Exception {
    Path path = folder.resolve("socket");
    List<SocketAddress> addresses = new ArrayList<>();
    CompletableFuture<Boolean> accepted = new CompletableFuture<>();
    Accepting accepting =
        channel -> {
          addresses.add(Transport.standard(channel.localAddress()));
          addresses.add(Transport.standard(channel.remoteAddress()));
          accepted.complete(true);
        };
    try (NettyLoop loop = new NettyLoop(transport.ownHandlers())) {
      listen(loop, transport.listen(path, 5), accepting);
      try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        client.connect(UnixDomainSocketAddress.of(path));
        accepted.get(20, TimeUnit.SECONDS);
      }
      assertEquals(
          List.of(UnixDomainSocketAddress.of(path), UnixDomainSocketAddress.of("")), addresses);
    }
  }

  /** For who listens on all addresses of IPv4 the JDK listens on those of IPv6 too. */
  @Test
  void allAddressesAreTheSameOnesOnAll() throws IOException {
    Set<InetAddress> bound = new HashSet<>();
    for (Transport transport : Transport.available()) {
      ListeningSocket socket = transport.listen(new InetSocketAddress("0.0.0.0", 0), 1, false);
      bound.add(((InetSocketAddress) socket.address()).getAddress());
      socket.channel().unsafe().closeForcibly();
    }
    assertEquals(1, bound.size(), bound::toString);
  }

  // Reading.

  private interface Accepting {
    void accepted(Channel channel);
  }

  private static void listen(NettyLoop loop, ListeningSocket listener, Accepting accepting)
      throws Exception {
    listener
        .channel()
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                Channel channel = (Channel) message;
                channel.config().setAutoRead(false);
                accepting.accepted(channel);
                loop.netty().register(channel);
              }
            });
    loop.netty().register(listener.channel()).sync();
  }

  /** Reads when it is told to, and writes down what came. */
  private static final class Reader extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<Channel> connected = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private int reads;
    private int bytes;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      connected.complete(ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf some = (ByteBuf) message;
      reads++;
      bytes += some.readableBytes();
      some.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      ended.complete(true);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
  }

  @ParameterizedTest
  @MethodSource("transports")
  void whatAClientSentBeforeItClosedIsReadAsItIsAskedFor(Transport transport) throws Exception {
    Reader reader = new Reader();
    try (NettyLoop loop = new NettyLoop(transport.ownHandlers())) {
      ListeningSocket listener = transport.listen(anyPort(), 5, false);
      listen(loop, listener, channel -> channel.pipeline().addLast(reader));
      try (Socket client = new Socket()) {
        client.connect(listener.address());
        OutputStream out = client.getOutputStream();
        out.write(new byte[30_000]);
      }
      Channel channel = reader.connected.get(20, TimeUnit.SECONDS);
      int asked = 0;
      do {
        int expected = asked;
        for (int turn = 0; turn < 5; turn++) {
          // The loop looks at its sockets between these.
          loop.run(() -> assertTrue(reader.reads <= expected, "more was read than was asked for"));
        }
        if (loop.call(() -> reader.bytes) < 30_000) {
          assertTrue(channel.isOpen(), "closed before all was read");
        }
        loop.run(channel::read);
        asked++;
      } while (!reader.ended.isDone());
      assertEquals(30_000, reader.bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void packetsAreHeldBackWhereTheSystemCan(Transport transport) throws Exception {
    CompletableFuture<Channel> accepted = new CompletableFuture<>();
    try (NettyLoop loop = new NettyLoop(transport.ownHandlers())) {
      ListeningSocket listener = transport.listen(anyPort(), 5, false);
      listen(loop, listener, accepted::complete);
      try (Socket client = new Socket()) {
        client.connect(listener.address());
        Channel channel = accepted.get(20, TimeUnit.SECONDS);
        for (boolean on : new boolean[] {true, false}) {
          loop.run(() -> Transport.cork(channel, on));
          if (channel instanceof EpollSocketChannel socket) {
            assertEquals(on, loop.call(() -> socket.config().isTcpCork()));
          }
        }
        loop.call(() -> channel.close());
        // Its socket is another's by now, perhaps.
        loop.run(() -> Transport.cork(channel, true));
      }
    }
  }

  /** Counts how often a loop looks at its sockets. */
  private static final class Counted implements IoHandler {
    private final IoHandler behind;
    private final AtomicInteger runs;

    Counted(IoHandler behind, AtomicInteger runs) {
      this.behind = behind;
      this.runs = runs;
    }

    @Override
    public int run(IoHandlerContext context) {
      runs.incrementAndGet();
      return behind.run(context);
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
      return behind.register(handle);
    }

    @Override
    public void wakeup() {
      behind.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
      return behind.isCompatible(handleType);
    }

    @Override
    public void prepareToDestroy() {
      behind.prepareToDestroy();
    }

    @Override
    public void destroy() {
      behind.destroy();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aClosedPeerThatNobodyReadsFromDoesNotKeepTheLoopBusy(Transport transport) throws Exception {
    Path path = folder.resolve("socket");
    AtomicInteger runs = new AtomicInteger();
    Reader unix = new Reader();
    Reader tcp = new Reader();
    try (NettyLoop loop =
        new NettyLoop(
            executor -> new Counted(transport.ownHandlers().newHandler(executor), runs))) {
      listen(loop, transport.listen(path, 5), channel -> channel.pipeline().addLast(unix));
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
      ListeningSocket listener = transport.listen(anyPort(), 5, false);
      listen(loop, listener, channel -> channel.pipeline().addLast(tcp));
      try (Socket client = new Socket()) {
        client.connect(listener.address());
        tcp.connected.get(20, TimeUnit.SECONDS);
        client.setSoLinger(true, 0);
      }
      unix.connected.get(20, TimeUnit.SECONDS);
      int before = runs.get();
      int turns = 100;
      for (int i = 0; i < turns; i++) {
        loop.run(() -> {});
      }
      // One for each, and one to find out that there is no more. It would be thousands.
      assertTrue(runs.get() - before <= 4 * turns, () -> runs.get() - before + " turns");
      assertFalse(unix.ended.isDone());
      Channel channel = unix.connected.get();
      loop.run(channel::read);
      assertTrue(unix.ended.get(20, TimeUnit.SECONDS), "the end is there for who asks");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void whatWaitsToBeAcceptedCanBeGivenAway(Transport transport) throws IOException {
    ListeningSocket listener = transport.listen(anyPort(), 50, false);
    List<Channel> taken = new ArrayList<>();
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Socket client = new Socket();
      client.connect(listener.address());
      clients.add(client);
    }
    listener.drain(taken::add);
    assertEquals(5, taken.size());
    assertEquals(
        clients.stream().map(Socket::getLocalPort).sorted().toList(),
        taken.stream()
            .map(channel -> ((InetSocketAddress) channel.remoteAddress()).getPort())
            .sorted()
            .toList());
    for (Socket client : clients) {
      client.close();
    }
    taken.forEach(channel -> channel.unsafe().closeForcibly());
    listener.channel().unsafe().closeForcibly();
  }
}
