package dev.sluice.testjs;

import dev.sluice.runtime.JsRuntime;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The runtime under test, by its public API. What scripts print is thrown away. */
public final class SluiceRuntime implements TestRuntime {
  private final ConcurrentLinkedQueue<String> uncaught = new ConcurrentLinkedQueue<>();
  private final JsRuntime runtime;

  private SluiceRuntime(Path workingDirectory) {
    runtime =
        JsRuntime.builder()
            .workingDirectory(workingDirectory)
            .stdout(OutputStream.nullOutputStream())
            .stderr(OutputStream.nullOutputStream())
            .onUncaught(error -> uncaught.add(error.report()))
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
    List<String> reports = new ArrayList<>();
    for (String report = uncaught.poll(); report != null; report = uncaught.poll()) {
      reports.add(report);
    }
    return reports;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
