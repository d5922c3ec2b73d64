package dev.sluice.testjs.wpt;

/**
 * One test of a file, as testharness.js reports it.
 *
 * @param message why it did not pass; empty if it did
 */
record Subtest(String name, Status status, String message) {

  /** What became of it. */
  enum Status {
    PASS,
    FAIL,
    TIMEOUT,
    NOTRUN,
    PRECONDITION_FAILED;

    /** By testharness.js's number. */
    static Status of(String number) {
      return switch (number) {
        case "0" -> PASS;
        case "1" -> FAIL;
        case "2" -> TIMEOUT;
        case "3" -> NOTRUN;
        case "4" -> PRECONDITION_FAILED;
        default -> throw new IllegalArgumentException("status of a test: " + number);
      };
    }
  }

  boolean passed() {
    return status == Status.PASS;
  }
}
