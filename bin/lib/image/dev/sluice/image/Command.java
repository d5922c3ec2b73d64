package dev.sluice.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process that is run to its end; what it printed is kept and shown only if it fails. */
final class Command {
  private final ProcessBuilder process;

  Command(List<String> command, Path folder) {
    process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    process.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
  }

  Command with(Map<String, String> environment) {
    process.environment().putAll(environment);
    return this;
  }

  String output() throws IOException, BuildException {
    Process running = process.start();
    running.getOutputStream().close();
    // Whoever interrupts the build must not leave its children at work.
    Thread end = new Thread(running::destroy);
    Runtime.getRuntime().addShutdownHook(end);
    try {
      String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = running.waitFor();
      if (status != 0) {
        throw new BuildException(
            output.strip()
                + "\nsluice: exit status "
                + status
                + " of "
                + process.command().getFirst());
      }
      return output;
    } catch (InterruptedException e) {
      throw new BuildException("interrupted");
    } finally {
      Runtime.getRuntime().removeShutdownHook(end);
    }
  }
}
