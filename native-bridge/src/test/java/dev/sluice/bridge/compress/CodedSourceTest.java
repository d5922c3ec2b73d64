package dev.sluice.bridge.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Drain;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.SourceContract;
import dev.sluice.bridge.stream.StreamResult;
import dev.sluice.bridge.stream.TestSources;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodedSourceTest {
  private final SteppedLoop loop = new SteppedLoop();

  @Nested
  class Gunzip extends OfDecoding {
    Gunzip() {
      super(Coding.GZIP, 3);
    }
  }

  @Nested
  class Unbrotli extends OfDecoding {
    Unbrotli() {
      super(Coding.BROTLI, 6);
    }
  }

  @Nested
  class Unzstd extends OfDecoding {
    Unzstd() {
      super(Coding.ZSTD, 0);
    }
  }

  /** Decodes what was encoded before the test. */
  abstract static class OfDecoding extends SourceContract {
    private static final Map<String, byte[]> CODED = new ConcurrentHashMap<>();

    private final Coding coding;
    private final int manner;

    OfDecoding(Coding coding, int manner) {
      this.coding = coding;
      this.manner = manner;
    }

    @Override
    protected Source source(byte[] bytes) {
      byte[] coded =
          CODED.computeIfAbsent(
              coding + " " + bytes.length + " " + Arrays.hashCode(bytes),
              _ -> Coded.encode(coding, bytes));
      Source source = TestSources.of(coded, 65_537, manner, loop);
      return new Decoding(source, coding, Tolerance.STANDARD, -1, loop);
    }
  }

  @Nested
  class GzipAndBack extends OfEncoding {
    GzipAndBack() {
      super(Coding.GZIP, 1, 2);
    }
  }

  @Nested
  class BrotliAndBack extends OfEncoding {
    BrotliAndBack() {
      super(Coding.BROTLI, 0, 3);
    }
  }

  @Nested
  class ZstdAndBack extends OfEncoding {
    ZstdAndBack() {
      super(Coding.ZSTD, 1, 1);
    }
  }

  /** Encodes and decodes again. */
  abstract static class OfEncoding extends SourceContract {
    private final Coding coding;
    private final int level;
    private final int manner;

    OfEncoding(Coding coding, int level, int manner) {
      this.coding = coding;
      this.level = level;
      this.manner = manner;
    }

    @Override
    protected Source source(byte[] bytes) {
      Source source = TestSources.of(bytes, 300_001, manner, loop);
      Source encoding = new Encoding(source, coding, level, loop);
      return new Decoding(encoding, coding, Tolerance.STANDARD, -1, loop);
    }
  }

  private Source decoding(byte[] coded, long limit) {
    Source source = BytesStore.of(coded).source(0, coded.length, loop);
    return new Decoding(source, Coding.GZIP, Tolerance.HTTP, limit, loop);
  }

  @ParameterizedTest
  @EnumSource
  void everyMannerOfSourceIsDecoded(Coding coding) {
    byte[] bytes = Coded.bytes(100_003);
    byte[] coded = Coded.encode(coding, bytes);
    for (int manner = 0; manner < TestSources.MANNERS; manner++) {
      for (int piece : new int[] {1, 1009, 1 << 20}) {
        if (piece == 1 && manner > 1) {
          continue;
        }
        Source source = TestSources.of(coded, piece, manner, loop);
        Decoding decoding = new Decoding(source, coding, Tolerance.HTTP, -1, loop);
        assertArrayEquals(bytes, Drain.all(decoding, loop));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyMannerOfSourceIsEncoded(Coding coding) {
    byte[] bytes = Coded.bytes(100_003);
    for (int manner = 0; manner < TestSources.MANNERS; manner++) {
      Source source = TestSources.of(bytes, 1009, manner, loop);
      byte[] coded = Drain.all(new Encoding(source, coding, Coding.DEFAULT_LEVEL, loop), loop);
      assertArrayEquals(bytes, Coded.decode(coding, Tolerance.STANDARD, coded));
    }
  }

  @Test
  void aBombStopsAtTheLimit() {
    byte[] bomb = Coded.encode(Coding.GZIP, new byte[100 << 20]);
    Drain drain = new Drain(decoding(bomb, 1 << 20), loop);
    while (!drain.over()) {
      drain.pull(0);
    }
    BridgeException failure = drain.failure();
    assertNotNull(failure);
    assertEquals("ERR_BODY_TOO_LARGE", failure.code());
    assertTrue(drain.bytes().length <= 1 << 20);
  }

  @Test
  void exactlyTheLimitIsAllowed() {
    byte[] bytes = Coded.bytes(100_000);
    byte[] coded = Coded.encode(Coding.GZIP, bytes);
    assertArrayEquals(bytes, Drain.all(decoding(coded, 100_000), loop));
    assertThrows(BridgeException.class, () -> Drain.all(decoding(coded, 99_999), loop));
  }

  @Test
  void aBombIntoAFullLimitFreesTheSource() {
    byte[] bomb = Coded.encode(Coding.GZIP, new byte[10 << 20]);
    @Nullable BridgeException[] error = {null};
    Collector collector = new Collector(1000);
    Pipe.connect(decoding(bomb, -1), collector, (e, _) -> error[0] = e);
    loop.runAll();
    assertNotNull(error[0]);
    assertEquals("ERR_BODY_TOO_LARGE", error[0].code());
  }

  @Test
  void dataThatIsCutOffFailsAfterAllThatCameOut() {
    byte[] bytes = Coded.bytes(100_000);
    byte[] coded = Coded.encode(Coding.GZIP, bytes);
    Drain drain = new Drain(decoding(Arrays.copyOf(coded, coded.length - 8), -1), loop);
    while (!drain.over()) {
      drain.pull(0);
    }
    assertArrayEquals(bytes, drain.bytes());
    assertNotNull(drain.failure());
    assertEquals("Z_BUF_ERROR", drain.failure().code());
  }

  @Test
  void corruptDataCancelsTheSource() {
    boolean[] cancelled = {false};
    Source source =
        new Source() {
          @Override
          public StreamResult pull(Consumer<StreamResult> receiver) {
            return new StreamResult.Owned(ByteBuffer.wrap(new byte[] {1, 2, 3}), false);
          }

          @Override
          public void cancel() {
            cancelled[0] = true;
          }
        };
    Decoding decoding = new Decoding(source, Coding.GZIP, Tolerance.HTTP, -1, loop);
    assertInstanceOf(StreamResult.Failed.class, decoding.pull(_ -> {}));
    assertTrue(cancelled[0]);
  }

  @Test
  void whatTheSourceFailsWithIsPassedOn() {
    byte[] coded = Coded.encode(Coding.GZIP, Coded.bytes(100_000));
    for (int manner = 0; manner < TestSources.MANNERS; manner++) {
      for (int at : new int[] {0, 1, coded.length / 2}) {
        for (boolean encodes : new boolean[] {false, true}) {
          Source source = TestSources.failing(coded, 1009, manner, at, loop);
          Source coding =
              encodes
                  ? new Encoding(source, Coding.GZIP, 1, loop)
                  : new Decoding(source, Coding.GZIP, Tolerance.HTTP, -1, loop);
          BridgeException e = assertThrows(BridgeException.class, () -> Drain.all(coding, loop));
          assertEquals("ERR_TEST", e.code());
        }
      }
    }
  }

  /** Gives what it is told to, when it is told to. */
  private static final class Live implements Source {
    @Nullable Consumer<StreamResult> receiver;

    @Override
    public StreamResult pull(Consumer<StreamResult> next) {
      receiver = next;
      return StreamResult.Pending.PENDING;
    }

    void give(StreamResult result) {
      Consumer<StreamResult> to = receiver;
      assertNotNull(to);
      receiver = null;
      to.accept(result);
    }

    void lend(byte[] bytes) {
      byte[] lent = bytes.clone();
      give(new StreamResult.Temporary(ByteBuffer.wrap(lent), false));
      Arrays.fill(lent, (byte) 0xDB);
    }

    @Override
    public void cancel() {
      receiver = null;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLiveSourceIsNotHeldUpInTheEncoder(Coding coding) {
    Live live = new Live();
    Encoding encoding = new Encoding(live, coding, Coding.DEFAULT_LEVEL, loop);
    try (Coder decoder = coding.decoder(Tolerance.STANDARD)) {
      for (int i = 0; i < 4; i++) {
        byte[] event = Coded.bytes(300 + i);
        ByteBuffer all = ByteBuffer.allocate(1000);
        Consumer<StreamResult> receiver =
            new Consumer<>() {
              @Override
              public void accept(StreamResult result) {
                StreamResult next = result;
                while (next instanceof StreamResult.Bytes bytes) {
                  decoder.code(bytes.bytes(), all, Coder.Next.MORE);
                  next =
                      all.position() == event.length
                          ? StreamResult.Pending.PENDING
                          : encoding.pull(this);
                }
              }
            };
        assertInstanceOf(StreamResult.Pending.class, encoding.pull(receiver));
        live.lend(event);
        loop.runAll();
        assertArrayEquals(event, Arrays.copyOf(all.array(), all.position()));
      }
    }
    encoding.cancel();
  }

  @ParameterizedTest
  @EnumSource
  void allThatWasFlushedComesOutThoughTheSourceLetsWait(Coding coding) {
    for (int size : new int[] {8_200, 20_000, 300_000}) {
      byte[] bytes = new byte[size];
      byte[] coded;
      try (Coder coder = coding.encoder(Coding.DEFAULT_LEVEL)) {
        coded = Coded.run(coder, bytes, 1 << 20, 1 << 16, Coder.Next.FLUSH, false);
      }
      Live live = new Live();
      Decoding decoding = new Decoding(live, coding, Tolerance.HTTP, -1, loop);
      int[] count = {0};
      Consumer<StreamResult> receiver =
          new Consumer<>() {
            @Override
            public void accept(StreamResult result) {
              StreamResult next = result;
              while (next instanceof StreamResult.Bytes came) {
                count[0] += came.bytes().remaining();
                next = decoding.pull(this);
              }
            }
          };
      assertInstanceOf(StreamResult.Pending.class, decoding.pull(receiver));
      live.lend(coded);
      loop.runAll();
      assertEquals(size, count[0]);
      decoding.cancel();
    }
  }

  @Test
  void whatComesWhileNobodyAsksIsKept() {
    Live live = new Live();
    Encoding encoding = new Encoding(live, Coding.GZIP, 6, loop);
    byte[] first = Coded.bytes(200);
    byte[] second = Coded.bytes(70_000);
    @Nullable StreamResult[] answer = {null};
    encoding.pull(result -> answer[0] = result);
    ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    live.lend(first);
    // The header; then the flush, since the source lets wait, which has been asked again by then.
    add(all, answer[0]);
    add(all, encoding.pull(_ -> {}));
    live.lend(second);
    StreamResult result = encoding.pull(last -> answer[0] = last);
    while (!(result instanceof StreamResult.Pending)) {
      add(all, result);
      result = encoding.pull(last -> answer[0] = last);
    }
    live.give(StreamResult.Done.DONE);
    add(all, answer[0]);
    byte[] expected = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, expected, first.length, second.length);
    assertArrayEquals(expected, Coded.decode(Coding.GZIP, Tolerance.STANDARD, all.toByteArray()));
  }

  @Test
  void aFailureThatComesWhileNobodyAsksIsToldToWhoAsksNext() {
    Live live = new Live();
    Encoding encoding = new Encoding(live, Coding.GZIP, 6, loop);
    @Nullable StreamResult[] answer = {null};
    encoding.pull(result -> answer[0] = result);
    live.lend(Coded.bytes(200));
    assertInstanceOf(StreamResult.Temporary.class, answer[0]);
    assertInstanceOf(StreamResult.Temporary.class, encoding.pull(_ -> {}));
    live.give(new StreamResult.Failed(BridgeException.plain("ERR_TEST", "a fault")));
    StreamResult next = encoding.pull(_ -> {});
    assertEquals("ERR_TEST", assertInstanceOf(StreamResult.Failed.class, next).error().code());
    assertThrows(IllegalStateException.class, () -> encoding.pull(_ -> {}));
  }

  private static void add(ByteArrayOutputStream all, @Nullable StreamResult result) {
    ByteBuffer bytes = assertInstanceOf(StreamResult.Temporary.class, result).bytes();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    all.writeBytes(copy);
  }

  @Test
  void aLargeBodyLetsOthersHaveTheirTurn() {
    byte[] zeros = new byte[5 << 20];
    byte[] coded = Coded.encode(Coding.GZIP, zeros);
    Source plain = BytesStore.of(zeros).source(0, zeros.length, loop);
    for (Source large :
        new Source[] {decoding(coded, -1), new Encoding(plain, Coding.GZIP, 6, loop)}) {
      boolean[] isOver = {false};
      Pipe.connect(large, new Collector(-1), (_, _) -> isOver[0] = true);
      int turns = 0;
      do {
        assertFalse(isOver[0]);
        turns++;
      } while (loop.step() && !isOver[0]);
      assertTrue(turns > 20, () -> "it took all in a few goes");
    }
  }
}
