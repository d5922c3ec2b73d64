package dev.sluice.testjs.wpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CorpusLocatorTest {
  @TempDir private Path temp;

  @Test
  void aGivenFolderIsTakenAsItIs() throws Exception {
    Path given = corpusIn(temp.resolve("given"));
    Corpus corpus = new CorpusLocator(given.toString(), temp, List.of()).locate();
    assertEquals(given, corpus.root());
  }

  @Test
  void aGivenFolderThatIsNoCorpusIsAMistakeAndNotPassedOver() throws Exception {
    corpusIn(temp.resolve("cached"));
    CorpusLocator locator =
        new CorpusLocator(temp.toString(), temp, List.of(unreachable("cached")));
    String message = messageOf(locator);
    assertTrue(message.contains(CorpusLocator.VARIABLE), message);
  }

  @Test
  void theCacheIsTakenBeforeAnythingIsFetched() throws Exception {
    corpusIn(temp.resolve("cached"));
    Corpus corpus = new CorpusLocator(null, temp, List.of(unreachable("cached"))).locate();
    assertEquals(new Corpus(temp.resolve("cached"), "cached"), corpus);
  }

  @Test
  void theNextSourceIsTakenWhereOneIsClosedAndNothingPartialIsLeft() throws Exception {
    Path cache = temp.resolve("cache");
    CorpusLocator locator =
        new CorpusLocator(null, cache, List.of(unreachable("first"), repository()));
    Corpus corpus = locator.locate();
    assertEquals(new Corpus(cache.resolve("second"), "second"), corpus);
    assertEquals("// the harness\n", corpus.read("/resources/testharness.js"));
    assertEquals(List.of("streams/a.any.js"), corpus.tests("streams"));
    try (Stream<Path> left = Files.list(cache)) {
      assertEquals(
          List.of("lock", "second"), left.map(p -> p.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void whenAllWaysAreClosedTheMessageSaysWhyForEach() {
    CorpusLocator locator =
        new CorpusLocator(null, temp, List.of(unreachable("first"), unreachable("second")));
    String message = messageOf(locator);
    assertEquals(
        2, message.lines().filter(line -> line.contains("no-such-place")).count(), message);
    assertTrue(message.contains("-Dsluice.wpt=off"), message);
  }

  @Test
  void eachPinnedFolderHasAWholeCommit() throws Exception {
    GitCorpus git =
        CorpusLocator.pinnedSources().stream()
            .filter(GitCorpus.class::isInstance)
            .map(GitCorpus.class::cast)
            .findFirst()
            .orElseThrow();
    assertTrue(git.commits().keySet().containsAll(List.of("streams", "resources", "dom/abort")));
    git.commits().values().forEach(commit -> assertTrue(commit.matches("[0-9a-f]{40}"), commit));
  }

  private static String messageOf(CorpusLocator locator) {
    return String.valueOf(assertThrows(CorpusMissingException.class, locator::locate).getMessage());
  }

  private GitCorpus unreachable(String pin) {
    return new GitCorpus(pin, temp.resolve("no-such-place").toString(), Map.of("streams", "0"));
  }

  /** A real repository with a corpus of two files, each folder at a commit of its own. */
  private GitCorpus repository() throws Exception {
    Path folder = corpusIn(temp.resolve("repository"));
    git(folder, "init", "--quiet");
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true");
    git(folder, "config", "uploadpack.allowFilter", "true");
    String first = commit(folder);
    Files.writeString(folder.resolve("streams/a.any.js"), "// newer\n");
    String second = commit(folder);
    return new GitCorpus(
        "second", folder.toUri().toString(), Map.of("resources", first, "streams", second));
  }

  private static String commit(Path folder) throws IOException, InterruptedException {
    git(folder, "add", ".");
    git(
        folder,
        "-c",
        "user.name=test",
        "-c",
        "user.email=test@localhost",
        "-c",
        "commit.gpgsign=false",
        "commit",
        "--quiet",
        "-m",
        "a commit");
    return git(folder, "rev-parse", "HEAD");
  }

  private static String git(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of("git"), Arrays.stream(arguments)).toList();
    return Commands.run(folder, Duration.ofMinutes(1), command);
  }

  private static Path corpusIn(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("resources"));
    Files.createDirectories(folder.resolve("streams"));
    Files.writeString(folder.resolve("resources/testharness.js"), "// the harness\n");
    Files.writeString(folder.resolve("streams/a.any.js"), "// a test\n");
    return folder;
  }
}
