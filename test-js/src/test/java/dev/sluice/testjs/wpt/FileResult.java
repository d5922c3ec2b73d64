package dev.sluice.testjs.wpt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of one test file.
 *
 * @param name the file's path and variant
 * @param harness whether the file as a whole went well
 * @param message why not
 * @param subtests in the order in which they were made
 */
record FileResult(
    String name, Harness harness, String message, List<Subtest> subtests, Duration took) {

  /** The harness' own status. */
  enum Harness {
    OK,
    ERROR,
    TIMEOUT,
    PRECONDITION_FAILED;

    /** By testharness.js's number. */
    static Harness of(String number) {
      return switch (number) {
        case "0" -> OK;
        case "1" -> ERROR;
        case "2" -> TIMEOUT;
        case "3" -> PRECONDITION_FAILED;
        default -> throw new IllegalArgumentException("status of the harness: " + number);
      };
    }
  }

  FileResult {
    subtests = List.copyOf(subtests);
  }

  int passed() {
    return (int) subtests.stream().filter(Subtest::passed).count();
  }

  /** Reads the text that {@code report.js} gives. */
  static FileResult parse(String name, String report, Duration took) {
    String[] records = report.split("\u001e", -1);
    String[] status = records[0].split("\u001f", -1);
    List<Subtest> subtests = new ArrayList<>();
    for (int i = 1; i < records.length; i++) {
      String[] fields = records[i].split("\u001f", -1);
      subtests.add(new Subtest(fields[0], Subtest.Status.of(fields[1]), fields[2]));
    }
    return new FileResult(name, Harness.of(status[0]), status[1], subtests, took);
  }
}
