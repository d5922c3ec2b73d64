package dev.sluice.testjs.wpt;

import java.util.Collection;
import java.util.List;

/** The table that a run prints at its end: a line for each suite. */
final class Summary {
  private Summary() {}

  /**
   * @param results of all files that were run
   */
  static String of(List<Suite> suites, Collection<FileResult> results, Expectations expectations) {
    StringBuilder table = new StringBuilder();
    table.append(
        line("web-platform-tests", "files", "passed/total", "expected", "surprises", "best peer"));
    for (Suite suite : suites) {
      List<FileResult> own = results.stream().filter(r -> suite.holds(r.name())).toList();
      if (own.isEmpty()) {
        continue;
      }
      int passed = own.stream().mapToInt(FileResult::passed).sum();
      int total = own.stream().mapToInt(r -> r.subtests().size()).sum();
      int surprises = own.stream().mapToInt(r -> expectations.surprises(r, true).size()).sum();
      table.append(
          line(
              suite.folder(),
              "" + own.size(),
              passed + "/" + total,
              "" + own.stream().mapToInt(r -> expected(r, expectations)).sum(),
              "" + surprises,
              suite.best()));
    }
    return table.toString();
  }

  private static int expected(FileResult result, Expectations expectations) {
    Expectations.Entry entry = expectations.of(result.name());
    return (int)
        result.subtests().stream()
            .filter(subtest -> !subtest.passed())
            .filter(subtest -> entry.expectsFailure(Expectations.escape(subtest.name())))
            .count();
  }

  private static String line(
      String suite, String files, String passed, String expected, String surprises, String best) {
    return "%-40s %6s %14s %9s %10s   %s%n"
        .formatted(suite, files, passed, expected, surprises, best);
  }
}
