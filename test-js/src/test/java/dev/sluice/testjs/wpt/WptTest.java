package dev.sluice.testjs.wpt;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.testjs.SluiceRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The web-platform-tests of all suites in {@link Suite#ALL}, a node for each file. Without a corpus
 * all of it fails: to skip it must be the user's own word, {@code -Dsluice.wpt=off}.
 */
final class WptTest {
  private static final int PARALLEL = 2;

  private static final Map<String, FileResult> RESULTS = new ConcurrentSkipListMap<>();
  private static @Nullable Corpus corpus;
  private static @Nullable Expectations expectations;
  private static @Nullable ExecutorService pool;

  @BeforeAll
  static void findTheCorpus() throws Exception {
    assumeFalse("off".equals(System.getProperty("sluice.wpt")), "-Dsluice.wpt=off");
    corpus = CorpusLocator.ofThisMachine().locate();
    expectations = Expectations.load();
    pool = Executors.newFixedThreadPool(PARALLEL);
  }

  @AfterAll
  static void printTheSummary() {
    if (pool != null) {
      pool.shutdownNow();
    }
    if (corpus != null && expectations != null) {
      System.out.println();
      System.out.print(Summary.of(Suite.ALL, RESULTS.values(), expectations));
      System.out.println("corpus: " + corpus.pin() + ", " + corpus.root());
    }
  }

  @TestFactory
  Stream<DynamicNode> suite() throws Exception {
    List<DynamicNode> suites = new ArrayList<>();
    for (Suite suite : Suite.ALL) {
      if (!corpus().isOfExpectations() && !corpus().holds(suite.folder())) {
        continue; // an older corpus, or the user's own
      }
      List<DynamicTest> files = new ArrayList<>();
      for (String path : corpus().tests(suite.folder())) {
        for (TestFile file : TestFile.read(corpus(), path)) {
          node(file).ifPresent(files::add);
        }
      }
      suites.add(DynamicContainer.dynamicContainer(suite.folder(), files));
    }
    return suites.stream();
  }

  private static Optional<DynamicTest> node(TestFile file) {
    if (expectations().of(file.name()).skip().isPresent()) {
      return Optional.empty();
    }
    FileRunner runner = new FileRunner(corpus(), SluiceRuntime::open, FileRunner.LIMIT);
    Future<FileResult> running = pool().submit(() -> runner.run(file));
    return Optional.of(DynamicTest.dynamicTest(file.name(), () -> check(await(running))));
  }

  private static FileResult await(Future<FileResult> running) throws Exception {
    try {
      return running.get();
    } catch (ExecutionException failure) {
      throw new AssertionError("the runner itself failed", failure.getCause());
    }
  }

  private static void check(FileResult result) {
    RESULTS.put(result.name(), result);
    List<String> surprises = expectations().surprises(result, corpus().isOfExpectations());
    if (!surprises.isEmpty()) {
      fail(
          "%s: %d of %d pass, and against expectations:%n  - %s"
              .formatted(
                  result.name(),
                  result.passed(),
                  result.subtests().size(),
                  String.join("\n  - ", surprises)));
    }
  }

  @Test
  void expectationsNameOnlyFilesThatAreRun() throws Exception {
    List<String> unknown = new ArrayList<>(expectations().names());
    for (Suite suite : Suite.ALL) {
      for (String path : corpus().tests(suite.folder())) {
        TestFile.read(corpus(), path).forEach(file -> unknown.remove(file.name()));
      }
    }
    assertTrue(unknown.isEmpty() || !corpus().isOfExpectations(), () -> "no such file: " + unknown);
  }

  private static Corpus corpus() {
    return Objects.requireNonNull(corpus);
  }

  private static Expectations expectations() {
    return Objects.requireNonNull(expectations);
  }

  private static ExecutorService pool() {
    return Objects.requireNonNull(pool);
  }
}
