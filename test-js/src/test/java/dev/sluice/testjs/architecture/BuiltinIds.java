package dev.sluice.testjs.architecture;

import dev.sluice.builtins.Builtins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The ids of all builtins, from wherever the class path has them: a folder or a jar. */
final class BuiltinIds {
  private static final String ROOT = "dev/sluice/builtins";

  private BuiltinIds() {}

  static List<String> all() {
    try {
      Path code =
          Path.of(Builtins.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(code)) {
        return below(code.resolve(ROOT));
      }
      try (FileSystem jar = FileSystems.newFileSystem(code)) {
        return below(jar.getPath(ROOT));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> below(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".js"))
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .map(name -> name.substring(0, name.length() - ".js".length()))
          .sorted()
          .toList();
    }
  }
}
