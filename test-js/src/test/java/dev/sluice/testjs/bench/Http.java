package dev.sluice.testjs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Servers under wrk's load. For each scenario all servers are started, each is warmed up second by
 * second, and then they take turns in measured rounds, the others idle.
 */
final class Http {
  /**
   * What one server did in one scenario.
   *
   * @param perSecond requests a second, in the best round
   * @param cpuMicros of the server a request, in the best round
   * @param toSteady seconds until a second's rate was 80 % of the best round's
   * @param millis99 latency of the best round
   * @param megabytes the most that was resident
   */
  private record Result(
      double perSecond, double cpuMicros, double toSteady, double millis99, double megabytes) {}

  private static final double STEADY = 0.8;
  private static final int KILO = 1 << 10;

  /** Where nothing listens, for servers that hand nothing on. */
  private static final String NOWHERE = "127.0.0.1:9";

  private final List<Contender> contenders;
  private final Path sources;
  private final Path folder;
  private final Wrk wrk;
  private final int warmUpSeconds;
  private final int roundSeconds;
  private final int rounds;

  /**
   * @param contenders nginx among them, if it is there
   * @param sources {@code src/bench/http}
   * @param folder for the files that are served
   * @param repetitions rounds are three times as many
   */
  Http(List<Contender> contenders, Path sources, Path folder, boolean quick, int repetitions) {
    this.contenders = contenders;
    this.sources = sources;
    this.folder = folder;
    this.wrk = new Wrk(sources);
    this.warmUpSeconds = quick ? 5 : 30;
    this.roundSeconds = quick ? 2 : 4;
    this.rounds = quick ? 1 : 3 * repetitions;
  }

  void measure(List<HttpScenario> scenarios, Report report)
      throws IOException, InterruptedException {
    writeFiles();
    Map<String, Map<Contender, Result>> results = new LinkedHashMap<>();
    for (HttpScenario scenario : scenarios) {
      if (!scenario.isProxied()) {
        results.put(scenario.title(), measure(scenario, NOWHERE, report));
      }
    }
    if (scenarios.stream().anyMatch(HttpScenario::isProxied)) {
      measureProxies(scenarios, results, report);
    }
    report.rates("HTTP: requests a second, best round", results, Result::perSecond);
    report.table("HTTP: microseconds of the server's CPU a request", results, Result::cpuMicros);
    report.table(
        "HTTP: seconds from a cold start to 80 % of the steady rate", results, Result::toSteady);
    report.table("HTTP: latency in ms, 99 of 100", results, Result::millis99);
    report.table("HTTP: most memory resident, MB", results, Result::megabytes);
  }

  /** Behind every proxy stands an nginx of its own, whose CPU is not counted. */
  private void measureProxies(
      List<HttpScenario> scenarios, Map<String, Map<Contender, Result>> results, Report report)
      throws IOException, InterruptedException {
    Optional<Contender> nginx = contenders.stream().filter(HttpServerProcess::isNginx).findAny();
    if (nginx.isEmpty()) {
      report.line("reverse proxies: not measured without nginx behind them");
      return;
    }
    try (HttpServerProcess upstream =
        HttpServerProcess.start(nginx.get(), sources, folder, NOWHERE)) {
      for (HttpScenario scenario : scenarios) {
        if (scenario.isProxied()) {
          results.put(scenario.title(), measure(scenario, upstream.address(), report));
        }
      }
    }
  }

  private void writeFiles() throws IOException {
    byte[] kilo = new byte[KILO];
    new Random(1).nextBytes(kilo);
    Files.write(folder.resolve("1k.bin"), kilo);
    byte[] mega = new byte[KILO * KILO];
    for (int i = 0; i < KILO; i++) {
      System.arraycopy(kilo, 0, mega, i * KILO, KILO);
    }
    Files.write(folder.resolve("10k.bin"), Arrays.copyOf(mega, 10 * KILO));
    Files.write(folder.resolve("1m.bin"), mega);
    try (var large = Files.newOutputStream(folder.resolve("100m.bin"))) {
      for (int i = 0; i < 100; i++) {
        large.write(mega);
      }
    }
  }

  private Map<Contender, Result> measure(HttpScenario scenario, String upstream, Report report)
      throws IOException, InterruptedException {
    Map<Contender, HttpServerProcess> servers = new LinkedHashMap<>();
    Map<Contender, Result> best = new LinkedHashMap<>();
    Map<Contender, List<Double>> warming = new LinkedHashMap<>();
    try {
      for (Contender contender : contenders) {
        if (scenario.withNginx() || !HttpServerProcess.isNginx(contender)) {
          try {
            HttpServerProcess server =
                HttpServerProcess.start(contender, sources, folder, upstream);
            servers.put(contender, server);
            warming.put(contender, warmUp(scenario, contender, server));
          } catch (IOException failed) {
            HttpServerProcess started = servers.remove(contender);
            if (started != null) {
              started.close();
            }
            report.line("- failed: " + contender.name() + ", " + failed.getMessage());
          }
        }
      }
      for (int round = 0; round < rounds; round++) {
        List<Map.Entry<Contender, HttpServerProcess>> order = new ArrayList<>(servers.entrySet());
        Collections.rotate(order, -round);
        for (Map.Entry<Contender, HttpServerProcess> server : order) {
          best.merge(server.getKey(), round(scenario, server.getValue()), Http::better);
        }
      }
      warming.forEach(
          (contender, rates) ->
              best.computeIfPresent(contender, (_, result) -> withStart(result, rates)));
    } finally {
      for (HttpServerProcess server : servers.values()) {
        server.close();
      }
    }
    return best;
  }

  /** The rates of the first seconds. */
  private List<Double> warmUp(HttpScenario scenario, Contender contender, HttpServerProcess server)
      throws IOException, InterruptedException {
    System.err.printf("%s: %s warms up%n", scenario.title(), contender.name());
    List<Double> rates = new ArrayList<>();
    int seconds = contender.isSluice() ? warmUpSeconds : Math.min(warmUpSeconds, 8);
    for (int second = 0; second < seconds; second++) {
      rates.add(wrk.run(scenario, server.url(scenario), 1).perSecond());
    }
    System.err.println(
        Arrays.toString(rates.stream().mapToLong(Math::round).toArray()) + " a second");
    return rates;
  }

  private Result round(HttpScenario scenario, HttpServerProcess server)
      throws IOException, InterruptedException {
    double before = server.cpuNanos();
    Wrk.Load load = wrk.run(scenario, server.url(scenario), roundSeconds);
    double cpuNanos = server.cpuNanos() - before;
    return new Result(
        load.perSecond(),
        cpuNanos / 1000 / load.requests(),
        Double.NaN,
        load.millis99(),
        server.peakMegabytes());
  }

  private static Result better(Result a, Result b) {
    return new Result(
        Math.max(a.perSecond, b.perSecond),
        Math.min(a.cpuMicros, b.cpuMicros),
        a.toSteady,
        Math.min(a.millis99, b.millis99),
        Math.max(a.megabytes, b.megabytes));
  }

  private static Result withStart(Result result, List<Double> rates) {
    double steady = STEADY * result.perSecond;
    double second = Double.NaN;
    for (int i = rates.size() - 1; i >= 0; i--) {
      if (rates.get(i) >= steady) {
        second = i + 1;
      }
    }
    return new Result(
        result.perSecond, result.cpuMicros, second, result.millis99, result.megabytes);
  }
}
