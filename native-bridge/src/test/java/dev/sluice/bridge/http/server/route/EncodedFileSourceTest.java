package dev.sluice.bridge.http.server.route;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.compress.Decoding;
import dev.sluice.bridge.compress.Tolerance;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.FileRange;
import dev.sluice.bridge.stream.Drain;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.SourceContract;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are encoded on their way. */
class EncodedFileSourceTest {
  @TempDir Path folder;

  private final SteppedLoop loop = new SteppedLoop();

  private FileLocation file(byte[] bytes) throws Exception {
    Path path = folder.resolve("file");
    Files.write(path, bytes);
    return new FileLocation(path, "file", -1);
  }

  private static byte[] text(int length) {
    byte[] bytes = new byte[length];
    Random random = new Random(length);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(8));
    }
    return bytes;
  }

  private EncodedFileSource source(FileLocation file, long offset, long length, Coding coding) {
    return new EncodedFileSource(
        new FileRange(file, offset, length), coding, Coding.DEFAULT_LEVEL, loop);
  }

  private byte[] decoded(Source source, Coding coding) {
    return Drain.all(new Decoding(source, coding, Tolerance.STANDARD, -1, loop), loop);
  }

  @Nested
  class Decoded extends SourceContract {
    @Override
    protected Source source(byte[] bytes) throws Exception {
      FileRange range = new FileRange(file(bytes), 0, -1);
      Source encoded = new EncodedFileSource(range, Coding.GZIP, 1, loop);
      return new Decoding(encoded, Coding.GZIP, Tolerance.STANDARD, -1, loop);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "BROTLI", "ZSTD"})
  void everyCodingGivesTheFile(Coding coding) throws Exception {
    byte[] text = text(700_001);
    assertArrayEquals(text, decoded(source(file(text), 0, -1, coding), coding));
  }

  @Test
  void aRangeIsEncoded() throws Exception {
    byte[] text = text(200_000);
    FileLocation file = file(text);
    assertArrayEquals(
        Arrays.copyOfRange(text, 1000, 101_000),
        decoded(source(file, 1000, 100_000, Coding.GZIP), Coding.GZIP));
    assertArrayEquals(
        Arrays.copyOfRange(text, 199_000, 200_000),
        decoded(source(file, 199_000, 100_000, Coding.GZIP), Coding.GZIP));
  }

  @Test
  void aMissingFileIsAFailure() {
    FileLocation missing = new FileLocation(folder.resolve("missing"), "missing", -1);
    BridgeException e =
        assertThrows(
            BridgeException.class, () -> Drain.all(source(missing, 0, -1, Coding.GZIP), loop));
    assertEquals("ENOENT", e.code());
  }

  @Test
  void aSecondPullBeforeTheAnswerAndOneAfterTheEndAreRefused() throws Exception {
    EncodedFileSource source = source(file(text(10)), 0, -1, Coding.GZIP);
    assertInstanceOf(StreamResult.Pending.class, source.pull(_ -> {}));
    assertThrows(IllegalStateException.class, () -> source.pull(_ -> {}));
    loop.runAll();
    assertThrows(IllegalStateException.class, () -> source.pull(_ -> {}));
  }

  @Test
  void aCancelAmidAJobFreesAllAndAnswersNothing() throws Exception {
    for (int steps = 0; steps < 2; steps++) {
      EncodedFileSource source = source(file(text(300_000)), 0, -1, Coding.ZSTD);
      StreamResult[] answer = {null};
      source.pull(result -> answer[0] = result);
      loop.steps(steps);
      source.cancel();
      source.cancel();
      loop.runAll();
      assertEquals(null, answer[0]);
      assertThrows(IllegalStateException.class, () -> source.pull(_ -> {}));
    }
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      assertEquals(
          0,
          open.filter(
                  fd -> {
                    try {
                      return Files.readSymbolicLink(fd).startsWith(folder.toRealPath());
                    } catch (java.io.IOException e) {
                      return false;
                    }
                  })
              .count());
    }
  }
}
