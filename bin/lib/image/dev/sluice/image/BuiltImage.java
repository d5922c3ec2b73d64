package dev.sluice.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An image that was just linked: trains its archive of classes, and checks what it is. */
final class BuiltImage {
  private static final String MAIN = "dev.sluice.runtime/dev.sluice.runtime.cli.Main";

  private final Path image;

  BuiltImage(Path image) {
    this.image = image;
  }

  /**
   * Runs a light load and keeps the loaded and linked classes as the JVM's default archive, which
   * it maps with no option. The training starts just as {@code bin/runtime} does: other options,
   * and HotSpot would reject the archive.
   */
  void train(Path script) throws IOException, BuildException {
    Path archive = image.resolve("lib/server/classes.jsa");
    Files.deleteIfExists(archive);
    Path cache = image.resolve("lib/sluice/training.aot");
    run(List.of("-XX:AOTCacheOutput=" + cache), script.toString());
    if (!Files.isRegularFile(cache)) {
      throw new BuildException("the JVM wrote no archive of classes");
    }
    Files.move(cache, archive);
  }

  /**
   * An image that interprets JavaScript, or that cannot map its archive, is a failed build and not
   * a slow success.
   */
  void check() throws IOException, BuildException {
    String version = run(List.of("-Xshare:on"), "--version");
    if (!version.contains("compiled") || version.contains("interpreted")) {
      throw new BuildException(
          "the image does not compile JavaScript, it says: " + version.strip());
    }
  }

  private String run(List<String> options, String argument) throws IOException, BuildException {
    List<String> command = new ArrayList<>();
    command.add(image.resolve("bin/java").toString());
    command.addAll(JvmOptions.passed(image));
    command.addAll(options);
    command.addAll(List.of("-m", MAIN, argument));
    return new Command(command, image).output();
  }
}
