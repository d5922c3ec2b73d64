package dev.sluice.testjs.wpt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the system, for those who need their output or their success. */
final class Commands {
  private Commands() {}

  /**
   * Runs a program to its end.
   *
   * @return what it wrote to its standard output and error
   * @throws IOException if it cannot be started, ends with another status than 0, or takes too long
   */
  static String run(Path folder, Duration limit, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("sluice-", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IOException(
            "`%s` has not ended after %d s".formatted(command.getFirst(), limit.toSeconds()));
      }
      String text = Files.readString(output, StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0) {
        throw new IOException(
            "`%s` ended with status %d: %s"
                .formatted(command.getFirst(), process.exitValue(), lastLine(text)));
      }
      return text;
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\n') + 1);
  }
}
