package dev.sluice.testjs.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One {@code *.bench.js}, which registers one benchmark or several, and how it is run. */
final class Benchmark {
  private static final int LAST_MILLIS = 5_000;

  /** Longer than any warm-up and its rounds. */
  private static final int LIMIT_SECONDS = 180;

  private final Path file;
  private final String source;

  Benchmark(Path file) throws IOException {
    this.file = file;
    this.source = Files.readString(file);
  }

  String fileName() {
    return file.getFileName().toString();
  }

  /**
   * Runs one of the registered in a process of its own.
   *
   * @param index which of those that the file registers in this runtime
   * @param scratch a folder for the script
   * @param options the second argument of {@code runBenchmark}, as JavaScript
   * @throws IOException if the process fails; the message ends with what it wrote
   */
  Measurement run(Contender contender, int index, Path scratch, Data data, String options)
      throws IOException, InterruptedException {
    Path script = scratch.resolve("benchmark.mjs");
    Path harness = file.resolveSibling("lib").resolve("harness.js");
    Files.writeString(
        script,
        "%s%n%s%n%s%nawait runBenchmark(%d, %s);%n"
            .formatted(
                data.declarations(source), Files.readString(harness), source, index, options));
    Path errors = scratch.resolve("stderr.txt");
    Process process =
        new ProcessBuilder(contender.running(script)).redirectError(errors.toFile()).start();
    try {
      process.getOutputStream().close();
      CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS)
          .execute(process::destroyForcibly);
      return read(process);
    } catch (IOException failed) {
      throw new IOException(
          "%s in %s: %s%n%s"
              .formatted(
                  fileName(), contender.name(), failed.getMessage(), Files.readString(errors)),
          failed);
    } finally {
      if (!process.waitFor(LAST_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static Measurement read(Process process) throws IOException {
    List<String> titles = new ArrayList<>();
    double cold = Double.NaN;
    double cpuBefore = Double.NaN;
    List<Double> rounds = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
          case "@bench" -> titles.add(words[1]);
          case "@cold" -> cold = Double.parseDouble(words[1]);
          case "@steady" -> cpuBefore = ProcFs.cpuNanos(process.pid());
          case "@round" -> rounds.add(Double.parseDouble(words[1]));
          case "@done" -> {
            double cpu = ProcFs.cpuNanos(process.pid()) - cpuBefore;
            return new Measurement(titles, cold, rounds, cpu / Double.parseDouble(words[1]));
          }
          default -> {} // a benchmark may print
        }
      }
    }
    throw new IOException(
        "ended before it was done, or did not end within " + LIMIT_SECONDS + " s");
  }
}
