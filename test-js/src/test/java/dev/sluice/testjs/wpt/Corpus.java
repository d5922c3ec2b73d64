package dev.sluice.testjs.wpt;

import dev.sluice.testjs.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A checkout of the web-platform-tests, or the part of it that runs without a browser.
 *
 * @param root the folder that holds {@code resources/testharness.js}
 * @param pin which version it is; "given" for a folder that the user named
 */
record Corpus(Path root, String pin) {
  private static final String STAND_INS = "wpt/stand-ins/";

  static boolean isCorpus(Path folder) {
    return Files.isRegularFile(folder.resolve("resources/testharness.js"))
        && Files.isDirectory(folder.resolve("streams"));
  }

  /** The pin that the expectations were written for. */
  boolean isOfExpectations() {
    return pin.equals(CorpusLocator.PIN);
  }

  /** Whether there is a folder, or a file, of that name. */
  boolean holds(String folder) {
    return Files.exists(root.resolve(folder));
  }

  /** Whether there is a file of that name. */
  boolean has(String path) {
    return Files.isRegularFile(inRoot(path));
  }

  private Path inRoot(String path) {
    return root.resolve(path.startsWith("/") ? path.substring(1) : path);
  }

  /** A file's bytes, by its path from the root, with or without a leading slash. */
  byte[] bytes(String path) throws IOException {
    return Files.readAllBytes(inRoot(path));
  }

  /**
   * The text of a file, by its path from the root, with or without a leading slash. It is decoded
   * as a browser does it: some files are not UTF-8 throughout. For a script that is missing, since
   * Debian takes minified ones out of what it packs, there may be a stand-in among our resources.
   */
  String read(String path) throws IOException {
    byte[] bytes;
    try {
      bytes = bytes(path);
    } catch (NoSuchFileException missing) {
      String standIn = STAND_INS + path;
      if (!path.endsWith(".min.js") || !Resources.has(standIn)) {
        throw missing;
      }
      return Resources.text(standIn);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * The files under a folder that run in any global scope, or the one file that {@code path} names,
   * sorted.
   *
   * @return paths from the root, with slashes
   */
  List<String> tests(String path) throws IOException {
    Path start = root.resolve(path);
    if (!Files.exists(start)) {
      throw new IOException("the corpus in " + root + " has no " + path);
    }
    try (Stream<Path> files = Files.walk(start)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .filter(file -> file.endsWith(".any.js"))
          .sorted()
          .toList();
    }
  }
}
