package dev.sluice.bridge.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.SteppedLoop;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every manner of source with every manner of sink, disturbed at every point. */
class PipeTest {
  private static final int MANY = 100_000;

  private final SteppedLoop loop = new SteppedLoop();

  /** How a pipe was reported to have ended. */
  private static final class End implements Pipe.WhenDone {
    int calls;
    @Nullable BridgeException error;
    long bytes = -1;

    @Override
    public void done(@Nullable BridgeException e, long moved) {
      calls++;
      error = e;
      bytes = moved;
    }
  }

  static Stream<Arguments> pairs() {
    return Arrays.stream(TestSource.Manner.ALL)
        .flatMap(
            source -> Arrays.stream(TestSink.Manner.ALL).map(sink -> Arguments.of(source, sink)));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    IntStream.range(0, length).forEach(i -> bytes[i] = (byte) (i * 31));
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void allBytesArriveInOrder(TestSource.Manner manner, TestSink.Manner sinkManner) {
    for (int length : new int[] {0, 1, 6, 7, 8, 7919}) {
      for (int piece : new int[] {1, 7, 1 << 20}) {
        byte[] bytes = bytes(length);
        TestSource source = new TestSource(bytes, piece, manner, loop);
        TestSink sink = new TestSink(sinkManner, loop);
        End end = new End();
        Pipe.connect(source, sink, end);
        loop.runAll();
        assertEquals(1, end.calls);
        assertNull(end.error);
        assertEquals(length, end.bytes);
        assertArrayEquals(bytes, sink.bytes());
        assertEquals(1, sink.ends);
        assertEquals(0, sink.aborts + source.cancels);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aSourceThatFailsAbortsTheSink(TestSource.Manner manner, TestSink.Manner sinkManner) {
    for (int failAt = 0; failAt < 5; failAt++) {
      TestSource source = new TestSource(bytes(10), 1, manner, loop);
      source.failAt = failAt;
      TestSink sink = new TestSink(sinkManner, loop);
      End end = new End();
      Pipe.connect(source, sink, end);
      loop.runAll();
      assertEquals(1, end.calls);
      assertNotNull(end.error);
      assertEquals("ERR_TEST", end.error.code());
      assertEquals(end.error, sink.abortReason);
      assertEquals(failAt, end.bytes);
      assertEquals(0, sink.ends);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aSinkThatClosesCancelsTheSource(TestSource.Manner manner, TestSink.Manner sinkManner) {
    BridgeException fault = BridgeException.plain("ERR_SINK", "a fault");
    for (BridgeException error : new BridgeException[] {fault, null}) {
      disturb(
          manner,
          sinkManner,
          (_, sink) -> sink.fail(error),
          (source, sink, end) -> {
            assertEquals(1, end.calls);
            if (end.error != null) {
              assertEquals(error == null ? "EPIPE" : "ERR_SINK", end.error.code());
              assertTrue(source.ended);
              assertTrue(end.bytes <= 10);
            } else {
              // It was over already, or only the sink's end was still to come.
              assertEquals(10, end.bytes);
            }
          });
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aCancelFreesBothSidesAndTellsNobody(TestSource.Manner manner, TestSink.Manner sinkManner) {
    disturb(
        manner,
        sinkManner,
        (pipe, _) -> pipe.cancel(),
        (source, sink, end) -> {
          if (end.calls == 0) {
            assertEquals(1, source.cancels);
            assertEquals(1, sink.aborts);
          } else {
            assertEquals(0, source.cancels + sink.aborts);
          }
        });
  }

  private interface Check {
    void check(TestSource source, TestSink sink, End end);
  }

  /** Does something to a pipe between any two steps, amid any answer and amid any write. */
  private void disturb(
      TestSource.Manner manner,
      TestSink.Manner sinkManner,
      BiConsumer<Pipe, TestSink> what,
      Check check) {
    for (int where = 0; where < 3; where++) {
      for (int at = 0; at < 12; at++) {
        TestSource source = new TestSource(bytes(10), 3, manner, loop);
        TestSink sink = new TestSink(sinkManner, loop);
        End end = new End();
        @Nullable Pipe[] pipe = {null};
        int[] countdown = {at};
        Runnable disturbance =
            () -> {
              if (countdown[0]-- == 0 && pipe[0] != null) {
                what.accept(pipe[0], sink);
              }
            };
        if (where == 1) {
          source.beforeAnswer = disturbance;
        } else if (where == 2) {
          sink.beforeWrite = disturbance;
        }
        pipe[0] = Pipe.connect(source, sink, end);
        if (where == 0) {
          loop.steps(at);
          what.accept(pipe[0], sink);
        }
        loop.runAll();
        check.check(source, sink, end);
      }
    }
  }

  @Test
  void aSinkThatCannotBeOpenedLeavesTheSourceUntouched() {
    TestSource source =
        new TestSource(bytes(10), 3, new TestSource.Manner(false, true, true, true), loop);
    TestSink sink = new TestSink(new TestSink.Manner(true, 0, false), loop);
    End end = new End();
    Pipe.connect(source, sink, end);
    sink.fail(BridgeException.plain("ERR_SINK", "a fault"));
    loop.runAll();
    assertEquals(0, source.pulls);
    assertEquals(1, source.cancels);
    assertNotNull(end.error);
  }

  @Test
  void manyPiecesAtHandNeedNoStack() {
    byte[] bytes = bytes(MANY);
    TestSource source =
        new TestSource(bytes, 1, new TestSource.Manner(false, false, false, false), loop);
    TestSink sink = new TestSink(new TestSink.Manner(false, 0, false), loop);
    End end = new End();
    Pipe.connect(source, sink, end);
    assertEquals(MANY, end.bytes);
  }

  @Test
  void nothingIsPulledWhileTheSinkIsFull() {
    TestSource source =
        new TestSource(bytes(10), 1, new TestSource.Manner(false, false, true, false), loop);
    TestSink sink = new TestSink(new TestSink.Manner(false, 1, false), loop);
    Pipe.connect(source, sink, new End());
    assertEquals(1, source.pulls);
    loop.step();
    assertEquals(2, source.pulls);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void memoryThatRunsOutIsToldAndFreesBothSides(
      TestSource.Manner manner, TestSink.Manner sinkManner) {
    TestSource source = new TestSource(bytes(10), 1, manner, loop);
    TestSink sink = new TestSink(sinkManner, loop);
    End end = new End();
    sink.beforeWrite =
        () -> {
          throw new OutOfMemoryError("test");
        };
    Pipe.connect(source, sink, end);
    loop.runAll();
    assertEquals(1, end.calls);
    assertNotNull(end.error);
    assertEquals("ENOMEM", end.error.code());
    assertEquals(1, source.cancels);
    assertEquals(1, sink.aborts);
  }
}
