package dev.sluice.testjs;

import dev.sluice.runtime.StreamConsumption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One fresh runtime, as the test runners need it. Its methods may be called from any thread. */
public interface TestRuntime extends AutoCloseable {

  /**
   * Evaluates a classic script in the global scope, in a task of its own after those asked for
   * before.
   *
   * @return its completion value as text; if that is a promise, what the promise is fulfilled with
   */
  CompletableFuture<String> evaluate(String source, String name);

  /** Loads, links and evaluates a module; completes when its top-level awaits have. */
  CompletableFuture<?> importModule(Path file);

  /** The reports of errors and rejections that nobody has handled since the last call. */
  List<String> uncaught();

  /** What was written to standard error since the last call. */
  default String stderr() {
    return "";
  }

  /** How streams and bodies were read whole since the last call, in order of their ends. */
  default List<StreamConsumption> consumptions() {
    return List.of();
  }

  /** Ends it at once, even in the midst of a script. */
  @Override
  void close();

  /** Gives a new runtime each time. */
  @FunctionalInterface
  interface Factory {
    TestRuntime open();
  }
}
