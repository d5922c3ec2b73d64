package dev.sluice.testjs.wpt;

import dev.sluice.testjs.Literals;
import dev.sluice.testjs.Resources;
import dev.sluice.testjs.TestRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs one test file in a fresh runtime: testharness.js, its scripts and the test, all as classic
 * scripts in one global scope.
 */
final class FileRunner {
  private static final Pattern LOCAL_FILE =
      Pattern.compile("[\"']([\\w./-]+\\.(?:json|vtt|webm))[\"']");

  /** For one file. Long, since a machine that builds may be slow and shared. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** How long the harness may take to say what it knows, once it was told that time is up. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Corpus corpus;
  private final TestRuntime.Factory runtimes;
  private final Duration limit;
  private final @Nullable WptServer server;

  /**
   * @param limit for a file; one that says {@code timeout=long} has twice as much
   */
  FileRunner(Corpus corpus, TestRuntime.Factory runtimes, Duration limit) {
    this(corpus, runtimes, limit, null);
  }

  /**
   * @param server WPT's own server, which serves the corpus; null if there is none, and what tests
   *     ask of it fails
   */
  FileRunner(
      Corpus corpus, TestRuntime.Factory runtimes, Duration limit, @Nullable WptServer server) {
    this.corpus = corpus;
    this.runtimes = runtimes;
    this.limit = limit;
    this.server = server;
  }

  FileResult run(TestFile file) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Duration patience = file.isLong() ? limit.multipliedBy(2) : limit;
    try (TestRuntime runtime = runtimes.open()) {
      CompletableFuture<String> report = start(runtime, file);
      String text;
      try {
        text = report.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException late) {
        // testharness.js then reports each test that has not ended; unless a script keeps the
        // thread busy.
        var _ = runtime.evaluate("timeout()", "timeout.js");
        text = report.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
      }
      return FileResult.parse(file.name(), text, since(start));
    } catch (TimeoutException stuck) {
      return failed(
          file,
          FileResult.Harness.TIMEOUT,
          "no result after " + patience.toSeconds() + " s",
          start);
    } catch (ExecutionException thrown) {
      Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
      return failed(file, FileResult.Harness.ERROR, String.valueOf(cause.getMessage()), start);
    }
  }

  /**
   * Queues all the scripts; the result fails if one of them throws and the harness cannot even be
   * told.
   */
  private CompletableFuture<String> start(TestRuntime runtime, TestFile file) throws IOException {
    List<CompletableFuture<String>> scripts = new ArrayList<>();
    scripts.add(runtime.evaluate(prelude(file), "prelude.js"));
    scripts.add(script(runtime, "resources/testharness.js"));
    CompletableFuture<String> report =
        runtime.evaluate(Resources.text("wpt/report.js"), "report.js");
    for (String path : file.scripts()) {
      scripts.add(script(runtime, path));
    }
    scripts.add(script(runtime, file.path()));
    scripts.add(runtime.evaluate("done()", "done.js"));

    CompletableFuture<String> unheard = new CompletableFuture<>();
    for (CompletableFuture<String> part : scripts) {
      var _ =
          part.exceptionallyCompose(
              thrown ->
                  report(runtime, thrown)
                      .exceptionally(
                          _ -> {
                            unheard.completeExceptionally(thrown);
                            return "";
                          }));
    }
    return report.applyToEither(unheard, text -> text);
  }

  /**
   * What a script throws goes to the global scope as in a browser, so that the harness says what it
   * knows until then.
   */
  private static CompletableFuture<String> report(TestRuntime runtime, Throwable thrown) {
    String message = Literals.string(String.valueOf(thrown.getMessage()));
    return runtime.evaluate("reportError(new Error(" + message + "))", "reportError.js");
  }

  private CompletableFuture<String> script(TestRuntime runtime, String path) throws IOException {
    // Its completion value is nobody's business, and to convert it could run a script's getters.
    String text = server != null && WptServer.isMade(path) ? server.read(path) : corpus.read(path);
    return runtime.evaluate(text + "\n;undefined;", "/" + path);
  }

  private String prelude(TestFile file) throws IOException {
    return "%s('/%s', %s, %s, {%s}, %s)"
        .formatted(
            Resources.expression("wpt/prelude.js"),
            file.path(),
            Literals.string(file.variant()),
            file.title() == null ? "null" : Literals.string(file.title()),
            server == null ? String.join(",", localFiles(file)) : "",
            server == null ? "null" : Literals.string(server.origin()));
  }

  /**
   * The files of the corpus that the test fetches, as properties of an object literal: path and
   * text, or the bytes of a film as Base64.
   */
  private List<String> localFiles(TestFile file) throws IOException {
    TreeSet<String> paths = new TreeSet<>();
    if (file.scripts().contains("resources/idlharness.js")) {
      try (Stream<Path> idls = Files.list(corpus.root().resolve("interfaces"))) {
        idls.forEach(idl -> paths.add("interfaces/" + idl.getFileName()));
      }
    }
    List<String> sources = new ArrayList<>(file.scripts());
    sources.add(file.path());
    for (String source : sources) {
      // An address in a script is relative to the test too.
      LOCAL_FILE
          .matcher(corpus.read(source))
          .results()
          .map(match -> TestFile.resolve(file.path(), match.group(1)))
          .filter(corpus::has)
          .forEach(paths::add);
    }
    TreeMap<String, String> properties = new TreeMap<>();
    for (String path : paths) {
      properties.put(path, Literals.string("/" + path) + ":" + content(path));
    }
    return List.copyOf(properties.values());
  }

  private String content(String path) throws IOException {
    return path.endsWith(".webm")
        ? "{base64:" + Literals.string(Base64.getEncoder().encodeToString(corpus.bytes(path))) + "}"
        : Literals.string(corpus.read(path));
  }

  private static FileResult failed(
      TestFile file, FileResult.Harness status, String message, long start) {
    return new FileResult(file.name(), status, message, List.of(), since(start));
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
