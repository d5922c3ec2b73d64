package dev.sluice.testjs.wpt;

import dev.sluice.testjs.Resources;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pinned corpus, or fetches it into a cache outside of git. In this order: the folder
 * that the system property {@code sluice.wpt.dir} or the environment variable {@code
 * SLUICE_WPT_DIR} names, the cache, and then each {@link CorpusSource}.
 *
 * <p>Fetching is atomic and safe against other processes: it goes to a folder of its own, under a
 * lock, and is renamed when it is whole.
 */
final class CorpusLocator {
  /**
   * The version that the expectations were written for, a tree of mid-2025 with some newer folders.
   */
  static final String PIN = "node-24.21.0";

  static final String VARIABLE = "SLUICE_WPT_DIR";
  static final String PROPERTY = "sluice.wpt.dir";

  private final @Nullable String given;
  private final Path cache;
  private final List<CorpusSource> sources;

  CorpusLocator(@Nullable String given, Path cache, List<CorpusSource> sources) {
    this.given = given;
    this.cache = cache;
    this.sources = List.copyOf(sources);
  }

  static CorpusLocator ofThisMachine() throws IOException {
    return new CorpusLocator(
        System.getProperty(PROPERTY, System.getenv(VARIABLE)),
        Path.of(System.getProperty("user.home"), ".cache", "sluice", "wpt"),
        pinnedSources());
  }

  /**
   * The sources, best first. The last one is an older corpus, which will stay in Debian's pool for
   * long.
   */
  static List<CorpusSource> pinnedSources() throws IOException {
    return List.of(
        new DebianCorpus(
            PIN,
            "nodejs_24.21.0+dfsg+~cs24.13.4.orig.tar.xz",
            "e6e0d1a00dfc9e31ab2b074fd99979a48be17c18e8e3edc14306736069bb8f54"),
        new GitCorpus(PIN, "https://github.com/web-platform-tests/wpt", pinnedCommits()),
        new DebianCorpus(
            "node-18.20.4",
            "nodejs_18.20.4+dfsg.orig.tar.xz",
            "6ce58062c71eae37d9c5ac31eeaeff9c2d48561d21c2849179d056c9c1bd9ebc"));
  }

  /** The commit of each folder of the corpus {@link #PIN}: lines of a folder and a commit. */
  private static Map<String, String> pinnedCommits() throws IOException {
    Map<String, String> commits = new TreeMap<>();
    for (String line : Resources.text("wpt/commits.txt").lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] fields = line.split(" ", 2);
        commits.put(fields[0], fields[1]);
      }
    }
    return commits;
  }

  /**
   * The corpus, fetched if need be.
   *
   * @throws CorpusMissingException if no way leads to one
   */
  Corpus locate() throws CorpusMissingException, IOException, InterruptedException {
    List<String> tried = new ArrayList<>();
    if (given != null && !given.isBlank()) {
      Path folder = Path.of(given);
      if (Corpus.isCorpus(folder)) {
        return new Corpus(folder, "given");
      }
      // A named folder that is none is a mistake of the user; to fall back to another one would
      // hide it.
      tried.add(VARIABLE + ": " + folder + " holds no resources/testharness.js and streams/");
      throw new CorpusMissingException(tried);
    }
    Optional<Corpus> cached = cached();
    if (cached.isPresent()) {
      return cached.get();
    }
    tried.add("the cache: nothing in " + cache);
    Files.createDirectories(cache);
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      // Another process may have fetched it while this one waited for the lock.
      cached = cached();
      return cached.isPresent() ? cached.get() : fetch(tried);
    }
  }

  private Optional<Corpus> cached() {
    return sources.stream()
        .map(source -> new Corpus(cache.resolve(source.pin()), source.pin()))
        .filter(corpus -> Corpus.isCorpus(corpus.root()))
        .findFirst();
  }

  private Corpus fetch(List<String> tried)
      throws CorpusMissingException, IOException, InterruptedException {
    for (CorpusSource source : sources) {
      Path partial = Files.createTempDirectory(cache, source.pin() + ".partial-");
      try {
        System.err.println("Fetching the web-platform-tests from " + source.description() + " …");
        source.fetchInto(partial);
        if (!Corpus.isCorpus(partial)) {
          throw new IOException("what it gave holds no resources/testharness.js and streams/");
        }
        Path whole = cache.resolve(source.pin());
        Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
        return new Corpus(whole, source.pin());
      } catch (IOException closed) {
        tried.add(source.description() + ": " + closed.getMessage());
      } finally {
        delete(partial);
      }
    }
    throw new CorpusMissingException(tried);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException error)
              throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
