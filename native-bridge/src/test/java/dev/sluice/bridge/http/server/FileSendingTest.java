package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.SteppedLoop;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSendingTest {
  private static final int MEGABYTE = 1 << 20;

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

  private FileChannel begin(int length) throws IOException {
    Path path = folder.resolve("file");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(length);
    }
    FileChannel opened = FileChannel.open(path);
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
    FileChannel file = begin(5 * MEGABYTE + 1);
    for (int turn = 0; turn < 5; turn++) {
      assertEquals(MEGABYTE, taken());
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
    assertEquals(MEGABYTE, taken());
    channel.close();
    loop.runAll();
    assertEquals(List.of("cut"), ends);
    assertFalse(file.isOpen());
  }
}
