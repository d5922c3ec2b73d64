package dev.sluice.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.runtime.StreamConsumption.Way;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which way streams are consumed can be seen. */
@Timeout(60)
class StreamConsumptionTest {
  private static final String EVENT = "dev.sluice.StreamConsumed";
  private static final String SCRIPT_STREAM =
      "new ReadableStream({ start(c) { c.enqueue('abc'); c.close(); } }).text()";

  @TempDir Path folder = Path.of("");

  private JsRuntimeBuilder builder() {
    return JsRuntime.builder()
        .workingDirectory(folder)
        .stdout(OutputStream.nullOutputStream())
        .stderr(OutputStream.nullOutputStream());
  }

  @Test
  void eachConsumptionIsToldWithItsWay() throws IOException {
    Files.writeString(folder.resolve("five"), "12345");
    List<StreamConsumption> seen = new CopyOnWriteArrayList<>();
    try (JsRuntime js = builder().onStreamConsumed(seen::add).build()) {
      assertEquals("12", js.evaluate("new Blob(['12']).stream().text()").join());
      assertEquals("12345", js.evaluate("Bun.file('five').stream().text()").join());
      assertEquals("abc", js.evaluate(SCRIPT_STREAM).join());
    }
    assertEquals(3, seen.size(), seen::toString);
    assertEquals("Blob", seen.get(0).tag());
    assertEquals(Way.STATIC, seen.get(0).way());
    assertEquals(2, seen.get(0).bytes());
    assertEquals("", seen.get(0).reason());
    assertEquals("File", seen.get(1).tag());
    assertEquals(Way.NATIVE, seen.get(1).way());
    assertEquals(5, seen.get(1).bytes());
    assertTrue(seen.get(1).time().toNanos() > 0);
    assertEquals("JavaScript", seen.get(2).tag());
    assertEquals(Way.SCRIPT, seen.get(2).way());
    assertEquals(3, seen.get(2).bytes());
    assertEquals("its chunks come from a script", seen.get(2).reason());
  }

  @Test
  void streamsAreReadAlikeWhenNobodyWatches() throws IOException {
    Files.writeString(folder.resolve("five"), "12345");
    try (JsRuntime js = builder().build()) {
      assertEquals("12", js.evaluate("new Blob(['12']).stream().text()").join());
      assertEquals("12345", js.evaluate("Bun.file('five').stream().text()").join());
      assertEquals("abc", js.evaluate(SCRIPT_STREAM).join());
      assertEquals(
          "é!",
          js.evaluate(
                  "new ReadableStream({ type: 'direct', pull(c) { c.write('é!'); c.end(); } })"
                      + ".text()")
              .join());
    }
  }

  @Test
  void flightRecorderRecordsWhatHappensWhileItRuns() throws IOException {
    Path file = folder.resolve("streams.jfr");
    try (JsRuntime js = builder().build();
        Recording recording = new Recording()) {
      js.evaluate("new Blob(['before']).stream().text()").join();
      recording.enable(EVENT);
      recording.start();
      js.evaluate("new Blob(['12']).stream().text()").join();
      js.evaluate(SCRIPT_STREAM).join();
      recording.stop();
      js.evaluate("new Blob(['after']).stream().text()").join();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals(EVENT))
            .toList();
    assertEquals(2, events.size(), events::toString);
    assertEquals("Blob", events.get(0).getString("tag"));
    assertEquals("static", events.get(0).getString("way"));
    assertEquals(2, events.get(0).getLong("bytes"));
    assertEquals("script", events.get(1).getString("way"));
    assertEquals("its chunks come from a script", events.get(1).getString("reason"));
    assertTrue(events.get(1).getLong("time") >= 0);
  }

  @Test
  void aConsumptionIsOneLineForPeople() {
    Duration time = Duration.ofNanos(1_234_567);
    assertEquals(
        "File native, 4096 bytes, 1.235 ms",
        new StreamConsumption("File", Way.NATIVE, 4096, time, "").toString());
    assertEquals(
        "Direct script, 1 byte, 1.235 ms: a script writes",
        new StreamConsumption("Direct", Way.SCRIPT, 1, time, "a script writes").toString());
    assertEquals(
        "Blob static, 0.000 ms: it failed",
        new StreamConsumption("Blob", Way.STATIC, -1, Duration.ZERO, "it failed").toString());
  }

  @Test
  void whatTheWatcherThrowsDoesNotReachTheScript() {
    List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    RuntimeException error = new IllegalStateException("thrown by the watcher");
    JsRuntimeBuilder watched =
        builder()
            .onStreamConsumed(
                _ -> {
                  Thread.currentThread().setUncaughtExceptionHandler((_, e) -> uncaught.add(e));
                  throw error;
                });
    try (JsRuntime js = watched.build()) {
      assertEquals("12", js.evaluate("new Blob(['12']).stream().text()").join());
      assertEquals("abc", js.evaluate(SCRIPT_STREAM).join());
    }
    assertEquals(List.of(error, error), uncaught);
  }
}
