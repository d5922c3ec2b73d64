package dev.sluice.bridge.flight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** A recording of our events, all of them, while a test runs. */
public final class Recorded implements AutoCloseable {
  private static final Set<String> EVENTS =
      Set.of("HttpRequest", "HttpConnection", "BackPressure", "StreamPipe", "Fetch");

  private final Recording recording = new Recording();
  private final Path file;

  /**
   * @param folder for what is recorded
   */
  public Recorded(Path folder) {
    file = folder.resolve("test.jfr");
    EVENTS.forEach(name -> recording.enable("dev.sluice." + name).with("throttle", "off"));
    recording.start();
  }

  /** What has been told so far of this name, in the order in which it began. */
  public List<RecordedEvent> events(String name) throws IOException {
    recording.dump(file);
    try {
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals("dev.sluice." + name))
          .sorted(Comparator.comparing(RecordedEvent::getStartTime))
          .toList();
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public void close() {
    recording.close();
  }
}
