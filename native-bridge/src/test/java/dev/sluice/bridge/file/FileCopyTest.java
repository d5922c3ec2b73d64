package dev.sluice.bridge.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileCopyTest {
  @TempDir Path folder = Path.of("");

  private FileLocation at(String name) {
    return new FileLocation(folder.resolve(name), name, -1);
  }

  private byte[] write(String name, int length) throws IOException {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    Files.write(folder.resolve(name), bytes);
    return bytes;
  }

  private byte[] read(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  private static WriteOptions range(long offset, long length) {
    return new WriteOptions(offset, length, true, -1, false);
  }

  @Test
  void copiesAWholeFile() throws IOException {
    for (int length : new int[] {0, 1, 7919, 5_000_011}) {
      byte[] bytes = write("from", length);
      write("to", 1000);
      assertEquals(length, FileCopy.copy(at("from"), 0, -1, at("to"), WriteOptions.WHOLE));
      assertArrayEquals(bytes, read("to"));
    }
  }

  @Test
  void copiesExactlyTheRange() throws IOException {
    byte[] bytes = write("from", 10_000);
    for (int offset : new int[] {0, 1, 4099, 9999, 10_000, 20_000}) {
      for (int length : new int[] {-1, 0, 1, 5003, 20_000}) {
        int start = Math.min(offset, 10_000);
        int end = length < 0 ? 10_000 : Math.min(10_000, start + length);
        long copied = FileCopy.copy(at("from"), offset, length, at("to"), WriteOptions.WHOLE);
        assertEquals(end - start, copied);
        assertArrayEquals(Arrays.copyOfRange(bytes, start, end), read("to"));
      }
    }
  }

  @Test
  void writesExactlyIntoTheRange() throws IOException {
    byte[] bytes = write("from", 100);
    byte[] before = write("to", 50);
    assertEquals(10, FileCopy.copy(at("from"), 5, -1, at("to"), range(20, 10)));
    byte[] expected = before.clone();
    System.arraycopy(bytes, 5, expected, 20, 10);
    assertArrayEquals(expected, read("to"));
  }

  @Test
  void aFileCopiedOntoItselfIsKept() throws IOException {
    byte[] bytes = write("from", 300_000);
    assertEquals(300_000, FileCopy.copy(at("from"), 0, -1, at("from"), WriteOptions.WHOLE));
    assertArrayEquals(bytes, read("from"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("from"));
    Files.createLink(folder.resolve("hard"), folder.resolve("from"));
    FileCopy.copy(at("link"), 0, -1, at("from"), WriteOptions.WHOLE);
    FileCopy.copy(at("from"), 0, -1, at("link"), WriteOptions.WHOLE);
    FileCopy.copy(at("hard"), 0, -1, at("from"), WriteOptions.WHOLE);
    assertArrayEquals(bytes, read("from"));
  }

  @Test
  void aRangeOfAFileCopiedOntoItselfIsWhatRemains() throws IOException {
    for (boolean atomic : new boolean[] {false, true}) {
      byte[] bytes = write("from", 1_000_003);
      WriteOptions options = new WriteOptions(0, -1, true, -1, atomic);
      assertEquals(700_001, FileCopy.copy(at("from"), 1000, 700_001, at("from"), options));
      assertArrayEquals(Arrays.copyOfRange(bytes, 1000, 701_001), read("from"));
    }
  }

  @Test
  void rangesOfOneFileMayOverlap() throws IOException {
    for (int[] move : new int[][] {{0, 1000}, {1000, 0}, {0, 600_000}, {300_000, 299_999}}) {
      byte[] bytes = write("from", 1_000_000);
      byte[] expected = Arrays.copyOf(bytes, Math.max(1_000_000, move[1] + 700_000));
      System.arraycopy(bytes, move[0], expected, move[1], 700_000);
      FileCopy.copy(at("from"), move[0], 700_000, at("from"), range(move[1], 700_000));
      assertArrayEquals(expected, read("from"));
    }
  }

  @Test
  void aMissingSourceLeavesTheTargetAlone() throws IOException {
    byte[] bytes = write("to", 10);
    BridgeException error =
        assertThrows(
            BridgeException.class,
            () -> FileCopy.copy(at("missing"), 0, -1, at("to"), WriteOptions.WHOLE));
    assertEquals("ENOENT", error.code());
    assertEquals("missing", error.path());
    assertArrayEquals(bytes, read("to"));
    assertThrows(
        BridgeException.class,
        () -> FileCopy.copy(at("missing"), 0, -1, at("new"), WriteOptions.WHOLE));
    assertFalse(Files.exists(folder.resolve("new")));
  }

  @Test
  void foldersAreNoFiles() throws IOException {
    write("from", 10);
    for (FileLocation[] pair : new FileLocation[][] {{at("."), at("to")}, {at("from"), at(".")}}) {
      BridgeException error =
          assertThrows(
              BridgeException.class,
              () -> FileCopy.copy(pair[0], 0, -1, pair[1], WriteOptions.WHOLE));
      assertEquals("EISDIR", error.code());
      assertEquals(".", error.path());
    }
  }

  @Test
  void foldersAreMadeOnTheWay() throws IOException {
    byte[] bytes = write("from", 10);
    FileCopy.copy(at("from"), 0, -1, at("a/b/to"), WriteOptions.WHOLE);
    assertArrayEquals(bytes, read("a/b/to"));
    BridgeException error =
        assertThrows(
            BridgeException.class,
            () -> FileCopy.copy(at("from"), 0, -1, at("from/b/to"), WriteOptions.WHOLE));
    assertEquals("ENOTDIR", error.code());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatHasNoSizeIsCopiedToo() throws IOException {
    FileLocation version = new FileLocation(Path.of("/proc/version"), "version", -1);
    FileCopy.copy(version, 0, -1, at("to"), WriteOptions.WHOLE);
    assertArrayEquals(Files.readAllBytes(version.path()), read("to"));
    FileLocation zero = new FileLocation(Path.of("/dev/zero"), "zero", -1);
    assertEquals(300_000, FileCopy.copy(zero, 5, 300_000, at("to"), WriteOptions.WHOLE));
    assertArrayEquals(new byte[300_000], read("to"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsTold() throws IOException {
    write("from", 10);
    FileLocation full = new FileLocation(Path.of("/dev/full"), "full", -1);
    BridgeException error =
        assertThrows(
            BridgeException.class,
            () -> FileCopy.copy(at("from"), 0, -1, full, WriteOptions.WHOLE));
    assertEquals("ENOSPC", error.code());
    assertTrue(error.message().contains("full"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anErrorNamesTheFileAndWhatWasDoneWithIt() throws IOException {
    write("from", 10);
    FileLocation memory = new FileLocation(Path.of("/proc/self/mem"), "memory", -1);
    // Nothing is mapped at address 0.
    assertEquals("EIO: i/o error, read 'memory'", messageOf(memory, at("to")));
    assertEquals(
        "EISDIR: illegal operation on a directory, open '.'", messageOf(at("from"), at(".")));
  }

  private static String messageOf(FileLocation from, FileLocation to) {
    return assertThrows(
            BridgeException.class, () -> FileCopy.copy(from, 0, -1, to, WriteOptions.WHOLE))
        .message();
  }

  /** A file of 1 GB that takes no time to copy, unless its copying fails. */
  private FileChannel source(@Nullable String transferFails, @Nullable String readFails)
      throws IOException {
    return new ForwardingChannel(FileChannel.open(folder.resolve("from"))) {
      @Override
      public long size() {
        return 1 << 30;
      }

      @Override
      public long transferTo(long position, long count, WritableByteChannel target)
          throws IOException {
        if (transferFails != null) {
          throw new IOException(transferFails);
        }
        return count;
      }

      @Override
      public int read(ByteBuffer bytes, long position) throws IOException {
        if (readFails != null) {
          throw new IOException(readFails);
        }
        return super.read(bytes, position);
      }
    };
  }

  @Test
  void aCopyThatFailsInTheSystemIsToldOfTheFileAtFault() throws IOException {
    write("from", 10);
    try (FileChannel source = source("Input/output error", "Input/output error");
        Target target = Target.open(at("to"), WriteOptions.WHOLE)) {
      BridgeException error =
          assertThrows(
              BridgeException.class,
              () -> FileCopy.transfer(source, at("from"), 100, target, () -> false));
      assertEquals("EIO: i/o error, read 'from'", error.message());
    }
    // The source can be read, so that it is the other.
    try (FileChannel source = source("No space left on device", null);
        Target target = Target.open(at("to"), WriteOptions.WHOLE)) {
      IOException error =
          assertThrows(
              IOException.class,
              () -> FileCopy.transfer(source, at("from"), 100, target, () -> false));
      assertEquals("No space left on device", error.getMessage());
    }
  }

  @Test
  void aCopyThatIsStoppedEndsAfterThePieceUnderWay() throws IOException {
    write("from", 10);
    AtomicInteger looks = new AtomicInteger();
    try (FileChannel source = source(null, null);
        Target target = Target.open(at("to"), WriteOptions.WHOLE)) {
      BridgeException error =
          assertThrows(
              BridgeException.class,
              () ->
                  FileCopy.transfer(
                      source, at("from"), 1 << 30, target, () -> looks.incrementAndGet() == 3));
      assertEquals("ECANCELED", error.code());
      assertEquals(3, looks.get());
    }
    // What has no size is stopped too, however long it is.
    FileLocation zero = new FileLocation(Path.of("/dev/zero"), "zero", -1);
    if (Files.exists(zero.path())) {
      looks.set(0);
      assertThrows(
          BridgeException.class,
          () ->
              FileCopy.copy(
                  zero, 0, -1, at("to"), WriteOptions.WHOLE, () -> looks.incrementAndGet() == 9));
    }
  }

  @Test
  void aCopyThatIsStoppedAtOnceTouchesNothing() throws IOException {
    write("from", 10);
    byte[] before = write("to", 20);
    assertThrows(
        BridgeException.class,
        () -> FileCopy.copy(at("from"), 0, -1, at("to"), WriteOptions.WHOLE, () -> true));
    assertArrayEquals(before, read("to"));
  }

  @Test
  void ofAnAtomicCopyToAFullDiskNothingIsLeft() throws IOException {
    write("from", 5_000);
    byte[] before = write("to", 20);
    FileLocation to = new FileLocation(FullDisk.of(folder, 3_000).resolve("to"), "to", -1);
    BridgeException error =
        assertThrows(
            BridgeException.class,
            () -> FileCopy.copy(at("from"), 0, -1, to, WriteOptions.WHOLE.atomically()));
    assertEquals("ENOSPC: no space left on device, write 'to'", error.message());
    assertArrayEquals(before, read("to"));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(2, left.count());
    }
    // What is not atomic is there as far as it came.
    FileLocation part = new FileLocation(FullDisk.of(folder, 3_000).resolve("part"), "part", -1);
    assertThrows(
        BridgeException.class, () -> FileCopy.copy(at("from"), 0, -1, part, WriteOptions.WHOLE));
    assertArrayEquals(Arrays.copyOf(read("from"), 3_000), read("part"));
  }
}
