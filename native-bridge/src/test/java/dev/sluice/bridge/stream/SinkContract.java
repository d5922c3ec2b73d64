package dev.sluice.bridge.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.SteppedLoop;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Sink} keeps to, wherever its bytes go. */
public abstract class SinkContract {
  private static final byte POISON = (byte) 0xDB;

  protected final SteppedLoop loop = new SteppedLoop();

  /** A new sink on {@link #loop}. */
  protected abstract Sink sink() throws Exception;

  /** What has arrived at the place where the sink's bytes go, after its end. */
  protected abstract byte[] arrived(Sink sink) throws Exception;

  /** Whose the bytes are that are written, and whether they are outside the heap. */
  enum Kind {
    OWNED,
    OWNED_READ_ONLY,
    LENT,
    LENT_DIRECT
  }

  /** Feeds a sink as the contract asks, and holds the sink to it. */
  private static final class CheckedFeeder extends Feeder {
    private final Sink sink;
    boolean waits;
    boolean amidWrite;
    Runnable onStart = () -> {};
    Runnable onReady = () -> {};

    CheckedFeeder(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void start() {
      super.start();
      assertEquals(0, closes);
      onStart.run();
    }

    @Override
    public void ready() {
      assertTrue(waits, "ready for nobody");
      assertFalse(amidWrite, "ready amid the write");
      waits = false;
      super.ready();
      onReady.run();
    }

    Sink.Flow write(byte[] bytes, Kind kind) {
      byte[] copy = bytes.clone();
      ByteBuffer buffer =
          kind == Kind.LENT_DIRECT
              ? ByteBuffer.allocateDirect(copy.length).put(copy).flip()
              : ByteBuffer.wrap(copy);
      amidWrite = true;
      Sink.Flow flow =
          sink.write(
              switch (kind) {
                case OWNED -> new StreamResult.Owned(buffer, false);
                case OWNED_READ_ONLY -> new StreamResult.Owned(buffer.asReadOnlyBuffer(), false);
                case LENT, LENT_DIRECT -> new StreamResult.Temporary(buffer, false);
              });
      amidWrite = false;
      waits |= flow == Sink.Flow.WAIT;
      if (kind == Kind.LENT) {
        Arrays.fill(copy, POISON);
      } else if (kind == Kind.LENT_DIRECT) {
        for (int i = 0; i < copy.length; i++) {
          buffer.put(i, POISON);
        }
      }
      return flow;
    }
  }

  private CheckedFeeder started(Sink sink) {
    CheckedFeeder feeder = new CheckedFeeder(sink);
    sink.start(feeder);
    loop.runAll();
    assertEquals(1, feeder.starts);
    assertEquals(0, feeder.closes);
    return feeder;
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource
  void allBytesArriveWhateverTheirPieces(Kind kind) throws Exception {
    byte[] bytes = bytes(3_000_017);
    for (int piece : new int[] {1009, 65_537, bytes.length}) {
      Sink sink = sink();
      CheckedFeeder feeder = started(sink);
      for (int at = 0; at < bytes.length; at += piece) {
        byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
        if (feeder.write(part, kind) == Sink.Flow.WAIT) {
          loop.runAll();
          assertFalse(feeder.waits, "never ready again");
        }
      }
      sink.end();
      loop.runAll();
      assertEquals(1, feeder.closes);
      assertNull(feeder.error);
      assertArrayEquals(bytes, arrived(sink));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7919})
  void anEndRightAfterTheWriteLosesNothing(int length) throws Exception {
    byte[] bytes = bytes(length);
    Sink sink = sink();
    CheckedFeeder feeder = started(sink);
    if (length > 0) {
      feeder.write(bytes, Kind.LENT);
    }
    sink.end();
    sink.end();
    loop.runAll();
    assertEquals(1, feeder.closes);
    assertArrayEquals(bytes, arrived(sink));
  }

  @Test
  void flushesChangeNothingOfWhatArrives() throws Exception {
    Sink sink = sink();
    CheckedFeeder feeder = started(sink);
    sink.flush();
    for (int i = 0; i < 10; i++) {
      feeder.write(new byte[] {(byte) i}, Kind.OWNED);
      sink.flush();
      sink.flush();
      loop.steps(i % 3);
    }
    sink.end();
    sink.flush();
    loop.runAll();
    sink.flush();
    assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, arrived(sink));
  }

  @Test
  void takesNothingAfterTheEnd() throws Exception {
    Sink sink = sink();
    CheckedFeeder feeder = started(sink);
    feeder.write(new byte[] {1}, Kind.OWNED);
    sink.end();
    assertEquals(Sink.Flow.CLOSED, feeder.write(new byte[] {2}, Kind.OWNED));
    loop.runAll();
    assertEquals(Sink.Flow.CLOSED, feeder.write(new byte[] {3}, Kind.LENT));
    sink.abort(null);
    sink.end();
    loop.runAll();
    assertEquals(1, feeder.closes);
    assertArrayEquals(new byte[] {1}, arrived(sink));
  }

  @Test
  void startsOnce() throws Exception {
    Sink sink = sink();
    started(sink);
    assertThrows(IllegalStateException.class, () -> sink.start(new CheckedFeeder(sink)));
  }

  @Test
  void saysNothingAfterAnAbortAtAnyStep() throws Exception {
    for (int steps = 0; steps < 8; steps++) {
      for (boolean ended : new boolean[] {false, true}) {
        Sink sink = sink();
        CheckedFeeder feeder = started(sink);
        feeder.write(bytes(1_000_000), Kind.LENT);
        if (ended) {
          sink.end();
        }
        loop.steps(steps);
        int closes = feeder.closes;
        sink.abort(BridgeException.plain("ERR_TEST", "a fault"));
        sink.abort(null);
        loop.runAll();
        assertEquals(closes, feeder.closes);
        assertEquals(Sink.Flow.CLOSED, feeder.write(new byte[] {3}, Kind.LENT));
      }
    }
  }

  @Test
  void anAbortBeforeItIsOpenIsQuiet() throws Exception {
    for (int steps = 0; steps < 4; steps++) {
      Sink sink = sink();
      CheckedFeeder feeder = new CheckedFeeder(sink);
      sink.start(feeder);
      loop.steps(steps);
      int starts = feeder.starts;
      sink.abort(null);
      loop.runAll();
      assertEquals(starts, feeder.starts);
      assertEquals(0, feeder.closes);
    }
  }

  @Test
  void mayBeWrittenToEndedAndAbortedAmidItsSignals() throws Exception {
    for (boolean aborts : new boolean[] {false, true}) {
      Sink sink = sink();
      CheckedFeeder feeder = new CheckedFeeder(sink);
      int[] left = {40};
      Runnable goOn =
          () -> {
            while (left[0]-- > 0) {
              if (feeder.write(bytes(100_003), Kind.LENT) == Sink.Flow.WAIT) {
                return;
              }
            }
            if (aborts) {
              sink.abort(null);
            } else {
              sink.end();
            }
          };
      feeder.onStart = goOn;
      feeder.onReady = goOn;
      sink.start(feeder);
      loop.runAll();
      assertEquals(aborts ? 0 : 1, feeder.closes);
      if (!aborts) {
        assertEquals(40 * 100_003, arrived(sink).length);
      }
    }
  }

  @Test
  void takesBytesIntoItsOwnRoom() throws Exception {
    byte[] bytes = bytes(300_007);
    for (long expected : new long[] {-1, 1, 300_007, 600_000}) {
      Sink sink = sink();
      CheckedFeeder feeder = started(sink);
      int at = 0;
      while (at < bytes.length) {
        ByteBuffer room = sink.room(expected);
        if (room == null) {
          return;
        }
        int count = Math.min(Math.min(room.remaining(), 20_011), bytes.length - at);
        assertTrue(count > 0, "no room");
        room.put(bytes, at, count);
        sink.filled(count);
        at += count;
        // Or not into its room, for once.
        if (at < bytes.length) {
          feeder.write(new byte[] {bytes[at++]}, Kind.LENT);
        }
      }
      sink.end();
      loop.runAll();
      assertArrayEquals(bytes, arrived(sink));
    }
  }
}
