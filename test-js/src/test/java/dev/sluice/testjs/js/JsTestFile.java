package dev.sluice.testjs.js;

import dev.sluice.runtime.JsException;
import dev.sluice.runtime.StreamConsumption;
import dev.sluice.testjs.Literals;
import dev.sluice.testjs.Resources;
import dev.sluice.testjs.SluiceRuntime;
import dev.sluice.testjs.TestRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One file of behaviour tests, evaluated in a runtime of its own. */
final class JsTestFile implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String SEPARATOR = "\u001e";

  /** What {@code undefined} is as text. */
  private static final String UNDEFINED = "null";

  private static final String TESTS = "globalThis[Symbol.for('sluice.tests')]";

  private final TestRuntime runtime;
  private final Path tempDir;

  private JsTestFile(TestRuntime runtime, Path tempDir) {
    this.runtime = runtime;
    this.tempDir = tempDir;
  }

  /**
   * Evaluates a file.
   *
   * @param root the folder that holds {@code fixtures}
   * @throws AssertionError if it cannot be evaluated
   */
  static JsTestFile open(Path root, Path file) throws IOException {
    JsTestFile opened =
        new JsTestFile(
            SluiceRuntime.open(), Files.createTempDirectory("sluice-test-").toRealPath());
    try {
      opened.load(root, file);
      return opened;
    } catch (IOException | RuntimeException | Error failed) {
      opened.close();
      throw failed;
    }
  }

  private void load(Path root, Path file) throws IOException {
    await(runtime.evaluate(harness(root), "harness.js"));
    if (file.toString().endsWith(".script.test.js")) {
      await(runtime.evaluate(Files.readString(file), file.toAbsolutePath().toString()));
    } else {
      await(runtime.importModule(file));
    }
    failOnUncaught("");
  }

  private String harness(Path root) throws IOException {
    String show = Resources.expression("js/show.js");
    String difference = Resources.expression("js/deepEqual.js");
    return """
    {
      const show = %s;
      const assert = %s(show, %s);
      %s(show, assert, %s, %s);
    }
    """
        .formatted(
            show,
            Resources.expression("js/assert.js"),
            difference,
            Resources.expression("js/harness.js"),
            Literals.string(tempDir.toString()),
            Literals.string(root.resolve("fixtures").toAbsolutePath().toString()));
  }

  /** The names of its tests in order. */
  List<String> names() {
    String names = await(runtime.evaluate(TESTS + ".names()", "names.js"));
    return names.isEmpty() ? List.of() : List.of(names.split(SEPARATOR));
  }

  /**
   * Runs one test to its end.
   *
   * @throws AssertionError if it fails
   */
  void run(int index) {
    String ways = await(runtime.evaluate(TESTS + ".ways(" + index + ")", "ways.js"));
    runtime.consumptions();
    String failure;
    try {
      failure = await(runtime.evaluate(TESTS + ".run(" + index + ")", "run.js"));
    } catch (AssertionError stuck) {
      runtime.close();
      throw stuck;
    }
    // One more task: rejections that nobody handles are reported after the microtasks of the task
    // that made them.
    await(runtime.evaluate("0", "after.js"));
    failOnUncaught(failure);
    if (!ways.equals(UNDEFINED)) {
      assertWays(ways.isEmpty() ? List.of() : List.of(ways.split(SEPARATOR)));
    }
  }

  /** The streams that the test consumed took these ways, in the order of their ends. */
  private void assertWays(List<String> expected) {
    List<StreamConsumption> actual = runtime.consumptions();
    boolean same = expected.size() == actual.size();
    for (int i = 0; same && i < expected.size(); i++) {
      same = fits(actual.get(i), expected.get(i));
    }
    if (!same) {
      throw new AssertionError("expected the ways " + expected + ", taken were " + actual);
    }
  }

  private static boolean fits(StreamConsumption actual, String expected) {
    String way = actual.tag() + ' ' + actual.wayName();
    return expected.equals(way) || expected.equals(way + ": " + actual.reason());
  }

  private void failOnUncaught(String failure) {
    StringBuilder all = new StringBuilder(failure);
    for (String report : runtime.uncaught()) {
      all.append(all.isEmpty() ? "" : "\n").append("nobody handled: ").append(report);
    }
    if (!all.isEmpty()) {
      throw new AssertionError(all.toString());
    }
  }

  private <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("has not ended after " + LIMIT.toSeconds() + " s", late);
    } catch (ExecutionException failure) {
      throw new AssertionError(
          "cannot be evaluated: " + story(failure.getCause()), failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  private static String story(@Nullable Throwable cause) {
    return cause instanceof JsException thrown ? thrown.report() : String.valueOf(cause);
  }

  @Override
  public void close() throws IOException {
    runtime.close();
    try (Stream<Path> files = Files.walk(tempDir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
