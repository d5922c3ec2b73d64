package dev.sluice.testjs.launcher;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Starts {@code bin/runtime} with the parts that this build has packaged, so that no Maven runs
 * inside of Maven, in an environment that holds nothing of the machine's but a search path.
 */
final class Launcher {
  static final Path CHECKOUT = requireNonNull(Path.of("").toAbsolutePath().getParent());
  static final Path PARTS = CHECKOUT.resolve("runtime/target");
  static final Path JDK = Path.of(System.getProperty("java.home"));

  /** Building an image takes a quarter of a minute, on a busy machine a few times that. */
  private static final long PATIENCE_SECONDS = 300;

  private final ProcessBuilder process;

  private Launcher(Path command) {
    process = new ProcessBuilder(command.toString());
    process.environment().clear();
    with("PATH", "/usr/bin:/bin");
    with("SLUICE_JAVA_HOME", JDK.toString());
    with("SLUICE_PARTS", PARTS.toString());
    assertTrue(
        Files.isDirectory(PARTS.resolve("modules")),
        () -> PARTS + "/modules is missing: run `mvn verify`, whose package phase makes it");
  }

  static Launcher runtime(String... arguments) {
    return runtime(CHECKOUT.resolve("bin/runtime"), arguments);
  }

  static Launcher runtime(Path command, String... arguments) {
    Launcher launcher = new Launcher(command);
    launcher.process.command().addAll(List.of(arguments));
    return launcher;
  }

  /** {@code script} is run by sh; {@code "$0"} is the launcher, {@code "$@"} the arguments. */
  static Launcher shell(String script, String... arguments) {
    Launcher launcher = runtime(arguments);
    launcher.process.command().addAll(0, List.of("/bin/sh", "-c", script));
    return launcher;
  }

  Launcher with(String variable, String value) {
    process.environment().put(variable, value);
    return this;
  }

  Launcher without(String variable) {
    process.environment().remove(variable);
    return this;
  }

  Launcher in(Path folder) {
    process.directory(folder.toFile());
    return this;
  }

  Result run() {
    return start().end();
  }

  Running start() {
    try {
      Process started = process.start();
      started.getOutputStream().close();
      return new Running(started, collect(started.getErrorStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CompletableFuture<String> collect(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException e) {
                text.completeExceptionally(e);
              }
            });
    return text;
  }

  /** A process that is at work; its stderr is gathered, its stdout is the test's to read. */
  record Running(Process process, CompletableFuture<String> err) {
    /** Reads stdout until {@code marker} has come, and returns all that came. */
    String awaitOutput(String marker) throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.indexOf(marker) < 0) {
        int unit = process.getInputStream().read();
        if (unit < 0) {
          fail("ended with " + end() + " after: " + text);
        }
        text.append((char) unit);
      }
      return text.toString();
    }

    void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    Result end() {
      try (InputStream out = process.getInputStream()) {
        CompletableFuture<String> rest = collect(out);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          fail("still running after " + PATIENCE_SECONDS + " s; stderr: " + err.join());
        }
        return new Result(process.exitValue(), rest.join(), err.join());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** What a process left. */
  record Result(int status, String out, String err) {}
}
