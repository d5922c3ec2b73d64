package dev.sluice.image;

import java.nio.file.Path;

/** The files that lie beside this program, in {@code bin/lib/image}. */
final class Resources {
  // The source launcher names the file that it started by this property.
  private static final Path FOLDER =
      Path.of(System.getProperty("jdk.launcher.sourcefile"))
          .toAbsolutePath()
          .resolve("../../../..")
          .normalize();

  private Resources() {}

  static Path folder() {
    return FOLDER;
  }

  static Path file(String name) {
    return FOLDER.resolve(name);
  }
}
