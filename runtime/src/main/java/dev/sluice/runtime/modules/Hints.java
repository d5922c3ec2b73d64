package dev.sluice.runtime.modules;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Guesses at the file that was meant by a path that is none. */
final class Hints {
  private static final List<String> ENDINGS = List.of(".js", ".mjs", ".json");

  private Hints() {}

  /**
   * What has to be put after {@code path} (or in place of its extension, if it begins with a dot)
   * to name a file that exists, or null.
   */
  static @Nullable String likelyFile(Path path) {
    Path name = path.getFileName();
    if (name == null) {
      return null;
    }
    String stem = name.toString();
    for (String ending : ENDINGS) {
      if (Files.isRegularFile(path.resolveSibling(stem + ending))) {
        return ending;
      }
    }
    if (stem.matches(".+\\.[mc]?[jt]sx?")) {
      stem = stem.substring(0, stem.lastIndexOf('.'));
      for (String ending : ENDINGS) {
        if (!name.toString().equals(stem + ending)
            && Files.isRegularFile(path.resolveSibling(stem + ending))) {
          return ending;
        }
      }
    }
    for (String index : List.of("/index.js", "/index.mjs")) {
      if (Files.isRegularFile(path.resolve(index.substring(1)))) {
        return index;
      }
    }
    return null;
  }
}
