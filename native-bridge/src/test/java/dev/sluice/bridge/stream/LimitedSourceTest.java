package dev.sluice.bridge.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import org.junit.jupiter.api.Test;

class LimitedSourceTest extends SourceContract {
  private static final int LENGTH = 1000;

  @Override
  protected Source source(byte[] bytes) {
    return new LimitedSource(new TestSource(bytes, 7919, manner(0), loop), bytes.length);
  }

  private static TestSource.Manner manner(int index) {
    return TestSource.Manner.ALL[index];
  }

  @Test
  void asMuchAsTheLimitIsGiven() {
    for (int i = 0; i < TestSources.MANNERS; i++) {
      TestSource source = new TestSource(bytes(LENGTH), 300, manner(i), loop);
      assertArrayEquals(bytes(LENGTH), Drain.all(new LimitedSource(source, LENGTH), loop));
    }
  }

  @Test
  void aByteMoreIsAFailureAndTheRestIsNotAskedFor() {
    for (int i = 0; i < TestSources.MANNERS; i++) {
      for (int room : new int[] {0, 350}) {
        TestSource source = new TestSource(bytes(LENGTH), 300, manner(i), loop);
        Source limited = new LimitedSource(source, 599);
        Drain drain = new Drain(limited, loop);
        while (!drain.over()) {
          drain.pull(room);
        }
        BridgeException failure = drain.failure();
        assertTrue(failure != null && failure.isTooLarge());
        assertEquals(2, source.pulls);
        assertEquals(1, source.cancels);
        assertThrows(IllegalStateException.class, () -> limited.pull(_ -> {}));
      }
    }
  }

  @Test
  void whatIsKnownToBeTooMuchIsNotBegun() {
    TestSource source = new TestSource(bytes(LENGTH), 300, manner(0), loop);
    Source announcing =
        new Source() {
          @Override
          public StreamResult pull(java.util.function.Consumer<StreamResult> receiver) {
            return source.pull(receiver);
          }

          @Override
          public void cancel() {
            source.cancel();
          }

          @Override
          public long length() {
            return LENGTH;
          }
        };
    Source limited = new LimitedSource(announcing, LENGTH - 1);
    assertThrows(BridgeException.class, () -> Drain.all(limited, loop));
    assertEquals(0, source.pulls);
    assertEquals(1, source.cancels);
    assertThrows(IllegalStateException.class, () -> limited.pull(_ -> {}));
  }
}
