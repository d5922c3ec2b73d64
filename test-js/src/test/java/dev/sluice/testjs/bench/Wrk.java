package dev.sluice.testjs.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load: wrk, one thread, on loopback. */
final class Wrk {
  /**
   * What one run of wrk saw.
   *
   * @param requests answered
   * @param seconds that it took
   * @param millis99 the latency that 99 of 100 requests stay below
   */
  record Load(long requests, double seconds, double millis99) {
    double perSecond() {
      return requests / seconds;
    }
  }

  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([0-9.]+)(ms|s|m)");
  private static final Pattern LATENCY = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s|m)");
  private static final Pattern FAILED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern BROKEN =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+)");

  private final Path sources;

  /**
   * @param sources {@code src/bench/http}
   */
  Wrk(Path sources) {
    this.sources = sources;
  }

  /** Sends requests for so many seconds. */
  Load run(HttpScenario scenario, String url, int seconds)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "wrk",
                "-t1",
                "-c" + scenario.connections(),
                "-d" + seconds + "s",
                "--timeout",
                "30s",
                "--latency"));
    if (!scenario.script().isEmpty()) {
      command.addAll(List.of("-s", sources.resolve(scenario.script()).toString()));
    }
    command.add(url);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher requests = REQUESTS.matcher(text);
    if (process.waitFor() != 0 || !requests.find()) {
      throw new IOException("wrk: " + text);
    }
    Matcher broken = BROKEN.matcher(text);
    if (FAILED.matcher(text).find()
        || (broken.find()
            && !(broken.group(1) + broken.group(2) + broken.group(3)).matches("0+"))) {
      throw new IOException(scenario.title() + ": " + text);
    }
    Matcher latency = LATENCY.matcher(text);
    return new Load(
        Long.parseLong(requests.group(1)),
        seconds(requests.group(2), requests.group(3)),
        latency.find() ? seconds(latency.group(1), latency.group(2)) * 1000 : Double.NaN);
  }

  private static double seconds(String figure, String unit) {
    double value = Double.parseDouble(figure);
    return switch (unit) {
      case "us" -> value / 1e6;
      case "ms" -> value / 1e3;
      case "m" -> value * 60;
      default -> value;
    };
  }
}
