package dev.sluice.testjs.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** How long a script of one line takes from start to end, and how much memory. */
final class StartUp {
  private static final long LIMIT_SECONDS = 60;

  private final Path hello;
  private final Path lingering;

  StartUp(Path scratch) throws IOException {
    hello = scratch.resolve("hello.mjs");
    lingering = scratch.resolve("lingering.mjs");
    Files.writeString(hello, "console.log('hello world');\n");
    // Stays until the driver has looked at its memory.
    Files.writeString(lingering, "console.log('hello world');\nsetTimeout(() => {}, 500);\n");
  }

  /** From start to end of the process, in milliseconds. */
  double wallMillis(Contender contender) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(contender.running(hello))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      expectHello(contender, lines.readLine());
    }
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(contender.name() + " does not end");
    }
    return (System.nanoTime() - start) / 1e6;
  }

  /** The most that was resident when the line was printed, in MB. */
  double peakMegabytes(Contender contender) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(contender.running(lingering))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      expectHello(contender, lines.readLine());
      return ProcFs.peakMegabytes(process.pid());
    } finally {
      process.destroy();
      process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static void expectHello(Contender contender, String line) throws IOException {
    if (!"hello world".equals(line)) {
      throw new IOException(contender.name() + " printed " + line);
    }
  }
}
