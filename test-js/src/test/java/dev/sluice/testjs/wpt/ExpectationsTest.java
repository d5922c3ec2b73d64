package dev.sluice.testjs.wpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExpectationsTest {
  private static final String TEXT =
      """
      # a comment
      a.any.js?1-2
        because: not yet
        fails: one
        fails-like: many .*
      b.any.js
        because: it hangs
        harness: TIMEOUT
      c.any.js
        because: needs a window
        skip
      """;

  private final Expectations expectations = Expectations.parse(TEXT);

  @Test
  void asExpectedThereAreNoSurprises() {
    assertEquals(
        List.of(),
        surprises("a.any.js?1-2", fails("one"), fails("many a"), fails("many b"), passes("two")));
  }

  @Test
  void anUnexpectedFailureSaysWhy() {
    List<String> surprises = surprises("d.any.js", fails("one"));
    assertEquals(1, surprises.size());
    assertTrue(surprises.getFirst().startsWith("FAIL: one"), surprises.getFirst());
    assertTrue(surprises.getFirst().endsWith("broken"), surprises.getFirst());
  }

  @Test
  void anUnexpectedPassIsASurprise() {
    assertEquals(
        List.of("passes, although expected to fail: one"),
        surprises("a.any.js?1-2", passes("one"), fails("many a")));
  }

  @Test
  void anExpectationOfWhatDoesNotExistIsASurprise() {
    assertEquals(
        List.of("there is no such subtest: one", "no subtest is like: many .*"),
        surprises("a.any.js?1-2", passes("two")));
  }

  @Test
  void anotherCorpusNeedNotHaveWhatIsExpected() {
    assertEquals(List.of(), expectations.surprises(result("a.any.js?1-2", passes("two")), false));
  }

  @Test
  void theStatusOfTheHarnessIsExpectedToo() {
    assertEquals(
        List.of("the harness says OK, not TIMEOUT: "), surprises("b.any.js", passes("one")));
  }

  @Test
  void aSkippedFileHasItsReason() {
    assertEquals("needs a window", expectations.of("c.any.js").skip().orElseThrow());
  }

  @Test
  void nothingIsExpectedWithoutAReason() {
    assertThrows(
        IllegalArgumentException.class, () -> Expectations.parse("a.any.js\n  fails: one\n"));
    assertThrows(
        IllegalArgumentException.class,
        () -> Expectations.parse("a.any.js\n  because:\n  fails: one\n"));
  }

  @Test
  void aFileOfWhichNothingIsSaidIsAMistake() {
    assertThrows(
        IllegalArgumentException.class, () -> Expectations.parse("a.any.js\n  because: x\n"));
  }

  @Test
  void theFileItselfCanBeRead() throws Exception {
    Expectations.load();
  }

  @Test
  void namesAreWrittenOnOneLine() {
    assertEquals("a\\nb\\\\c\\u0000\\ud800", Expectations.escape("a\nb\\c\0\ud800"));
  }

  private List<String> surprises(String name, Subtest... subtests) {
    return expectations.surprises(result(name, subtests), true);
  }

  private static FileResult result(String name, Subtest... subtests) {
    return new FileResult(name, FileResult.Harness.OK, "", List.of(subtests), Duration.ZERO);
  }

  private static Subtest fails(String name) {
    return new Subtest(name, Subtest.Status.FAIL, "broken");
  }

  private static Subtest passes(String name) {
    return new Subtest(name, Subtest.Status.PASS, "");
  }
}
