package dev.sluice.bridge.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.stream.Feeder;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.SinkContract;
import dev.sluice.bridge.stream.StreamResult;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EncodingSinkTest {
  @Nested
  class Gzip extends Of {
    Gzip() {
      super(Coding.GZIP, 1);
    }
  }

  @Nested
  class Brotli extends Of {
    Brotli() {
      super(Coding.BROTLI, 0);
    }
  }

  @Nested
  class Zstd extends Of {
    Zstd() {
      super(Coding.ZSTD, 1);
    }
  }

  abstract static class Of extends SinkContract {
    private final Coding coding;
    private final int level;
    private final IdentityHashMap<Sink, Arrival> arrivals = new IdentityHashMap<>();

    Of(Coding coding, int level) {
      this.coding = coding;
      this.level = level;
    }

    @Override
    protected Sink sink() {
      Arrival arrival = new Arrival(loop);
      Sink sink = new EncodingSink(arrival, coding, level, loop);
      arrivals.put(sink, arrival);
      return sink;
    }

    @Override
    protected byte[] arrived(Sink sink) {
      Arrival arrival = Objects.requireNonNull(arrivals.get(sink));
      return Coded.decode(coding, Tolerance.STANDARD, arrival.all.toByteArray());
    }
  }

  /** Where the encoded bytes go: opens later, is full at every third write, ends later. */
  private static final class Arrival implements Sink {
    final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private final Loop loop;
    private @Nullable Signal signal;
    private int writes;
    private boolean ended;
    private boolean waits;
    int flushes;
    @Nullable BridgeException aborted;
    boolean closed;

    Arrival(Loop loop) {
      this.loop = loop;
    }

    private void later(Runnable what) {
      loop.post(
          () -> {
            if (!closed) {
              what.run();
            }
          });
    }

    @Override
    public void start(Signal to) {
      signal = to;
      later(to::start);
    }

    @Override
    public Flow write(StreamResult.Bytes bytes) {
      if (closed || ended) {
        return Flow.CLOSED;
      }
      byte[] copy = new byte[bytes.bytes().remaining()];
      bytes.bytes().get(copy);
      all.writeBytes(copy);
      if (++writes % 3 == 0 && !waits) {
        waits = true;
        later(
            () -> {
              waits = false;
              if (!ended && signal != null) {
                signal.ready();
              }
            });
      }
      return waits ? Flow.WAIT : Flow.MORE;
    }

    @Override
    public void flush() {
      flushes++;
    }

    @Override
    public void end() {
      if (!ended) {
        ended = true;
        later(() -> close(null));
      }
    }

    void close(@Nullable BridgeException error) {
      closed = true;
      if (signal != null) {
        signal.close(error);
      }
    }

    @Override
    public void abort(@Nullable BridgeException reason) {
      closed = true;
      aborted = reason;
    }
  }

  private final SteppedLoop loop = new SteppedLoop();
  private final Arrival arrival = new Arrival(loop);
  private final Feeder feeder = new Feeder();

  private EncodingSink opened(Coding coding) {
    EncodingSink sink = new EncodingSink(arrival, coding, Coding.DEFAULT_LEVEL, loop);
    sink.start(feeder);
    loop.runAll();
    return sink;
  }

  private static StreamResult.Bytes owned(byte[] bytes) {
    return new StreamResult.Owned(ByteBuffer.wrap(bytes), false);
  }

  @ParameterizedTest
  @EnumSource
  void aFlushBringsEachEventToTheReader(Coding coding) {
    EncodingSink sink = opened(coding);
    try (Coder decoder = coding.decoder(Tolerance.HTTP)) {
      for (int i = 0; i < 3; i++) {
        byte[] event = Coded.bytes(200 + i);
        arrival.all.reset();
        sink.write(owned(event));
        sink.flush();
        byte[] came = arrival.all.toByteArray();
        assertArrayEquals(event, Coded.run(decoder, came, 1000, 1000, Coder.Next.MORE, false));
        assertEquals(i + 1, arrival.flushes);
      }
    }
    sink.abort(null);
  }

  @Test
  void aFlushOfNothingNewSendsNothing() {
    EncodingSink sink = opened(Coding.GZIP);
    sink.flush();
    sink.write(owned(new byte[] {1}));
    sink.flush();
    int length = arrival.all.size();
    sink.flush();
    assertEquals(length, arrival.all.size());
    assertEquals(3, arrival.flushes);
    sink.abort(null);
  }

  @Test
  void readinessThatNobodyWaitsForIsNotTold() {
    EncodingSink sink = opened(Coding.GZIP);
    for (int i = 0; i < 2; i++) {
      assertEquals(Sink.Flow.MORE, sink.write(owned(new byte[] {1})));
      sink.flush();
    }
    assertTrue(arrival.waits);
    // The last flush has filled the sink behind, of which our feeder knows nothing yet.
    loop.runAll();
    assertEquals(0, feeder.readies);
    sink.abort(null);
  }

  @Test
  void theSinkBehindThatFailsFreesTheEncoderAndTellsTheFeeder() {
    EncodingSink sink = opened(Coding.ZSTD);
    sink.write(owned(new byte[] {1}));
    BridgeException fault = BridgeException.plain("ERR_TEST", "a fault");
    arrival.close(fault);
    assertEquals(1, feeder.closes);
    assertSame(fault, feeder.error);
    assertEquals(Sink.Flow.CLOSED, sink.write(owned(new byte[] {1})));
    sink.flush();
    sink.end();
    sink.abort(null);
    assertEquals(1, feeder.closes);
    assertNull(arrival.aborted);
  }

  @Test
  void anAbortIsPassedOn() {
    EncodingSink sink = opened(Coding.BROTLI);
    sink.write(owned(new byte[] {1}));
    BridgeException reason = BridgeException.plain("ERR_TEST", "a fault");
    sink.abort(reason);
    assertSame(reason, arrival.aborted);
    assertEquals(0, feeder.closes);
  }

  @Test
  void whatIsHeldBackIsSmallHoweverMuchIsWritten() {
    EncodingSink sink = opened(Coding.GZIP);
    byte[] bytes = Coded.bytes(1 << 20);
    sink.write(owned(bytes));
    loop.runAll();
    // All but what the encoder itself keeps has gone on.
    assertTrue(arrival.all.size() > 300_000);
    assertFalse(arrival.closed);
    sink.abort(null);
  }

  @Test
  void whatAFeederFillsInIsEncodedInSmallPieces() {
    EncodingSink sink = opened(Coding.GZIP);
    assertEquals(64 << 10, sink.room(-1).remaining());
    assertEquals(64 << 10, sink.room(10 << 20).remaining());
    sink.abort(null);
    assertEquals(Sink.Flow.CLOSED, sink.filled(10));
    EncodingSink small = opened(Coding.GZIP);
    assertEquals(100, small.room(100).remaining());
    small.abort(null);
  }

  /** What a script has written at once is much work, and others are waiting. */
  @ParameterizedTest
  @EnumSource
  void aLargeWriteIsEncodedInTurnsAsItsReaderTakesIt(Coding coding) {
    EncodingSink sink = opened(coding);
    byte[] large = Coded.bytes(3_000_000);
    assertEquals(Sink.Flow.WAIT, sink.write(owned(large)));
    assertTrue(arrival.all.size() < 1_200_000, arrival.all.size() + " bytes at once");
    sink.flush();
    assertEquals(0, feeder.readies);
    int before = arrival.all.size();
    for (int steps = 0; feeder.readies == 0; steps++) {
      assertTrue(loop.step());
      // Brotli keeps back up to a megabyte and then brings it all.
      assertTrue(arrival.all.size() - before < 1_200_000, "too much in one step");
      before = arrival.all.size();
      assertTrue(steps < 1_000);
    }
    assertTrue(loop.behindSockets() > 5, loop.behindSockets() + " turns for others");
    assertEquals(2, arrival.flushes, "the flush is done when the bytes are there");
    assertEquals(Sink.Flow.MORE, sink.write(owned(new byte[10])));
    sink.end();
    loop.runAll();
    assertEquals(
        large.length + 10,
        Coded.decode(coding, Tolerance.STANDARD, arrival.all.toByteArray()).length);
  }

  @ParameterizedTest
  @EnumSource
  void anEndWaitsForWhatIsNotEncodedYet(Coding coding) {
    EncodingSink sink = opened(coding);
    byte[] large = Coded.bytes(1_000_000);
    byte[] lent = large.clone();
    sink.write(new StreamResult.Temporary(ByteBuffer.wrap(lent), false));
    Arrays.fill(lent, (byte) 0);
    // The feeder does not wait.
    sink.write(owned(large));
    sink.end();
    assertEquals(Sink.Flow.CLOSED, sink.write(owned(large)));
    loop.runAll();
    assertEquals(1, feeder.closes);
    byte[] all = Coded.decode(coding, Tolerance.STANDARD, arrival.all.toByteArray());
    assertEquals(2 * large.length, all.length);
    assertArrayEquals(large, Arrays.copyOf(all, large.length));
  }

  @Test
  void whatIsGivenUpIsNotEncodedOn() {
    EncodingSink sink = opened(Coding.GZIP);
    sink.write(owned(Coded.bytes(1_000_000)));
    int before = arrival.all.size();
    sink.abort(null);
    loop.runAll();
    assertEquals(before, arrival.all.size());
    assertEquals(0, feeder.readies + feeder.closes);
  }
}
