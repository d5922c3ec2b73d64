package dev.sluice.testjs.wpt;

import dev.sluice.testjs.Resources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is known not to pass, and why: {@code src/test/resources/wpt/expectations.txt}, whose head
 * explains its format. Everything else must pass, and what is listed there must not: a list that is
 * longer than the truth is wrong as well.
 */
final class Expectations {

  /**
   * What is expected of one file.
   *
   * @param skip why it is not run at all, if it is not
   * @param harness the status of the harness, when it is not OK
   * @param failing names of subtests that do not pass
   * @param failingLike patterns of names of subtests that do not pass, each matching at least one
   */
  record Entry(
      Optional<String> skip,
      FileResult.Harness harness,
      Set<String> failing,
      List<Pattern> failingLike) {

    static final Entry ALL_PASS =
        new Entry(Optional.empty(), FileResult.Harness.OK, Set.of(), List.of());

    boolean expectsFailure(String subtest) {
      return failing.contains(subtest)
          || failingLike.stream().anyMatch(pattern -> pattern.matcher(subtest).matches());
    }
  }

  private final Map<String, Entry> entries;

  private Expectations(Map<String, Entry> entries) {
    this.entries = entries;
  }

  static Expectations load() throws IOException {
    return parse(Resources.text("wpt/expectations.txt"));
  }

  /**
   * @throws IllegalArgumentException if the text is not as its head says: above all, if a reason is
   *     missing
   */
  static Expectations parse(String text) {
    Map<String, EntryReader> readers = new LinkedHashMap<>();
    EntryReader reader = null;
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        if (!line.startsWith(" ")) {
          reader = new EntryReader();
          if (readers.put(line.strip(), reader) != null) {
            throw new IllegalArgumentException("named twice: " + line);
          }
        } else if (reader == null) {
          throw new IllegalArgumentException("comes before any file");
        } else {
          reader.read(line);
        }
      } catch (IllegalArgumentException mistake) {
        throw new IllegalArgumentException("line " + number + ": " + mistake.getMessage(), mistake);
      }
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    readers.forEach((name, lines) -> entries.put(name, lines.entry(name)));
    return new Expectations(entries);
  }

  Entry of(String name) {
    return entries.getOrDefault(name, Entry.ALL_PASS);
  }

  Set<String> names() {
    return entries.keySet();
  }

  /**
   * Compares a result with what is expected.
   *
   * @param isExactCorpus false for a version of the corpus that the expectations were not written
   *     for: then they may name what it has not
   * @return a line for each surprise; empty if all is as expected
   */
  List<String> surprises(FileResult result, boolean isExactCorpus) {
    Entry entry = of(result.name());
    List<String> surprises = new ArrayList<>();
    if (result.harness() != entry.harness()) {
      surprises.add(
          "the harness says %s, not %s: %s"
              .formatted(result.harness(), entry.harness(), result.message()));
    }
    Set<String> unseen = new LinkedHashSet<>(entry.failing());
    Set<Pattern> unmatched = new LinkedHashSet<>(entry.failingLike());
    for (Subtest subtest : result.subtests()) {
      String name = escape(subtest.name());
      unseen.remove(name);
      unmatched.removeIf(pattern -> pattern.matcher(name).matches());
      boolean expected = entry.expectsFailure(name);
      if (subtest.passed() && expected) {
        surprises.add("passes, although expected to fail: " + name);
      } else if (!subtest.passed() && !expected) {
        surprises.add(
            "%s: %s%n      %s".formatted(subtest.status(), name, escape(subtest.message())));
      }
    }
    if (isExactCorpus) {
      unseen.forEach(name -> surprises.add("there is no such subtest: " + name));
      unmatched.forEach(pattern -> surprises.add("no subtest is like: " + pattern));
    }
    return surprises;
  }

  /** A name on one line, as the file has it. */
  static String escape(String name) {
    StringBuilder line = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '\\') {
        line.append("\\\\");
      } else if (c == '\n') {
        line.append("\\n");
      } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
        line.append("\\u%04x".formatted((int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString().strip();
  }

  /** Reads the indented lines that follow the name of a file. */
  private static final class EntryReader {
    private String reason = "";
    private Optional<String> skip = Optional.empty();
    private FileResult.Harness harness = FileResult.Harness.OK;
    private final Set<String> failing = new LinkedHashSet<>();
    private final List<Pattern> failingLike = new ArrayList<>();

    void read(String line) {
      int colon = line.indexOf(':');
      String key = (colon < 0 ? line : line.substring(0, colon)).strip();
      String value = colon < 0 ? "" : line.substring(colon + 1).strip();
      if (key.equals("because")) {
        if (value.isEmpty()) {
          throw new IllegalArgumentException("an empty reason");
        }
        reason = value;
        return;
      }
      if (reason.isEmpty()) {
        throw new IllegalArgumentException("no reason comes before: " + line.strip());
      }
      switch (key) {
        case "skip" -> skip = Optional.of(reason);
        case "harness" -> harness = FileResult.Harness.valueOf(value);
        case "fails" -> {
          if (!failing.add(value)) {
            throw new IllegalArgumentException("named twice: " + value);
          }
        }
        case "fails-like" -> failingLike.add(Pattern.compile(value, Pattern.DOTALL));
        default -> throw new IllegalArgumentException("not understood: " + line.strip());
      }
    }

    Entry entry(String name) {
      if (skip.isEmpty()
          && harness == FileResult.Harness.OK
          && failing.isEmpty()
          && failingLike.isEmpty()) {
        throw new IllegalArgumentException("nothing is said of " + name);
      }
      return new Entry(skip, harness, Set.copyOf(failing), List.copyOf(failingLike));
    }
  }
}
