package dev.sluice.bridge.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.SteppedLoop;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CollectorTest extends SinkContract {
  @Override
  protected Sink sink() {
    return new Collector(-1);
  }

  @Override
  protected byte[] arrived(Sink sink) {
    return ((Collector) sink).bytes();
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  @Test
  void bytesWhoseNumberIsKnownAreNotCopiedAgain() {
    Collector collector = new Collector(-1);
    collector.start(new Ends());
    ByteBuffer room = collector.room(300_000);
    assertNotNull(room);
    collector.filled(300_000);
    assertNotNull(collector.room(-1));
    byte[] bytes = collector.bytes();
    assertEquals(300_000, bytes.length);
    room.put(0, (byte) 7);
    assertEquals(7, bytes[0]);
  }

  @Test
  void anArrayThatIsGivenAwayIsKept() {
    Collector collector = new Collector(-1);
    byte[] given = new byte[100];
    collector.start(new Ends());
    collector.write(new StreamResult.Owned(ByteBuffer.wrap(given), true));
    assertSame(given, collector.bytes());
  }

  @Test
  void aByteOrderMarkIsDroppedAlsoWhenItComesInPieces() {
    Collector collector = new Collector(-1);
    for (byte b : "\uFEFF\uFEFFx".getBytes(UTF_8)) {
      collector.add(ByteBuffer.wrap(new byte[] {b}));
    }
    assertEquals("\uFEFFx", collector.text());
  }

  @Test
  void charactersAndSurrogatePairsMayBeCut() {
    Collector collector = new Collector(-1);
    collector.add("a\uD83D");
    collector.add("");
    collector.add("\uDE00\uD83D");
    byte[] smile = "\uD83D\uDE00".getBytes(UTF_8);
    collector.add(ByteBuffer.wrap(smile, 0, 2));
    collector.add(ByteBuffer.wrap(smile, 2, 2));
    collector.add("\uDE00");
    assertEquals("a\uD83D\uDE00\uFFFD\uD83D\uDE00\uFFFD", collector.text());
    collector.add("\uD83D");
    assertTrue(collector.text().endsWith("\uFFFD\uFFFD"));
  }

  @Test
  void whatIsTakenOutLeavesHalfAPairForWhatComesNext() {
    Collector collector = new Collector(-1);
    collector.add("a\uD83D");
    assertEquals("a", new String(collector.take(), UTF_8));
    assertEquals(0, collector.byteLength());
    assertEquals(0, collector.take().length);
    collector.add("\uDE00");
    assertEquals("\uD83D\uDE00", new String(collector.take(), UTF_8));
    assertEquals("", collector.text());
  }

  @Test
  void malformedBytesBecomeReplacementCharacters() {
    Collector collector = new Collector(-1);
    collector.add(ByteBuffer.wrap(new byte[] {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80}));
    assertEquals("a\uFFFD\uFFFD\uFFFD", collector.text());
  }

  @Test
  void knowsWhetherAllWasAscii() {
    Collector collector = new Collector(-1);
    for (int i = 0; i < 1000; i++) {
      collector.add("all of this is ASCII");
    }
    assertTrue(collector.isAscii());
    collector.add("ü");
    assertFalse(collector.isAscii());
  }

  @Test
  void theLimitIsExact() {
    Collector exact = new Collector(5);
    exact.add(utf8("12345"));
    assertEquals("12345", exact.text());
    BridgeException error = assertThrows(BridgeException.class, () -> exact.add("6"));
    assertEquals("ERR_BODY_TOO_LARGE", error.code());
    assertTrue(error.isTypeError());
    assertEquals(0, exact.byteLength());
    assertThrows(BridgeException.class, () -> exact.add(utf8("1")));
  }

  @Test
  void beyondTheLimitItClosesAndFreesAll() {
    for (int limit = 0; limit < 12; limit++) {
      for (boolean fills : new boolean[] {false, true}) {
        Collector collector = new Collector(limit);
        Ends ends = new Ends();
        SteppedLoop loop = new SteppedLoop();
        TestSource source =
            new TestSource(new byte[10], 3, new TestSource.Manner(false, true, true, fills), loop);
        Pipe.connect(source, collector, ends);
        assertEquals(1, ends.calls);
        if (limit < 10) {
          assertNotNull(ends.error);
          assertEquals("ERR_BODY_TOO_LARGE", ends.error.code());
          assertEquals(0, collector.byteLength());
          assertTrue(source.ended);
        } else {
          assertNull(ends.error);
          assertEquals(10, collector.byteLength());
        }
      }
    }
  }

  @Test
  void afterClearItCanBeFilledAgain() {
    Collector collector = new Collector(-1);
    collector.add("before");
    collector.clear();
    collector.add("after");
    assertEquals("after", collector.text());
    assertArrayEquals("after".getBytes(UTF_8), collector.bytes());
  }

  @Test
  void theSameBytesCanBeAskedForAgain() {
    Collector collector = new Collector(-1);
    collector.add("one ");
    assertEquals("one ", collector.text());
    collector.add("two");
    assertEquals("one two", collector.text());
    assertEquals("one two", new String(collector.bytes(), UTF_8));
    collector.add("!");
    assertEquals("one two!", collector.text());
  }

  private static final class Ends implements Signal, Pipe.WhenDone {
    int calls;
    @Nullable BridgeException error;

    @Override
    public void start() {}

    @Override
    public void ready() {}

    @Override
    public void close(@Nullable BridgeException e) {
      done(e, 0);
    }

    @Override
    public void done(@Nullable BridgeException e, long bytes) {
      calls++;
      error = e;
    }
  }
}
