package dev.sluice.testjs.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** WebSocket servers under the load of {@link SocketCrowd}: warmed up, then in turns. */
final class Sockets {
  /**
   * What one server did in one scenario.
   *
   * @param perSecond messages that clients got a second, in the best round
   * @param cpuMicros of the server for each of them, in the best round
   */
  private record Result(double perSecond, double cpuMicros) {}

  private final List<Contender> contenders;
  private final Path script;
  private final Path folder;
  private final int warmUpSeconds;
  private final int roundSeconds;
  private final int rounds;

  Sockets(List<Contender> contenders, Path script, Path folder, boolean quick, int repetitions) {
    this.contenders = contenders;
    this.script = script;
    this.folder = folder;
    this.warmUpSeconds = quick ? 5 : 30;
    this.roundSeconds = quick ? 2 : 4;
    this.rounds = quick ? 1 : 3 * repetitions;
  }

  void measure(Report report) throws IOException {
    Map<String, Map<Contender, Result>> results = new LinkedHashMap<>();
    for (SocketScenario scenario : SocketScenario.ALL) {
      results.put(scenario.title(), measure(scenario, report));
    }
    report.rates("WebSocket: messages to clients a second, best round", results, Result::perSecond);
    report.table(
        "WebSocket: microseconds of the server's CPU for each", results, Result::cpuMicros);
  }

  private Map<Contender, Result> measure(SocketScenario scenario, Report report)
      throws IOException {
    Map<Contender, HttpServerProcess> servers = new LinkedHashMap<>();
    Map<Contender, Result> best = new LinkedHashMap<>();
    try {
      for (Contender contender : contenders) {
        System.err.printf("%s: %s warms up%n", scenario.title(), contender.name());
        try {
          HttpServerProcess server = HttpServerProcess.startScript(contender, script, folder);
          servers.put(contender, server);
          run(scenario, server, contender.isSluice() ? warmUpSeconds : Math.min(warmUpSeconds, 8));
        } catch (IOException failed) {
          HttpServerProcess started = servers.remove(contender);
          if (started != null) {
            started.close();
          }
          report.line("- failed: " + contender.name() + ", " + failed.getMessage());
        }
      }
      for (int round = 0; round < rounds; round++) {
        List<Map.Entry<Contender, HttpServerProcess>> order = new ArrayList<>(servers.entrySet());
        Collections.rotate(order, -round);
        for (Map.Entry<Contender, HttpServerProcess> server : order) {
          best.merge(
              server.getKey(),
              run(scenario, server.getValue(), roundSeconds),
              (a, b) ->
                  new Result(
                      Math.max(a.perSecond, b.perSecond), Math.min(a.cpuMicros, b.cpuMicros)));
        }
      }
    } finally {
      servers.values().forEach(HttpServerProcess::close);
    }
    return best;
  }

  private static Result run(SocketScenario scenario, HttpServerProcess server, int seconds)
      throws IOException {
    try (SocketCrowd crowd = new SocketCrowd(server.port(), scenario)) {
      double before = server.cpuNanos();
      double perSecond = crowd.run(seconds);
      return new Result(perSecond, (server.cpuNanos() - before) / 1000 / (perSecond * seconds));
    }
  }
}
