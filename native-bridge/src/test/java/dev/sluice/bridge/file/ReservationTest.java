package dev.sluice.bridge.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What can be reserved depends on the file system; where nothing can, these tests are skipped. */
@EnabledOnOs(OS.LINUX)
class ReservationTest {
  private static final long LARGE = (256L << 20) + 7;

  @TempDir Path folder = Path.of("");

  /** How much of the disk a file has, in bytes. */
  private static long onDisk(Path file) throws IOException, InterruptedException {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    long blocks = Long.parseLong(new String(stat.getInputStream().readAllBytes(), UTF_8).strip());
    assertEquals(0, stat.waitFor());
    return blocks * 512;
  }

  @Test
  void aReservedFileIsEmptyAndGivesBackWhatWasNotWritten() throws Exception {
    Path file = folder.resolve("caf\u00e9 1");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Reservation reservation = Reservation.of(file, LARGE);
      assumeTrue(reservation.isHeld());
      assertEquals(0, Files.size(file));
      assertTrue(onDisk(file) >= LARGE);
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      reservation.release(channel);
    }
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
    assertTrue(onDisk(file) < 1 << 20);
  }

  @Test
  void nothingIsReservedForASmallFileOrOneThatIsMissing() {
    assertFalse(Reservation.of(folder.resolve("a"), 1 << 20).isHeld());
    assertFalse(Reservation.of(folder.resolve("a"), LARGE).isHeld());
  }

  @Test
  void aLargeFileIsCopiedWhole() throws Exception {
    Path from = folder.resolve("from");
    try (RandomAccessFile file = new RandomAccessFile(from.toFile(), "rw")) {
      file.write(5);
      file.seek(LARGE - 1);
      file.write(6);
    }
    Path to = folder.resolve("to");
    Files.write(to, new byte[] {1});
    for (WriteOptions options :
        new WriteOptions[] {WriteOptions.WHOLE, WriteOptions.WHOLE.atomically()}) {
      FileLocation source = new FileLocation(from, "from", -1);
      assertEquals(LARGE, FileCopy.copy(source, 0, -1, new FileLocation(to, "to", -1), options));
      assertEquals(-1, Files.mismatch(from, to));
    }
    assertTrue(onDisk(to) < LARGE + (1 << 20));
  }
}
