package dev.sluice.bridge.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.codec.Ascii;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Source} keeps to, whatever its bytes come from. */
public abstract class SourceContract {
  private static final int SEVERAL_PIECES = 5_000_011;

  protected final SteppedLoop loop = new SteppedLoop();

  /** A new source of {@code bytes} on {@link #loop}. */
  protected abstract Source source(byte[] bytes) throws Exception;

  protected static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7919, 65536, 262144, 262145, SEVERAL_PIECES})
  void givesItsBytesInOrderAndThenTheEnd(int length) throws Exception {
    byte[] bytes = bytes(length);
    assertArrayEquals(bytes, Drain.all(source(bytes), loop));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7919, 300_007, 2 * SEVERAL_PIECES})
  void fillsBuffersOfAnySize(int room) throws Exception {
    byte[] bytes = bytes(room == 1 ? 300 : SEVERAL_PIECES);
    Drain drain = new Drain(source(bytes), loop);
    while (!drain.over()) {
      drain.pull(room);
    }
    assertArrayEquals(bytes, drain.bytes());
  }

  @Test
  void fillsBuffersAndGivesItsOwnInTurns() throws Exception {
    byte[] bytes = bytes(SEVERAL_PIECES);
    Drain drain = new Drain(source(bytes), loop);
    for (int i = 0; !drain.over(); i++) {
      drain.pull(i % 3 * 70_001);
    }
    assertArrayEquals(bytes, drain.bytes());
  }

  @Test
  void aPullAfterTheEndIsRefused() throws Exception {
    Source source = source(bytes(10));
    Drain.all(source, loop);
    assertThrows(IllegalStateException.class, () -> source.pull(_ -> {}));
    source.cancel();
    assertThrows(IllegalStateException.class, () -> source.pull(_ -> {}));
  }

  @Test
  void aPullAfterACancelIsRefused() throws Exception {
    Source source = source(bytes(10));
    source.cancel();
    assertThrows(IllegalStateException.class, () -> source.pull(_ -> {}));
  }

  @Test
  void aSecondPullBeforeTheAnswerIsRefused() throws Exception {
    Source source = source(bytes(10));
    if (source.pull(_ -> {}) instanceof StreamResult.Pending) {
      assertThrows(IllegalStateException.class, () -> source.pull(_ -> {}));
      assertThrows(
          IllegalStateException.class, () -> source.pullInto(ByteBuffer.allocate(1), _ -> {}));
    }
  }

  @Test
  void cancelLeavesThePullUnansweredAtEveryStep() throws Exception {
    byte[] bytes = bytes(SEVERAL_PIECES);
    for (int pulls = 0; pulls < 3; pulls++) {
      for (int steps = 0; steps < 12; steps++) {
        Source source = source(bytes);
        Drain drain = new Drain(source, loop);
        for (int i = 0; i < pulls; i++) {
          drain.pull(0);
        }
        boolean[] cancelled = {false};
        source.pull(_ -> assertFalse(cancelled[0]));
        loop.steps(steps);
        source.cancel();
        cancelled[0] = true;
        source.cancel();
        loop.runAll();
        assertThrows(IllegalStateException.class, () -> source.pull(_ -> {}));
      }
    }
  }

  @Test
  void aReceiverMayPullAgainWhileItIsCalled() throws Exception {
    byte[] bytes = bytes(SEVERAL_PIECES);
    Source source = source(bytes);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    new Consumer<StreamResult>() {
      @Override
      public void accept(StreamResult first) {
        StreamResult result = first;
        while (result instanceof StreamResult.Bytes some) {
          byte[] copy = new byte[some.bytes().remaining()];
          some.bytes().get(copy);
          all.writeBytes(copy);
          if (some.done()) {
            return;
          }
          result = source.pull(this);
        }
      }

      void begin() {
        accept(source.pull(this));
      }
    }.begin();
    loop.runAll();
    assertArrayEquals(bytes, all.toByteArray());
  }

  @Test
  void aReceiverMayCancelWhileItIsCalled() throws Exception {
    Source source = source(bytes(SEVERAL_PIECES));
    int[] calls = {0};
    source.pull(
        _ -> {
          calls[0]++;
          source.cancel();
        });
    loop.runAll();
    assertTrue(calls[0] <= 1);
  }

  @Test
  void whatItSaysOfItsLengthIsTrue() throws Exception {
    byte[] bytes = bytes(SEVERAL_PIECES);
    Source source = source(bytes);
    Drain drain = new Drain(source, loop);
    while (!drain.over()) {
      long said = source.length();
      assertTrue(said < 0 || said == bytes.length - drain.bytes().length);
      drain.pull(70_001);
    }
    assertEquals(bytes.length, drain.bytes().length);
  }

  @Test
  void whatItSaysOfAsciiIsTrue() throws Exception {
    byte[] bytes = bytes(100);
    Source source = source(bytes);
    assertTrue(!source.isAscii() || Ascii.isAscii(bytes, 0, bytes.length));
  }
}
