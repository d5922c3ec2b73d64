package dev.sluice.bridge.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.stream.Drain;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.SinkContract;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSinkTest extends SinkContract {
  private static final int MARK = 64 << 10;

  @TempDir Path folder = Path.of("");

  @Override
  protected Sink sink() throws IOException {
    // Something longer was there before.
    Files.write(folder.resolve("file"), new byte[5_000_000]);
    return sink(WriteOptions.WHOLE, MARK);
  }

  @Override
  protected byte[] arrived(Sink sink) throws IOException {
    return Files.readAllBytes(folder.resolve("file"));
  }

  private FileSink sink(WriteOptions options, int mark) {
    return new FileSink(location("file"), options, mark, loop);
  }

  private FileLocation location(String name) {
    return new FileLocation(folder.resolve(name), name, -1);
  }

  @Nested
  class Atomic extends SinkContract {
    @Override
    protected Sink sink() {
      return new FileSink(location("atomic"), WriteOptions.WHOLE.atomically(), MARK, loop);
    }

    @Override
    protected byte[] arrived(Sink sink) throws IOException {
      return Files.readAllBytes(folder.resolve("atomic"));
    }
  }

  /** Its mark is large enough for a source to fill buffers of the sink. */
  @Nested
  class WithRoom extends SinkContract {
    @Override
    protected Sink sink() throws IOException {
      Files.write(folder.resolve("file"), new byte[5_000_000]);
      return new FileSink(location("file"), WriteOptions.WHOLE, 1 << 20, loop);
    }

    @Override
    protected byte[] arrived(Sink sink) throws IOException {
      return Files.readAllBytes(folder.resolve("file"));
    }
  }

  @Nested
  class OfARange extends SinkContract {
    @Override
    protected Sink sink() throws IOException {
      Files.write(folder.resolve("range"), new byte[] {1, 2, 3});
      return new FileSink(location("range"), new WriteOptions(3, -1, false, -1, false), 1, loop);
    }

    @Override
    protected byte[] arrived(Sink sink) throws IOException {
      byte[] all = Files.readAllBytes(folder.resolve("range"));
      assertArrayEquals(new byte[] {1, 2, 3}, Arrays.copyOf(all, 3));
      return Arrays.copyOfRange(all, 3, all.length);
    }
  }

  private static StreamResult.Bytes text(String text) {
    return new StreamResult.Owned(ByteBuffer.wrap(text.getBytes(US_ASCII)), false);
  }

  private String content() throws IOException {
    return Files.readString(folder.resolve("file"));
  }

  private static final class Ends implements FileSink.WhenDone, Signal {
    final List<Long> bytes = new ArrayList<>();
    @Nullable BridgeException error;

    @Override
    public void done(@Nullable BridgeException e, long count) {
      bytes.add(count);
      error = e;
    }

    @Override
    public void start() {}

    @Override
    public void ready() {}

    @Override
    public void close(@Nullable BridgeException e) {
      error = e;
    }
  }

  @Test
  void aLongerFilesTailIsGoneEvenIfNobodyEndsTheSink() throws IOException {
    Files.writeString(folder.resolve("file"), "something long");
    FileSink sink = sink(WriteOptions.WHOLE, MARK);
    sink.write(text("short"));
    loop.runAll();
    assertEquals("short", content());
  }

  @Test
  void whatATaskHasWrittenIsInTheFileRightAfterIt() throws IOException {
    FileSink sink = sink(WriteOptions.WHOLE, MARK);
    sink.write(text("a"));
    sink.write(text("b"));
    assertFalse(Files.exists(folder.resolve("file")));
    loop.runAll();
    assertEquals("ab", content());
  }

  @Test
  void flushTellsTheBytesSinceTheLastOne() throws IOException {
    FileSink sink = sink(WriteOptions.WHOLE, MARK);
    Ends flushes = new Ends();
    sink.write(text("abc"));
    sink.flush(flushes);
    loop.runAll();
    sink.write(text("de"));
    loop.runAll();
    sink.write(text("f"));
    sink.flush(flushes);
    sink.flush(flushes);
    loop.runAll();
    assertEquals(List.of(3L, 3L, 0L), flushes.bytes);
    assertEquals("abcdef", content());
  }

  @Test
  void endTellsAllBytesAndAsOftenAsAsked() throws IOException {
    FileSink sink = sink(WriteOptions.WHOLE, MARK);
    Ends ends = new Ends();
    sink.write(text("abc"));
    sink.end(ends);
    sink.end(ends);
    loop.runAll();
    sink.end(ends);
    loop.runAll();
    assertEquals(List.of(3L, 3L, 3L), ends.bytes);
    assertNull(ends.error);
  }

  @Test
  void anEndWithoutAnythingMakesAnEmptyFile() throws IOException {
    Files.writeString(folder.resolve("file"), "something");
    sink(WriteOptions.WHOLE, MARK).end();
    loop.runAll();
    assertEquals("", content());
  }

  @Test
  void whatIsOpenedAheadKeepsItsContentUntilThereIsSomethingInItsPlace() throws IOException {
    for (String first : List.of("short", "")) {
      Files.writeString(folder.resolve("file"), "something long");
      FileSink sink = sink(WriteOptions.WHOLE, MARK);
      sink.start(new Ends());
      loop.runAll();
      assertEquals("something long", content());
      if (!first.isEmpty()) {
        sink.write(text(first));
        loop.runAll();
        assertEquals(first, content());
      }
      sink.end();
      loop.runAll();
      assertEquals(first, content());
    }
  }

  @Test
  void whatIsAbortedBeforeTheFirstByteIsAsItWas() throws IOException {
    Files.writeString(folder.resolve("file"), "something long");
    FileSink sink = sink(WriteOptions.WHOLE, MARK);
    sink.start(new Ends());
    loop.runAll();
    sink.abort(null);
    loop.runAll();
    assertEquals("something long", content());
  }

  @Test
  void thatItCannotBeOpenedShowsBeforeTheFirstByte() {
    FileSink sink = new FileSink(location("."), WriteOptions.WHOLE, MARK, loop);
    Ends signal = new Ends();
    sink.start(signal);
    loop.runAll();
    assertNotNull(signal.error);
    assertEquals("EISDIR", signal.error.code());
  }

  @Test
  void foldersAreMadeIfAsked() throws IOException {
    FileSink made =
        new FileSink(location("a/b/c"), new WriteOptions(0, -1, true, -1, false), MARK, loop);
    made.end();
    loop.runAll();
    assertTrue(Files.exists(folder.resolve("a/b/c")));

    Ends ends = new Ends();
    FileSink refused =
        new FileSink(location("x/y"), new WriteOptions(0, -1, false, -1, false), MARK, loop);
    refused.end(ends);
    loop.runAll();
    assertNotNull(ends.error);
    assertEquals("ENOENT", ends.error.code());
  }

  @Test
  void anErrorReachesAllWhoWaitAndAllWhoComeAfter() {
    FileSink sink = new FileSink(location("."), WriteOptions.WHOLE, MARK, loop);
    Ends signal = new Ends();
    sink.start(signal);
    Ends flush = new Ends();
    Ends end = new Ends();
    sink.write(text("abc"));
    sink.flush(flush);
    sink.end(end);
    loop.runAll();
    Ends late = new Ends();
    sink.end(late);
    loop.runAll();
    for (Ends each : List.of(signal, flush, end, late)) {
      assertNotNull(each.error);
      assertEquals("EISDIR", each.error.code());
      assertEquals(".", each.error.path());
    }
    assertEquals(Sink.Flow.CLOSED, sink.write(text("d")));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsTold() {
    FileSink sink =
        new FileSink(
            new FileLocation(Path.of("/dev/full"), "full", -1), WriteOptions.WHOLE, MARK, loop);
    Ends end = new Ends();
    sink.write(text("abc"));
    sink.end(end);
    loop.runAll();
    assertNotNull(end.error);
    assertEquals("ENOSPC", end.error.code());
    assertEquals("write", end.error.syscall());
  }

  @Test
  void anAtomicFileAppearsCompleteOrNotAtAll() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "before");
    FileSink aborted = sink(WriteOptions.WHOLE.atomically(), MARK);
    aborted.write(text("half"));
    loop.runAll();
    assertEquals("before", content());
    aborted.abort(null);
    loop.runAll();
    assertEquals("before", content());
    assertEquals(List.of(file), list());

    FileSink ended = sink(WriteOptions.WHOLE.atomically(), MARK);
    ended.write(text("after"));
    loop.runAll();
    ended.end();
    loop.runAll();
    assertEquals("after", content());
    assertEquals(List.of(file), list());
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void noFileStaysOpenWhereverItEnds() throws IOException {
    for (boolean atomic : new boolean[] {false, true}) {
      for (int steps = 0; steps < 8; steps++) {
        for (boolean ends : new boolean[] {false, true}) {
          FileSink sink = sink(new WriteOptions(0, -1, false, -1, atomic), 10);
          sink.write(text("more than the mark"));
          if (ends) {
            sink.end();
          }
          loop.steps(steps);
          sink.write(text("more than the mark"));
          sink.abort(null);
          loop.runAll();
          assertEquals(List.of(), OpenFiles.below(folder));
        }
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("file")), files.toList());
    }
  }

  @Test
  void memoryIsBoundedByTheMark() {
    FileSink sink = sink(WriteOptions.WHOLE, 10);
    sink.start(new Ends());
    loop.runAll();
    int taken = 0;
    while (sink.write(text("123")) == Sink.Flow.MORE) {
      taken++;
      assertTrue(taken < 20, "never full");
    }
    assertTrue(sink.isFull());
    loop.runAll();
    assertFalse(sink.isFull());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20_000, 100_000, 262_144, 3_000_001})
  void whatASourceFillsInReplacesALongerFile(int length) throws IOException {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    Files.write(folder.resolve("from"), bytes);
    Files.write(folder.resolve("file"), new byte[5_000_000]);
    Ends end = new Ends();
    Pipe.connect(
        new FileSource(location("from"), 0, -1, loop),
        sink(WriteOptions.WHOLE, 1 << 20),
        end::done);
    loop.runAll();
    assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("file")));
    assertEquals(List.of((long) length), end.bytes);
    assertNull(end.error);
  }

  @Test
  void ofALongerFileNothingIsLeftBehindAWriteThatFails() throws IOException {
    Files.write(folder.resolve("from"), new byte[3_000_000]);
    byte[] old = new byte[5_000_000];
    Arrays.fill(old, (byte) 1);
    Files.write(folder.resolve("file"), old);
    Path full = FullDisk.of(folder, 100_000).resolve("file");
    Ends end = new Ends();
    Pipe.connect(
        new FileSource(location("from"), 0, -1, loop),
        new FileSink(new FileLocation(full, "file", -1), WriteOptions.WHOLE, 1 << 20, loop),
        end::done);
    loop.runAll();
    assertNotNull(end.error);
    assertEquals("ENOSPC", end.error.code());
    assertArrayEquals(new byte[100_000], Files.readAllBytes(folder.resolve("file")));
  }

  @Test
  void whatLiesBeyondTheRangeIsDropped() throws IOException {
    Files.writeString(folder.resolve("file"), "0123456789");
    FileSink sink = sink(new WriteOptions(2, 3, false, -1, false), 4);
    Ends end = new Ends();
    sink.write(text("ab"));
    sink.write(text("cdefgh"));
    sink.write(text("ijk"));
    sink.end(end);
    loop.runAll();
    assertEquals("01abc56789", content());
    assertEquals(List.of(3L), end.bytes);
  }

  @Test
  void anUntouchedFileIsCopiedByTheSystem() throws IOException {
    Files.writeString(folder.resolve("from"), "0123456789");
    FileSink sink = sink(WriteOptions.WHOLE, MARK);
    FileSource source = new FileSource(location("from"), 2, 5, loop);
    Ends copied = new Ends();
    Ends end = new Ends();
    assertTrue(sink.copy(source, copied));
    assertFalse(sink.copy(source, copied));
    assertThrows(IllegalStateException.class, () -> source.pull(_ -> {}));
    assertEquals(Sink.Flow.CLOSED, sink.write(text("x")));
    sink.end(end);
    loop.runAll();
    assertEquals(List.of(5L), copied.bytes);
    assertEquals(List.of(5L), end.bytes);
    assertEquals("23456", content());
  }

  @Test
  void aFilePipedIntoItselfIsKept() throws IOException {
    Files.writeString(folder.resolve("file"), "0123456789");
    Ends copied = new Ends();
    FileSource source = new FileSource(location("file"), 0, -1, loop);
    assertTrue(sink(WriteOptions.WHOLE, MARK).copy(source, copied));
    loop.runAll();
    assertEquals(List.of(10L), copied.bytes);
    assertEquals("0123456789", content());
  }

  @Test
  void aCopyThatIsAbortedBeforeItRunsLeavesTheFileAlone() throws IOException {
    Files.writeString(folder.resolve("from"), "0123456789");
    Files.writeString(folder.resolve("file"), "old");
    Ends copied = new Ends();
    FileSink sink = sink(WriteOptions.WHOLE, MARK);
    assertTrue(sink.copy(new FileSource(location("from"), 0, -1, loop), copied));
    sink.abort(null);
    loop.runAll();
    assertEquals("old", content());
    assertNotNull(copied.error);
    assertEquals("ECANCELED", copied.error.code());
    assertEquals(1, copied.bytes.size());
  }

  @Test
  void aFullDiskEndsTheSinkAndIsTold() throws IOException {
    for (boolean atomic : new boolean[] {false, true}) {
      Path disk = FullDisk.of(folder, 100_000);
      WriteOptions options = new WriteOptions(0, -1, false, -1, atomic);
      FileSink sink =
          new FileSink(new FileLocation(disk.resolve("full"), "full", -1), options, 1000, loop);
      Ends closed = new Ends();
      sink.start(closed);
      loop.runAll();
      for (int i = 0; i < 11; i++) {
        sink.write(new StreamResult.Owned(ByteBuffer.wrap(new byte[10_000]), false));
        loop.runAll();
      }
      assertNotNull(closed.error);
      assertEquals("ENOSPC: no space left on device, write 'full'", closed.error.message());
      assertEquals(Sink.Flow.CLOSED, sink.write(text("x")));
      Ends end = new Ends();
      sink.end(end);
      loop.runAll();
      assertEquals(closed.error, end.error);
      try (Stream<Path> left = Files.list(folder)) {
        assertEquals(atomic ? 0 : 1, left.count());
      }
      Files.deleteIfExists(folder.resolve("full"));
    }
  }

  @Test
  void theMarkMayBeChangedWhileTheSinkIsOpen() throws IOException {
    FileSink sink = sink(WriteOptions.WHOLE, MARK);
    sink.highWaterMark(4);
    // The first is on its way at once, the second waits for it.
    assertEquals(Sink.Flow.MORE, sink.write(text("12345")));
    assertEquals(Sink.Flow.WAIT, sink.write(text("67890")));
    sink.highWaterMark(1000);
    assertFalse(sink.isFull());
    assertEquals(Sink.Flow.MORE, sink.write(text("x")));
    sink.end();
    loop.runAll();
    assertEquals("1234567890x", content());
  }

  @Test
  void whatHasBegunIsNotCopied() throws IOException {
    Files.writeString(folder.resolve("from"), "0123456789");
    FileSource begun = new FileSource(location("from"), 0, -1, loop);
    begun.pull(_ -> {});
    assertFalse(sink(WriteOptions.WHOLE, MARK).copy(begun, new Ends()));
    FileSink written = sink(WriteOptions.WHOLE, MARK);
    written.write(text("x"));
    FileSource fresh = new FileSource(location("from"), 0, -1, loop);
    assertFalse(written.copy(fresh, new Ends()));
    assertArrayEquals("0123456789".getBytes(US_ASCII), Drain.all(fresh, loop));
  }

  @Test
  void aCopyThatFailsIsTold() {
    FileSource missing = new FileSource(location("missing"), 0, -1, loop);
    Ends copied = new Ends();
    FileSink sink = sink(WriteOptions.WHOLE, MARK);
    assertTrue(sink.copy(missing, copied));
    loop.runAll();
    assertNotNull(copied.error);
    assertEquals("missing", copied.error.path());
    assertFalse(Files.exists(folder.resolve("file")));
    assertEquals(copied.error, sink.failure());
  }

  @Test
  void aFileIsPipedIntoAFile() throws IOException {
    byte[] bytes = new byte[3_000_017];
    new Random(1).nextBytes(bytes);
    Files.write(folder.resolve("from"), bytes);
    long[] moved = {0};
    Pipe.connect(
        new FileSource(location("from"), 0, -1, loop),
        sink(WriteOptions.WHOLE, MARK),
        (error, count) -> moved[0] = error == null ? count : -1);
    loop.runAll();
    assertEquals(bytes.length, moved[0]);
    assertArrayEquals(bytes, arrived(sink(WriteOptions.WHOLE, MARK)));
  }

  @Test
  @Timeout(20)
  void manyWritesThatNobodyWaitsForAreEachCopiedOnce() throws IOException {
    FileSink sink = sink(WriteOptions.WHOLE, MARK);
    sink.flush();
    // The job that opens the file runs only at the end.
    for (int i = 0; i < 500_000; i++) {
      sink.write(text("0123456789"));
    }
    sink.end();
    loop.runAll();
    assertEquals("0123456789".repeat(500_000), content());
  }

  @Test
  void whoAbortsAnAtomicWriteIsToldWhenItsTemporaryFileIsGone() throws IOException {
    for (int steps = 0; steps < 4; steps++) {
      FileSink sink = sink(WriteOptions.WHOLE.atomically(), MARK);
      List<Long> left = new ArrayList<>();
      sink.write(text("half"));
      sink.flush((_, _) -> {});
      loop.steps(steps);
      sink.write(text("more"));
      sink.flush((_, _) -> left.add(filesInFolder()));
      sink.abort(null);
      loop.runAll();
      assertEquals(List.of(0L), left);
    }
  }

  @Test
  void whatIsWrittenBesideItsPlaceIsRemovedByWhoHaltsTheProcess() {
    FileSink sink = sink(WriteOptions.WHOLE.atomically(), MARK);
    sink.write(text("half"));
    loop.runAll();
    assertEquals(1, filesInFolder());
    TemporaryFiles.removeAll();
    assertEquals(0, filesInFolder());
    sink.abort(null);
    loop.runAll();
  }

  private long filesInFolder() {
    String[] names = folder.toFile().list();
    return names == null ? 0 : names.length;
  }
}
