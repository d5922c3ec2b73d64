package dev.sluice.testjs.wpt;

import dev.sluice.testjs.SluiceRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs test files while developing: {@code Main [-v] [-t SECONDS] PATH…}, where a path is a file or
 * a folder of the corpus, with a variant if wanted, {@code all} for every suite of {@code mvn
 * verify}, or {@code hand} for those that need a whole tree of the tests ({@link Suite#BY_HAND}).
 * Prints what did not pass, or everything with {@code -v}. Subtests are printed as {@code
 * expectations.txt} wants them. A folder in the system property {@code sluice.wpt.dir} or the
 * environment variable {@code SLUICE_WPT_DIR} is the corpus. A server named by the property {@code
 * sluice.wpt.server} is asked for what tests fetch ({@link WptServer}).
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws Exception {
    boolean verbose = false;
    Duration limit = FileRunner.LIMIT;
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "-v" -> verbose = true;
        case "-t" -> limit = Duration.ofSeconds(Integer.parseInt(arguments[++i]));
        case "all" -> Suite.ALL.forEach(suite -> paths.add(suite.folder()));
        case "hand" -> Suite.BY_HAND.forEach(suite -> paths.add(suite.folder()));
        default -> paths.add(arguments[i]);
      }
    }
    Corpus corpus = CorpusLocator.ofThisMachine().locate();
    Expectations expectations = Expectations.load();
    List<FileResult> results = new ArrayList<>();
    FileRunner runner =
        new FileRunner(corpus, SluiceRuntime::open, limit, WptServer.ofThisMachine());
    for (TestFile file : files(corpus, paths)) {
      FileResult result = runner.run(file);
      results.add(result);
      print(result, expectations, verbose);
    }
    System.out.println();
    List<Suite> suites = Stream.concat(Suite.ALL.stream(), Suite.BY_HAND.stream()).toList();
    System.out.print(Summary.of(suites, results, expectations));
  }

  private static List<TestFile> files(Corpus corpus, List<String> paths) throws Exception {
    List<TestFile> files = new ArrayList<>();
    for (String path : paths) {
      int query = path.indexOf('?');
      for (String test : corpus.tests(query < 0 ? path : path.substring(0, query))) {
        for (TestFile file : TestFile.read(corpus, test)) {
          if (query < 0 || file.variant().equals(path.substring(query))) {
            files.add(file);
          }
        }
      }
    }
    return files;
  }

  private static void print(FileResult result, Expectations expectations, boolean verbose) {
    System.out.printf(
        "%s  %d/%d  %d ms%n",
        result.name(), result.passed(), result.subtests().size(), result.took().toMillis());
    Expectations.Entry entry = expectations.of(result.name());
    if (result.harness() != FileResult.Harness.OK) {
      System.out.printf("  harness: %s%n      %s%n", result.harness(), result.message());
    }
    for (Subtest subtest : result.subtests()) {
      String name = Expectations.escape(subtest.name());
      if (subtest.passed()) {
        if (verbose) {
          System.out.printf("  passes: %s%n", name);
        }
      } else {
        System.out.printf(
            "  fails: %s%n      %s%s %s%n",
            name,
            entry.expectsFailure(name) ? "(expected) " : "",
            subtest.status(),
            Expectations.escape(subtest.message()));
      }
    }
  }
}
