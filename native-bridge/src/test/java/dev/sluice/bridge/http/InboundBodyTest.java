package dev.sluice.bridge.http;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.stream.Drain;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.SourceContract;
import dev.sluice.bridge.stream.StreamResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InboundBodyTest {
  private static final List<Channel> CHANNELS = new ArrayList<>();

  @AfterEach
  void release() {
    for (Channel channel : CHANNELS) {
      channel.loop.runAll();
      channel.body.cancel();
      channel.loop.runAll();
      channel.assertAllReleased();
    }
    CHANNELS.clear();
  }

  /** A channel that reads a piece in a step of its own when it is asked to. */
  private static class Channel implements InboundBody.Owner {
    private final SteppedLoop loop;
    private final byte[] bytes;
    private final int piece;
    private final boolean endsWithBytes;
    final InboundBody body;
    final List<ByteBuf> given = new ArrayList<>();
    int at;
    boolean cancelled;
    boolean isAsked;

    Channel(
        SteppedLoop loop, byte[] bytes, int piece, boolean isLengthKnown, boolean endsWithBytes) {
      this.loop = loop;
      this.bytes = bytes;
      this.piece = piece;
      this.endsWithBytes = endsWithBytes;
      this.body = new InboundBody(loop, isLengthKnown ? bytes.length : -1, this);
      CHANNELS.add(this);
    }

    @Override
    public void demand() {
      if (!isAsked) {
        isAsked = true;
        loop.post(this::read);
      }
    }

    void read() {
      isAsked = false;
      if (cancelled) {
        return;
      }
      int count = Math.min(piece, bytes.length - at);
      ByteBuf some = PooledByteBufAllocator.DEFAULT.buffer(Math.max(1, count));
      some.writeBytes(bytes, at, count);
      given.add(some);
      at += count;
      if (at == bytes.length && endsWithBytes) {
        body.offerLast(some);
      } else if (count == 0) {
        some.release();
        body.complete();
      } else {
        body.offer(some);
      }
    }

    @Override
    public void cancelled() {
      cancelled = true;
    }

    void assertAllReleased() {
      given.forEach(piece -> assertEquals(0, piece.refCnt()));
    }
  }

  @Nested
  class WithLength extends SourceContract {
    @Override
    protected Source source(byte[] bytes) {
      return new Channel(loop, bytes, 65_536, true, true).body;
    }
  }

  @Nested
  class WithoutLength extends SourceContract {
    @Override
    protected Source source(byte[] bytes) {
      return new Channel(loop, bytes, 10_007, false, false).body;
    }
  }

  private final SteppedLoop loop = new SteppedLoop();

  private Channel channel(int length, int piece, boolean isLengthKnown) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return new Channel(loop, bytes, piece, isLengthKnown, true);
  }

  @Test
  void readsFromTheChannelOnlyWhenItIsAsked() {
    Channel channel = channel(100, 10, true);
    loop.runAll();
    assertEquals(0, channel.at);
    channel.body.pull(_ -> {});
    loop.runAll();
    assertEquals(10, channel.at);
  }

  @Test
  void whatHasArrivedBeforeIsAnsweredAtOnce() {
    Channel channel = channel(100, 100, true);
    channel.read();
    assertTrue(channel.body.isHolding());
    assertTrue(
        channel.body.pull(_ -> {}) instanceof StreamResult.Owned(var bytes, var done)
            && done
            && bytes.remaining() == 100);
    channel.assertAllReleased();
  }

  @Test
  void aChannelThatReadsAmidTheDemandAnswersAtOnce() {
    InboundBody[] body = {null};
    body[0] =
        new InboundBody(
            loop,
            -1,
            new InboundBody.Owner() {
              @Override
              public void demand() {
                body[0].offer(PooledByteBufAllocator.DEFAULT.buffer().writeByte(7));
              }

              @Override
              public void cancelled() {}
            });
    assertTrue(
        body[0].pull(_ -> assertFalse(true, "answered twice")) instanceof StreamResult.Temporary);
    body[0].cancel();
    loop.runAll();
  }

  @Test
  void manySmallPiecesAreHeldInFew() {
    Channel channel = channel(20_000, 3, true);
    while (channel.at < 20_000) {
      channel.read();
    }
    assertTrue(channel.given.stream().filter(piece -> piece.refCnt() > 0).count() <= 1);
    assertArrayEquals(channel.bytes, Drain.all(channel.body, loop));
    channel.assertAllReleased();
  }

  @Test
  void pieceIsLentUntilTheNextPull() {
    Channel channel = channel(100, 50, true);
    channel.read();
    channel.body.pull(_ -> {});
    assertEquals(1, channel.given.getFirst().refCnt());
    channel.body.pull(_ -> {});
    assertEquals(0, channel.given.getFirst().refCnt());
    channel.body.cancel();
    channel.assertAllReleased();
  }

  @Test
  void cancelFreesAndTellsTheOwnerUnlessAllHasArrived() {
    Channel halfway = channel(100, 50, true);
    halfway.read();
    halfway.body.cancel();
    assertTrue(halfway.cancelled);
    halfway.read();
    halfway.assertAllReleased();
    Channel complete = channel(100, 100, true);
    complete.read();
    complete.body.cancel();
    assertFalse(complete.cancelled);
    complete.assertAllReleased();
  }

  @Test
  void aFaultIsToldAfterNothingElseAndFreesAll() {
    Channel channel = channel(100, 30, true);
    channel.read();
    StreamResult first = channel.body.pull(_ -> {});
    assertTrue(first instanceof StreamResult.Temporary);
    channel.read();
    channel.body.fail(BridgeException.plain("ERR_TEST", "a fault"));
    // It may be looked at until the task is over.
    assertEquals(1, channel.given.getFirst().refCnt());
    loop.runAll();
    assertTrue(
        channel.body.pull(_ -> {}) instanceof StreamResult.Failed(var error)
            && error.code().equals("ERR_TEST"));
    channel.assertAllReleased();
  }

  @Test
  void aFaultIsToldToTheOneWhoWaits() {
    Channel channel = channel(100, 30, true);
    Drain drain = new Drain(channel.body, loop);
    loop.post(() -> channel.body.fail(BridgeException.plain("ERR_TEST", "a fault")));
    drain.pull(0);
    assertEquals("ERR_TEST", requireNonNull(drain.failure()).code());
    assertTrue(drain.over());
  }

  @Test
  void anotherLengthThanAnnouncedIsAFault() {
    for (int announced : new int[] {99, 101}) {
      InboundBody body =
          new InboundBody(
              loop,
              announced,
              new InboundBody.Owner() {
                @Override
                public void demand() {}

                @Override
                public void cancelled() {}
              });
      Drain drain = new Drain(body, loop);
      loop.post(() -> body.offerLast(PooledByteBufAllocator.DEFAULT.buffer().writeZero(100)));
      while (!drain.over()) {
        drain.pull(0);
      }
      assertEquals("ERR_HTTP_CONTENT_LENGTH_MISMATCH", requireNonNull(drain.failure()).code());
    }
  }

  @Test
  void whatIsHeldWhenTheOwnerLeavesCanStillBeRead() {
    Channel channel = channel(90, 30, true);
    channel.read();
    assertTrue(channel.body.pull(_ -> {}) instanceof StreamResult.Temporary);
    channel.read();
    channel.read();
    channel.body.fail(BridgeException.plain("ERR_TEST", "gone"));
    loop.runAll();
    channel.assertAllReleased();
    assertArrayEquals(Arrays.copyOfRange(channel.bytes, 30, 90), Drain.all(channel.body, loop));
  }
}
