package dev.sluice.bridge.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.StreamResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  /**
   * Runs tasks and blocking work when told to, on this thread, so that every order can be tried.
   */
  private static final class SteppedLoop implements Loop {
    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();

    @Override
    public void post(Runnable task) {
      steps.add(task);
    }

    @Override
    public <T> void blocking(
        Callable<T> work, BiConsumer<@Nullable Throwable, @Nullable T> whenDone) {
      steps.add(
          () -> {
            @Nullable T result = null;
            @Nullable Throwable error = null;
            try {
              result = work.call();
            } catch (Exception e) {
              error = e;
            }
            T finalResult = result;
            Throwable finalError = error;
            steps.add(() -> whenDone.accept(finalError, finalResult));
          });
    }

    void runAll() {
      for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
        step.run();
      }
    }
  }

  @TempDir Path folder = Path.of("");

  private final SteppedLoop loop = new SteppedLoop();
  private @Nullable StreamResult received;

  @Test
  void givesTheBytesOfTheFileInOrderAndThenTheEnd() throws IOException {
    byte[] bytes = new byte[3_000_001];
    new Random(1).nextBytes(bytes);
    assertArrayEquals(bytes, readAll(source(file(bytes))));
  }

  @Test
  void anEmptyFileEndsAtOnce() throws IOException {
    assertInstanceOf(StreamResult.Done.class, pull(source(file(new byte[0]))));
  }

  @Test
  void nothingIsOpenedBeforeTheFirstPull() {
    FileSource source = source(folder.resolve("not there"));
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
    FileSource source = source(file);
    assertInstanceOf(StreamResult.Temporary.class, pull(source));
    Files.write(file, new byte[100_000], StandardOpenOption.APPEND);
    assertEquals(2_100_000 - (256 << 10), readAll(source).length);
  }

  @Test
  void aSecondPullBeforeTheAnswerIsRefused() throws IOException {
    FileSource source = source(file(new byte[10]));
    source.pull(_ -> {});
    assertThrows(IllegalStateException.class, () -> source.pull(_ -> {}));
  }

  @Test
  void aPullAfterTheEndIsRefused() throws IOException {
    FileSource source = source(file(new byte[10]));
    readAll(source);
    assertThrows(IllegalStateException.class, () -> source.pull(_ -> {}));
  }

  @Test
  void cancelLeavesThePullUnansweredAtEveryStep() throws IOException {
    Path file = file(new byte[2_000_000]);
    for (int steps = 0; steps < 6; steps++) {
      FileSource source = source(file);
      received = null;
      source.pull(result -> received = result);
      for (int i = 0; i < steps && !loop.steps.isEmpty(); i++) {
        loop.steps.remove().run();
      }
      StreamResult before = received;
      source.cancel();
      source.cancel();
      loop.runAll();
      assertEquals(before, received);
    }
  }

  @Test
  void aReceiverMayPullAgainWhileItIsCalled() throws IOException {
    FileSource source = source(file(new byte[1_000_000]));
    int[] total = {0};
    pullAgainAndAgain(source, total);
    loop.runAll();
    assertEquals(1_000_000, total[0]);
  }

  private static void pullAgainAndAgain(FileSource source, int[] total) {
    source.pull(
        result -> {
          if (result instanceof StreamResult.Temporary(ByteBuffer bytes, boolean done)) {
            total[0] += bytes.remaining();
            if (!done) {
              pullAgainAndAgain(source, total);
            }
          }
        });
  }

  @Test
  void aReceiverMayCancelWhileItIsCalled() throws IOException {
    FileSource source = source(file(new byte[1_000_000]));
    source.pull(_ -> source.cancel());
    loop.runAll();
    assertNull(received);
  }

  private FileSource source(Path file) {
    return new FileSource(file, "the name", loop);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file"), bytes);
  }

  private StreamResult pull(FileSource source) {
    received = null;
    source.pull(result -> received = result);
    assertNull(received, "the answer comes later");
    loop.runAll();
    assertNotNull(received);
    return received;
  }

  private byte[] readAll(FileSource source) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      boolean[] over = {false};
      source.pull(
          result -> {
            switch (result) {
              case StreamResult.Temporary(ByteBuffer bytes, boolean done) -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                all.writeBytes(copy);
                over[0] = done;
              }
              case StreamResult.Done() -> over[0] = true;
              case StreamResult.Failed(var error) -> throw error;
            }
          });
      loop.runAll();
      if (over[0]) {
        return all.toByteArray();
      }
    }
  }
}
