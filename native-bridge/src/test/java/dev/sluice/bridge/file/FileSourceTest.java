package dev.sluice.bridge.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.stream.Drain;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.SourceContract;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSourceTest extends SourceContract {
  private static final int FIRST_BUFFER = 256 << 10;

  @TempDir Path folder = Path.of("");

  private @Nullable StreamResult received;

  @Override
  protected Source source(byte[] bytes) throws IOException {
    return source(file(bytes));
  }

  /** The middle of a file keeps to the contract like a whole one. */
  @Nested
  class OfARange extends SourceContract {
    @Override
    protected Source source(byte[] bytes) throws IOException {
      Path file = file(new byte[10]);
      Files.write(file, bytes, StandardOpenOption.APPEND);
      Files.write(file, new byte[1000], StandardOpenOption.APPEND);
      return new FileSource(location(file), 10, bytes.length, loop);
    }
  }

  @Test
  void nothingIsOpenedBeforeTheFirstPull() {
    Source source = source(folder.resolve("not there"));
    loop.runAll();
    source.cancel();
    loop.runAll();
  }

  @Test
  void aMissingFileFailsWithItsName() {
    StreamResult.Failed failed =
        assertInstanceOf(StreamResult.Failed.class, pull(source(folder.resolve("not there"))));
    assertEquals("ENOENT", failed.error().code());
    assertEquals("open", failed.error().syscall());
    assertEquals("the name", failed.error().path());
  }

  @Test
  void aFolderFailsAsOne() {
    StreamResult.Failed failed = assertInstanceOf(StreamResult.Failed.class, pull(source(folder)));
    assertEquals("EISDIR", failed.error().code());
  }

  @Test
  void whatIsAppendedWhileTheFileIsReadIsGivenToo() throws IOException {
    Path file = file(new byte[2_000_000]);
    Source source = source(file);
    assertInstanceOf(StreamResult.Temporary.class, pull(source));
    Files.write(file, new byte[100_000], StandardOpenOption.APPEND);
    assertEquals(2_100_000 - FIRST_BUFFER, Drain.all(source, loop).length);
  }

  @Test
  void aFileThatIsCutWhileItIsReadEndsThere() throws IOException {
    Path file = file(new byte[5_000_000]);
    Source source = source(file);
    pull(source);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(1_000_000);
    }
    assertEquals(1_000_000 - FIRST_BUFFER, Drain.all(source, loop).length);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aPipeIsReadToItsEnd() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Process writer = new ProcessBuilder("sh", "-c", "printf abc > \"$0\"", pipe.toString()).start();
    assertArrayEquals(new byte[] {'a', 'b', 'c'}, Drain.all(source(pipe), loop));
    assertEquals(0, writer.waitFor());
  }

  @Test
  void aWholeFileIsReadIntoOneBufferInOneGo() throws IOException {
    byte[] bytes = bytes(3_000_000);
    Source source = source(bytes);
    ByteBuffer first = ByteBuffer.allocate(1000);
    source.pullInto(first, result -> received = result);
    loop.runAll();
    assertEquals(new StreamResult.IntoArray(1000, false), received);
    assertEquals(2_999_000, source.length());
    ByteBuffer rest = ByteBuffer.allocate(2_999_000);
    source.pullInto(rest, result -> received = result);
    loop.runAll();
    assertEquals(new StreamResult.IntoArray(2_999_000, true), received);
    assertArrayEquals(Arrays.copyOfRange(bytes, 1000, bytes.length), rest.array());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0, 5, 5",
    "5, 10, 10",
    "99, 1, 1",
    "99, 100, 1",
    "100, 5, 0",
    "200, -1, 0",
    "50, -1, 50",
    "0, 1000, 100"
  })
  void aRangeIsCutAtTheFilesEnd(long offset, long length, int expected) throws IOException {
    byte[] bytes = bytes(100);
    Source source = new FileSource(location(file(bytes)), offset, length, loop);
    int start = (int) Math.min(offset, 100);
    assertArrayEquals(Arrays.copyOfRange(bytes, start, start + expected), Drain.all(source, loop));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileWithoutASizeIsReadToItsEnd() throws IOException {
    Path status = Path.of("/proc/version");
    byte[] all = Files.readAllBytes(status);
    assertArrayEquals(all, Drain.all(source(status), loop));
    Source tail = new FileSource(location(status), 3, -1, loop);
    assertArrayEquals(Arrays.copyOfRange(all, 3, all.length), Drain.all(tail, loop));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void endlessFilesGiveARange() {
    Source zeros = new FileSource(location(Path.of("/dev/zero")), 10, 3_000_000, loop);
    assertEquals(3_000_000, Drain.all(zeros, loop).length);
  }

  @Test
  void aSmallFilesBytesAreOnTheHeap() throws IOException {
    StreamResult.Temporary small =
        assertInstanceOf(StreamResult.Temporary.class, pull(source(file(bytes(1000)))));
    assertTrue(small.bytes().hasArray());
    assertEquals(1000, small.bytes().capacity());
    assertTrue(small.done());
  }

  @Test
  void aBufferThatWasLentIsReadAgainOnlyAfterThat() throws IOException {
    byte[] bytes = bytes(3_000_000);
    Source one = source(bytes);
    StreamResult.Temporary first = assertInstanceOf(StreamResult.Temporary.class, pull(one));
    // What another source reads meanwhile goes elsewhere.
    Source other = new FileSource(location(file(bytes)), 1, -1, loop);
    Drain.all(other, loop);
    assertEquals(ByteBuffer.wrap(bytes, 0, FIRST_BUFFER), first.bytes());
    one.cancel();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void noFileStaysOpenWhereverItIsCancelled() throws IOException {
    for (int pulls = 0; pulls < 4; pulls++) {
      for (int steps = 0; steps < 6; steps++) {
        Source source = source(bytes(3_000_000));
        Drain drain = new Drain(source, loop);
        for (int i = 0; i < pulls; i++) {
          drain.pull(i % 2 * 10_000);
        }
        source.pull(_ -> {});
        loop.steps(steps);
        source.cancel();
        loop.runAll();
        assertEquals(List.of(), OpenFiles.below(folder));
      }
    }
    Drain.all(source(bytes(3_000_000)), loop);
    assertEquals(List.of(), OpenFiles.below(folder));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @Timeout(20)
  void whatIsCancelledWhileItIsOpenedIsNotRead() throws Exception {
    Path pipe = folder.resolve("pipe");
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    Source source = source(pipe);
    source.pull(_ -> {});
    Thread job = Thread.ofPlatform().daemon().start(() -> loop.steps(1));
    source.cancel();
    // The pipe can be opened from now on, but has nothing to read.
    try (FileChannel writer = FileChannel.open(pipe, StandardOpenOption.WRITE)) {
      job.join(10_000);
      assertFalse(job.isAlive(), () -> "reads while the writer is open: " + writer.isOpen());
    }
  }

  private Source source(Path file) {
    return new FileSource(location(file), 0, -1, loop);
  }

  private static FileLocation location(Path file) {
    return new FileLocation(file, "the name", -1);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file"), bytes);
  }

  private StreamResult pull(Source source) {
    received = null;
    StreamResult.Pending pending =
        assertInstanceOf(StreamResult.Pending.class, source.pull(result -> received = result));
    assertNull(received, pending.toString());
    loop.runAll();
    assertNotNull(received);
    return received;
  }
}
