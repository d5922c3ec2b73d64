package dev.sluice.runtime.modules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small trees of files for a test. */
record Zoo(Path root) {
  static Zoo in(Path folder) throws IOException {
    return new Zoo(folder.toRealPath());
  }

  /** Writes a file, with single quotes standing for double ones in JSON. */
  Zoo file(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, path.endsWith(".json") ? text.replace('\'', '"') : text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path at(String path) {
    return root.resolve(path);
  }
}
