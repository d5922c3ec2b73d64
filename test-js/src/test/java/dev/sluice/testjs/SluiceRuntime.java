package dev.sluice.testjs;

import dev.sluice.runtime.JsRuntime;
import dev.sluice.runtime.StreamConsumption;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The runtime under test, by its public API. What scripts print on standard output is lost. */
public final class SluiceRuntime implements TestRuntime {
  private final ConcurrentLinkedQueue<String> uncaught = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<StreamConsumption> consumptions =
      new ConcurrentLinkedQueue<>();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final JsRuntime runtime;

  private SluiceRuntime(Path workingDirectory) {
    runtime =
        JsRuntime.builder()
            .workingDirectory(workingDirectory)
            .stdout(OutputStream.nullOutputStream())
            .stderr(stderr)
            .onUncaught(error -> uncaught.add(error.report()))
            .onStreamConsumed(consumptions::add)
            .build();
  }

  /** A new one, in the working directory of this process. */
  public static SluiceRuntime open() {
    return new SluiceRuntime(Path.of("").toAbsolutePath());
  }

  @Override
  public CompletableFuture<String> evaluate(String source, String name) {
    return runtime.evaluate(source, name).thenApply(String::valueOf);
  }

  @Override
  public CompletableFuture<?> importModule(Path file) {
    return runtime.importModule(file.toAbsolutePath().toString());
  }

  @Override
  public List<String> uncaught() {
    return taken(uncaught);
  }

  @Override
  public List<StreamConsumption> consumptions() {
    return taken(consumptions);
  }

  @Override
  public String stderr() {
    synchronized (stderr) {
      String text = stderr.toString(StandardCharsets.UTF_8);
      stderr.reset();
      return text;
    }
  }

  private static <T> List<T> taken(Queue<T> queue) {
    List<T> all = new ArrayList<>();
    for (T next = queue.poll(); next != null; next = queue.poll()) {
      all.add(next);
    }
    return all;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
