package dev.sluice.bridge.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.file.FullDisk;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormReadingTest {
  private static final String BOUNDARY = "----Boundary7MA4";

  @TempDir private Path folder;

  /** Gives its bytes in pieces and overwrites each as soon as nobody may look at it any more. */
  private static final class Pieces implements Source {
    private final SteppedLoop loop;
    private final byte[] bytes;
    private final int piece;
    private final boolean later;
    private final boolean doneWithBytes;
    private byte[] lent = {};
    private int at;
    private @Nullable Consumer<StreamResult> waiting;
    private @Nullable BridgeException failure;
    private boolean ended;
    private int cancels;

    Pieces(SteppedLoop loop, byte[] bytes, int piece, boolean later, boolean doneWithBytes) {
      this.loop = loop;
      this.bytes = bytes;
      this.piece = piece;
      this.later = later;
      this.doneWithBytes = doneWithBytes;
    }

    @Override
    public StreamResult pull(Consumer<StreamResult> receiver) {
      assertTrue(!ended && waiting == null, "pulled too often");
      poison();
      if (!later) {
        return answer();
      }
      waiting = receiver;
      loop.post(
          () -> {
            Consumer<StreamResult> to = waiting;
            waiting = null;
            if (to != null) {
              to.accept(answer());
              poison();
            }
          });
      return StreamResult.Pending.PENDING;
    }

    private StreamResult answer() {
      int end = Math.min(bytes.length, at + piece);
      if (at == end) {
        ended = true;
        return failure == null ? StreamResult.Done.DONE : new StreamResult.Failed(failure);
      }
      lent = Arrays.copyOfRange(bytes, at, end);
      at = end;
      ended = doneWithBytes && end == bytes.length;
      return new StreamResult.Temporary(ByteBuffer.wrap(lent), ended);
    }

    private void poison() {
      Arrays.fill(lent, (byte) 0xDB);
    }

    @Override
    public void cancel() {
      waiting = null;
      poison();
      ended = true;
      cancels++;
    }
  }

  private final SteppedLoop loop = new SteppedLoop();
  private final List<SpoolFile> spools = new ArrayList<>();
  private @Nullable List<FormPart> parts;
  private @Nullable BridgeException error;
  private int outcomes;

  private FormReading start(Source source, long memory, long limit) {
    return start(source, FormLimits.defaults(folder).withMemory(memory), limit);
  }

  private FormReading start(Source source, FormLimits limits, long limit) {
    parts = null;
    error = null;
    outcomes = 0;
    MultipartReader reader = new MultipartReader(BOUNDARY, limits, limit, spools::add);
    return FormReading.start(
        source,
        reader,
        loop,
        (failed, read) -> {
          outcomes++;
          error = failed;
          parts = read;
        });
  }

  private static byte[] form() {
    byte[] content = new byte[5000];
    Arrays.fill(content, (byte) 'x');
    return new FormBytes(BOUNDARY)
        .text("a", "b")
        .file("f", "f.bin", null, content)
        .text("c", "d")
        .end();
  }

  private void assertForm() {
    assertNull(error);
    assertEquals(1, outcomes);
    List<FormPart> read = assertNotNullParts();
    assertEquals(3, read.size());
    assertEquals(new FormPart.Text("c", "d"), read.get(2));
    FormPart.Upload upload = (FormPart.Upload) read.get(1);
    ByteBuffer bytes = upload.store().read(upload.offset(), upload.length(), -1);
    assertEquals("x".repeat(5000), ISO_8859_1.decode(bytes).toString());
  }

  private List<FormPart> assertNotNullParts() {
    List<FormPart> read = parts;
    assertNotNull(read);
    return read;
  }

  @Test
  void everySourceIsReadToItsEndInMemoryAndOnDisk() {
    byte[] form = form();
    for (int piece : new int[] {1, 7, 1009, 1 << 20}) {
      for (int manner = 0; manner < 4; manner++) {
        for (long memory : new long[] {0, 300, 1 << 20}) {
          Pieces source = new Pieces(loop, form, piece, (manner & 1) != 0, (manner & 2) != 0);
          start(source, memory, -1);
          assertEquals(0, outcomes);
          loop.runAll();
          assertForm();
          assertEquals(0, source.cancels);
        }
      }
    }
  }

  @Test
  void nothingIsPulledWhileBytesAreOnTheirWayToDisk() {
    Pieces source = new Pieces(loop, form(), 100, false, true);
    start(source, 0, -1);
    loop.steps(1);
    assertEquals(100, source.at);
    loop.steps(1);
    assertEquals(100, source.at);
    loop.steps(1);
    assertEquals(200, source.at);
  }

  @Test
  void aMalformedFormCancelsItsSource() {
    for (boolean later : new boolean[] {false, true}) {
      for (long memory : new long[] {0, 1 << 20}) {
        byte[] form = "--%s\r\nno header\r\n\r\nx".formatted(BOUNDARY).getBytes(ISO_8859_1);
        Pieces source = new Pieces(loop, Arrays.copyOf(form, 10_000), 50, later, true);
        start(source, memory, -1);
        loop.runAll();
        assertEquals(1, outcomes);
        assertEquals("ERR_FORMDATA_PARSE_ERROR", error == null ? null : error.code());
        assertEquals(1, source.cancels);
      }
    }
  }

  @Test
  void aFormThatIsTooLargeCancelsItsSourceAndLeavesNothingOnDisk() {
    Pieces source = new Pieces(loop, form(), 100, true, true);
    start(source, 0, 3000);
    loop.runAll();
    assertEquals("ERR_BODY_TOO_LARGE", error == null ? null : error.code());
    assertEquals(1, source.cancels);
    assertEquals(0, spools.get(0).location().path().toFile().length());
  }

  @Test
  void aDiskThatIsFullFailsTheFormAndKeepsNothing() throws IOException {
    for (int room : new int[] {0, 1, 2500, 4999}) {
      spools.clear();
      Pieces source = new Pieces(loop, form(), 100, true, true);
      start(source, FormLimits.defaults(FullDisk.of(folder, room)).withMemory(0), -1);
      loop.runAll();
      assertEquals(1, outcomes);
      assertEquals(
          "ENOSPC: no space left on device, write", error == null ? null : error.message());
      assertEquals(1, source.cancels);
      assertEquals(0, spools.get(0).location().path().toFile().length());
      try (Stream<Path> left = Files.list(folder)) {
        assertEquals(0, left.count());
      }
    }
    Pieces source = new Pieces(loop, form(), 100, true, true);
    start(source, FormLimits.defaults(FullDisk.of(folder, 5000)).withMemory(0), -1);
    loop.runAll();
    assertForm();
  }

  @Test
  void aSourceThatFailsFailsTheForm() {
    Pieces source = new Pieces(loop, Arrays.copyOf(form(), 3000), 100, true, false);
    source.failure = BridgeException.plain("ERR_TEST", "a failure");
    start(source, 100, -1);
    loop.runAll();
    assertEquals(source.failure, error);
    assertEquals(1, outcomes);
    assertEquals(0, source.cancels);
  }

  @Test
  void aCancelledReadingTellsNothingAndFreesAllWheneverItComes() {
    for (int steps = 0; steps < 60; steps++) {
      spools.clear();
      Pieces source = new Pieces(loop, form(), 500, true, true);
      FormReading reading = start(source, 0, -1);
      loop.steps(steps);
      boolean told = outcomes == 1;
      reading.cancel();
      reading.cancel();
      loop.runAll();
      assertEquals(told ? 1 : 0, outcomes);
      assertEquals(told ? 0 : 1, source.cancels);
      for (SpoolFile spool : spools) {
        assertEquals(told ? 5000 : 0, spool.location().path().toFile().length());
      }
    }
  }
}
