package dev.sluice.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Builds the modules of a checkout. */
final class MavenBuild {
  private final Path checkout;
  private final Path parts;
  private final List<Path> sources;

  MavenBuild(Path checkout, Path parts, List<Path> sources) {
    this.checkout = checkout;
    this.parts = parts;
    this.sources = sources;
  }

  /**
   * Returns a stamp that is later than what Maven wrote; sources that change while it runs are
   * built again.
   */
  Stamp run(Images images, Progress progress) throws IOException, BuildException {
    progress.step("compile the modules with Maven (the first time it fetches libraries too)");
    while (true) {
      Stamp before = Stamp.now(images);
      maven();
      Stamp after = Stamp.now(images);
      if (!changedSince(before.time())) {
        return after;
      }
      Progress.say("sources have changed meanwhile: once more");
    }
  }

  private void maven() throws IOException, BuildException {
    // A library's older version would stay beside the newer one, and no two modules may have one
    // name.
    deleteJars(parts.resolve("modules"));
    deleteJars(parts.resolve("compiler"));
    List<String> command =
        List.of(
            "mvn",
            "-q",
            "-B",
            "-Dstyle.color=never",
            "-DskipTests",
            "-Dformat.skip",
            "-pl",
            "runtime",
            "-am",
            "package");
    Map<String, String> environment =
        Map.of("JAVA_HOME", System.getProperty("java.home"), "MAVEN_OPTS", mavenOptions());
    try {
      new Command(command, checkout).with(environment).output();
    } catch (BuildException e) {
      throw new BuildException(e.getMessage() + "\nsluice: the modules could not be built");
    } catch (IOException e) {
      throw new BuildException(
          "cannot run Maven: install Maven 3.8 or later, so that mvn is on PATH");
    }
  }

  // Older Mavens would make the JDK warn.
  private static String mavenOptions() {
    return Objects.requireNonNullElse(System.getenv("MAVEN_OPTS"), "")
        + " --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow";
  }

  private static void deleteJars(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private boolean changedSince(FileTime time) throws IOException {
    for (Path source : sources) {
      try (Stream<Path> files = Files.walk(source)) {
        for (Path file : files.toList()) {
          if (((FileTime) Files.getAttribute(file, "unix:ctime")).compareTo(time) > 0) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
