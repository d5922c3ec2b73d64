package dev.sluice.bridge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.transport.ListeningSocket;
import dev.sluice.bridge.transport.Transport;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileSendingTest {
  private static final int MEGABYTE = 1 << 20;

  /** What leaves with the head. */
  private static final int FIRST = 64 << 10;

  @TempDir private Path folder;

  private final SteppedLoop loop = new SteppedLoop();
  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  private final List<String> ends = new ArrayList<>();

  /** Takes all that was sent. */
  private long taken() {
    long bytes = 0;
    for (Object piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
      bytes += ((FileRegion) piece).count();
      ((FileRegion) piece).release();
    }
    return bytes;
  }

  private FileChannel file(int length) throws IOException {
    Path path = folder.resolve("file");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(length);
    }
    return FileChannel.open(path);
  }

  private FileChannel begin(int length) throws IOException {
    FileChannel opened = file(length);
    ChannelHandlerContext context = channel.pipeline().firstContext();
    new FileSending(
            loop,
            context,
            opened,
            0,
            length,
            new FileSending.Observer() {
              @Override
              public void sent(long bytes) {}

              @Override
              public void ended(ChannelFuture last) {
                ends.add(last.isSuccess() ? "sent" : "cut");
              }
            })
        .begin();
    channel.flush();
    return opened;
  }

  @Test
  void othersHaveTheirTurnAfterEachMegabyteThoughTheClientTakesAllAtOnce() throws IOException {
    FileChannel file = begin(FIRST + 5 * MEGABYTE + 1);
    for (int turn = 0; turn < 5; turn++) {
      assertEquals(turn == 0 ? FIRST + MEGABYTE : MEGABYTE, taken());
      assertTrue(ends.isEmpty());
      loop.step();
    }
    assertEquals(1, taken());
    assertEquals(List.of("sent"), ends);
    assertFalse(file.isOpen());
  }

  @Test
  void aConnectionThatIsCutBetweenTwoTurnsClosesTheFile() throws IOException {
    FileChannel file = begin(2 * MEGABYTE);
    assertEquals(FIRST + MEGABYTE, taken());
    channel.close();
    loop.runAll();
    assertEquals(List.of("cut"), ends);
    assertFalse(file.isOpen());
  }

  /** The head of a file leaves with its first bytes; what comes after these waits for nothing. */
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void packetsAreHeldBackForTheFirstBytesOnly() throws Exception {
    int length = 3 * MEGABYTE;
    BlockingQueue<Boolean> corked = new LinkedBlockingQueue<>();
    try (NettyLoop netty = new NettyLoop(Transport.available().getFirst().ownHandlers())) {
      ListeningSocket listener =
          Transport.of(netty.netty())
              .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5, false);
      CompletableFuture<EpollSocketChannel> accepted = new CompletableFuture<>();
      listener
          .channel()
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                  EpollSocketChannel socket = (EpollSocketChannel) message;
                  socket.pipeline().addLast(new ChannelInboundHandlerAdapter());
                  ctx.channel().eventLoop().register(socket);
                  accepted.complete(socket);
                }
              });
      netty.netty().register(listener.channel()).sync();
      try (Socket client = new Socket()) {
        client.connect(listener.address());
        EpollSocketChannel socket = accepted.get(20, TimeUnit.SECONDS);
        FileSending.Observer observer =
            new FileSending.Observer() {
              @Override
              public void sent(long bytes) {
                corked.add(socket.config().isTcpCork());
              }

              @Override
              public void ended(ChannelFuture last) {
                corked.add(socket.config().isTcpCork());
                socket.close();
              }
            };
        FileChannel file = file(length);
        netty.run(
            () -> {
              ChannelHandlerContext context = socket.pipeline().firstContext();
              new FileSending(netty, context, file, 0, length, observer).begin();
              context.flush();
            });
        assertEquals(length, client.getInputStream().readAllBytes().length);
      }
    }
    List<Boolean> seen = new ArrayList<>(corked);
    assertTrue(seen.removeFirst(), "with its head");
    assertEquals(Set.of(false), Set.copyOf(seen));
  }
}
