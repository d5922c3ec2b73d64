package dev.sluice.bridge.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileReaderTest {
  @TempDir Path folder = Path.of("");

  private static byte[] read(FileLocation file, long offset, long length) {
    ByteBuffer buffer = FileReader.read(file, offset, length, -1);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private FileLocation at(String name) {
    return FileLocation.ofPath(folder, name);
  }

  private static String codeOf(Runnable failing) {
    return assertThrows(BridgeException.class, failing::run).code();
  }

  @Test
  void readsFilesOfAnySize() throws IOException {
    for (int length : new int[] {0, 1, 8191, 8192, 8193, 524_288, 5_000_011}) {
      byte[] bytes = new byte[length];
      new Random(length).nextBytes(bytes);
      Files.write(folder.resolve("f"), bytes);
      assertArrayEquals(bytes, read(at("f"), 0, -1));
      if (length > 10) {
        assertArrayEquals(Arrays.copyOfRange(bytes, 7, length), read(at("f"), 7, -1));
        assertArrayEquals(Arrays.copyOfRange(bytes, 7, length - 1), read(at("f"), 7, length - 8));
      }
    }
  }

  @Test
  void textsAreDecodedWhateverTheirSizeAndWhereverTheyStopBeingAscii() throws IOException {
    for (int length : new int[] {0, 10, 100_000, 1 << 20, 3_000_000}) {
      for (String end : new String[] {"", "\u00E4", "\uFFFD", "\uD83D\uDE00"}) {
        String text = "x".repeat(length) + end;
        for (String whole : new String[] {text, "\u00E4" + text, text + "y".repeat(100_000)}) {
          Files.writeString(folder.resolve("f"), whole);
          assertEquals(whole, FileReader.readText(at("f"), 0, -1, -1));
          Files.writeString(folder.resolve("f"), "\uFEFF" + whole);
          assertEquals(whole, FileReader.readText(at("f"), 0, -1, -1));
        }
      }
    }
    Files.write(folder.resolve("f"), new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80});
    assertEquals("\uFFFD\uFFFD\uFFFD", FileReader.readText(at("f"), 0, -1, -1));
  }

  @Test
  void aLargeTextHasALimitToo() throws IOException {
    Files.writeString(folder.resolve("f"), "x".repeat(2_000_000));
    assertEquals(2_000_000, FileReader.readText(at("f"), 0, -1, 2_000_000).length());
    assertEquals(
        "ERR_BODY_TOO_LARGE", codeOf(() -> FileReader.readText(at("f"), 0, -1, 1_999_999)));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void readsWhatHasNoSize() throws IOException {
    Path maps = Path.of("/proc/cpuinfo");
    FileLocation file = new FileLocation(maps, "cpuinfo", -1);
    assertTrue(read(file, 0, -1).length > 100);
    assertEquals(10, read(file, 5, 10).length);
    assertEquals(100_000, read(new FileLocation(Path.of("/dev/zero"), "z", -1), 0, 100_000).length);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theLimitStopsEvenAnEndlessFile() {
    FileLocation zero = new FileLocation(Path.of("/dev/zero"), "zero", -1);
    assertEquals("ERR_BODY_TOO_LARGE", codeOf(() -> FileReader.read(zero, 0, -1, 1_000_000)));
  }

  @Test
  void tellsWhyAFileCannotBeRead() throws IOException {
    Files.writeString(folder.resolve("f"), "x");
    assertEquals("ENOENT", codeOf(() -> read(at("missing"), 0, -1)));
    assertEquals("EISDIR", codeOf(() -> read(at("."), 0, -1)));
    assertEquals("ENOTDIR", codeOf(() -> read(at("f/g"), 0, -1)));
    assertEquals("ENAMETOOLONG", codeOf(() -> read(at("n".repeat(300)), 0, -1)));
    assertEquals("EINVAL", codeOf(() -> at("n\0ul")));
    Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    assertEquals("ELOOP", codeOf(() -> read(at("loop"), 0, -1)));
    assertEquals("EBADF", codeOf(() -> FileLocation.ofDescriptor(-1)));
    assertEquals("ENOENT", codeOf(() -> read(FileLocation.ofDescriptor(987), 0, -1)));
  }

  @Test
  void aFileIsRemovedButNoFolder() throws IOException {
    Files.writeString(folder.resolve("f"), "x");
    Files.createDirectory(folder.resolve("d"));
    FileWriter.remove(at("f"));
    assertEquals("ENOENT", codeOf(() -> FileWriter.remove(at("f"))));
    assertEquals("EISDIR", codeOf(() -> FileWriter.remove(at("d"))));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("d"));
    FileWriter.remove(at("link"));
    assertTrue(Files.isDirectory(folder.resolve("d")));
  }

  @Test
  void aStatIsOfNow() throws IOException {
    Files.writeString(folder.resolve("f"), "x");
    Stat before = Stat.of(at("f"));
    Files.writeString(folder.resolve("f"), "longer");
    Stat after = Stat.of(at("f"));
    assertEquals(1, before.size());
    assertEquals(6, after.size());
    assertEquals(6, Stat.sizeNow(at("f")));
    assertEquals(0, Stat.sizeNow(at("missing")));
    assertEquals(0, Stat.sizeNow(at(".")));
    assertTrue(after.isFile() && !after.isDirectory() && Stat.of(at(".")).isDirectory());
    assertEquals(Files.getLastModifiedTime(folder.resolve("f")).toMillis(), (long) after.mtimeMs());
    assertEquals("ENOENT", codeOf(() -> Stat.of(at("missing"))));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aStatTellsWhatUnixKnows() throws IOException {
    FileLocation file = at("f");
    WriteOptions options = new WriteOptions(0, -1, false, 0600, false);
    FileWriter.write(file, options, out -> out.write(ByteBuffer.allocate(3)));
    assertEquals(0100600, Stat.of(file).mode());
    assertEquals(1, Stat.of(file).nlink());
    assertTrue(Stat.of(file).ino() > 0);
    assertTrue(Stat.of(new FileLocation(Path.of("/dev/null"), "null", -1)).isCharacterDevice());
  }

  @Test
  void anAtomicWriteKeepsPermissionsAndLinks() throws IOException {
    FileLocation file = at("f");
    FileWriter.write(
        file,
        new WriteOptions(0, -1, false, 0640, false),
        out -> out.write(ByteBuffer.allocate(3)));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("f"));
    FileWriter.write(
        at("link"), WriteOptions.WHOLE.atomically(), out -> out.write(ByteBuffer.allocate(5)));
    assertTrue(Files.isSymbolicLink(folder.resolve("link")));
    assertEquals(5, Stat.sizeNow(file));
    assertEquals(0640, Stat.of(file).mode() & 0777);
  }

  @Test
  void anAtomicWriteThatFailsLeavesWhatWasThere() throws IOException {
    Files.writeString(folder.resolve("f"), "before");
    assertEquals(
        "EIO",
        codeOf(
            () ->
                FileWriter.write(
                    at("f"),
                    WriteOptions.WHOLE.atomically(),
                    out -> {
                      out.write(ByteBuffer.allocate(5));
                      throw new IOException("test");
                    })));
    assertEquals("before", Files.readString(folder.resolve("f")));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void moreThanFitsIntoAnArrayIsTooLargeWhateverTheLimit() throws IOException {
    Path sparse = folder.resolve("sparse");
    try (FileChannel channel =
        FileChannel.open(sparse, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), 1L << 31);
    }
    for (long limit : new long[] {-1, 1L << 40}) {
      assertEquals("ERR_BODY_TOO_LARGE", codeOf(() -> FileReader.read(at("sparse"), 0, -1, limit)));
    }
  }

  @Test
  void aFileWhoseNameIsAsLongAsMayBeIsWrittenAtomically() throws IOException {
    String name = "n".repeat(250);
    FileWriter.write(
        at(name), WriteOptions.WHOLE.atomically(), out -> out.write(ByteBuffer.allocate(5)));
    assertEquals(5, Files.size(folder.resolve(name)));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aRangeOfADescriptorIsWrittenWhereItBegins() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "0123456789");
    // As a descriptor's place would be: what is listed there is the file.
    FileLocation descriptor = new FileLocation(file, "/dev/fd/9", 9);
    WriteOptions range = new WriteOptions(2, 3, false, -1, false);
    FileWriter.write(descriptor, range, out -> out.write(ByteBuffer.wrap(new byte[] {'a', 'b'})));
    assertEquals("01ab456789", Files.readString(file));
    FileWriter.write(
        descriptor, WriteOptions.WHOLE, out -> out.write(ByteBuffer.wrap(new byte[] {'c'})));
    assertEquals("01ab456789c", Files.readString(file));
  }

  /** Files of this disk say that they are larger than they are, or smaller, as if just changed. */
  private FileLocation changing(long by) {
    WrappedDisk disk =
        new WrappedDisk(folder) {
          @Override
          protected FileChannel opened(FileChannel channel) {
            return new ForwardingChannel(channel) {
              @Override
              public long size() throws IOException {
                return super.size() + by;
              }
            };
          }
        };
    return new FileLocation(disk.folder().resolve("f"), "f", -1);
  }

  @Test
  void aFileThatIsCutOrGrowsWhileItIsReadGivesWhatIsThere() throws IOException {
    byte[] bytes = new byte[100_003];
    new Random(1).nextBytes(bytes);
    Files.write(folder.resolve("f"), bytes);
    for (long by : new long[] {-100_002, -50_000, -1, 1, 50_000, 3_000_000}) {
      assertArrayEquals(bytes, read(changing(by), 0, -1));
      assertArrayEquals(Arrays.copyOfRange(bytes, 9, bytes.length), read(changing(by), 9, -1));
      ByteBuffer limited = FileReader.read(changing(Math.min(by, 0)), 0, -1, bytes.length);
      assertEquals(bytes.length, limited.remaining());
    }
    // Grown beyond the limit, which the size that was told did not show.
    assertEquals(
        "ERR_BODY_TOO_LARGE", codeOf(() -> FileReader.read(changing(-50_000), 0, -1, 100_002)));
  }
}
