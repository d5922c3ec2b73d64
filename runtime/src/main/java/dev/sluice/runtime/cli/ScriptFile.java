package dev.sluice.runtime.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Looks at the script before anything is started for it. */
final class ScriptFile {
  private ScriptFile() {}

  /** Why {@code script} cannot be run, in one line; null if it can. */
  static @Nullable String problem(Path script) {
    if (!Files.exists(script)) {
      return Files.isSymbolicLink(script)
          ? "'" + script + "' is a link to a file that does not exist"
          : "there is no file '" + script + "'";
    } else if (Files.isDirectory(script)) {
      return "'" + script + "' is a folder, not a script";
    } else if (!Files.isReadable(script)) {
      return "'" + script + "' may not be read";
    } else {
      return null;
    }
  }
}
