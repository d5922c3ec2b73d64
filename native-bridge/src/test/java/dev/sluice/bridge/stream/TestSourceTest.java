package dev.sluice.bridge.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.stream.TestSource.Manner;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The source that the others' tests rely on keeps to the contract itself. */
class TestSourceTest {
  @Nested
  class AtOnceLent extends Of {
    AtOnceLent() {
      super(new Manner(false, true, true, false));
    }
  }

  @Nested
  class LaterLent extends Of {
    LaterLent() {
      super(new Manner(true, true, false, true));
    }
  }

  @Nested
  class AtOnceGiven extends Of {
    AtOnceGiven() {
      super(new Manner(false, false, false, true));
    }
  }

  @Nested
  class LaterGiven extends Of {
    LaterGiven() {
      super(new Manner(true, false, true, false));
    }
  }

  abstract static class Of extends SourceContract {
    private final Manner manner;

    Of(Manner manner) {
      this.manner = manner;
    }

    @Override
    protected Source source(byte[] bytes) {
      return new TestSource(bytes, 65_537, manner, loop);
    }
  }

  @Test
  void bytesThatWereLentAreNoLongerThereAfterTheTask() {
    SteppedLoop loop = new SteppedLoop();
    byte[] bytes = "lent".getBytes(US_ASCII);
    Source source = new TestSource(bytes, 10, new Manner(false, true, true, false), loop);
    ByteBuffer kept = ((StreamResult.Temporary) source.pull(_ -> {})).bytes();
    loop.runAll();
    assertNotEquals(ByteBuffer.wrap(bytes), kept);
  }
}
