package dev.sluice.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The JVM's options: those baked into the image, and those that name files of the image and so are
 * passed at each start.
 */
final class JvmOptions {
  private JvmOptions() {}

  static List<String> baked() throws IOException {
    return Files.readAllLines(Resources.file("jvm-options")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  /** Just as {@code bin/runtime} passes them. */
  static List<String> passed(Path image) {
    return List.of(
        "-XX:CompilerDirectivesFile=" + image.resolve("lib/sluice/compiler-directives.json"),
        "-Dpolyglot.engine.userResourceCache=" + image.resolve("lib/sluice/resources"));
  }
}
