package dev.sluice.testjs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The driver of the benchmarks; {@code src/bench/js/README.md} says how it measures and what its
 * options are.
 */
public final class Main {
  private static final int START_UPS = 10;
  private static final Set<String> ON_REQUEST =
      Set.of("http", "connections", "lateness", "aborts", "stalled", "sockets");
  private static final int CONNECTIONS = 19_500;
  private static final int MEGABYTES = 1024;
  private static final String CAREFUL = "{ leastWarmUpMs: 4000, mostWarmUpMs: 30000, rounds: 11 }";
  private static final String QUICK = "{ leastWarmUpMs: 300, mostWarmUpMs: 1000, rounds: 3 }";

  private final List<Contender> contenders;
  private final Path scratch;
  private final boolean quick;
  private final int repetitions;

  private Main(List<Contender> contenders, Path scratch, boolean quick, int repetitions) {
    this.contenders = contenders;
    this.scratch = scratch;
    this.quick = quick;
    this.repetitions = quick ? 1 : repetitions;
  }

  public static void main(String[] arguments) throws Exception {
    boolean quick = false;
    int repetitions = 3;
    List<String> words = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "-q" -> quick = true;
        case "-r" -> repetitions = Integer.parseInt(arguments[++i]);
        case "" -> {} // an option of Maven's that was not given
        default -> words.add(arguments[i]);
      }
    }
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    Contenders peers = new Contenders(module.resolveSibling("bin"));
    List<Contender> contenders = peers.find();
    Path scratch = Files.createTempDirectory("sluice-bench-");
    try {
      Main main = new Main(contenders, scratch, quick, repetitions);
      List<Contender> servers = new ArrayList<>(contenders);
      if (words.contains("http")) {
        peers.onPath("nginx").ifPresent(nginx -> servers.add(HttpServerProcess.nginx(nginx)));
      }
      Report report = new Report(servers);
      peers.missing().forEach(report::line);
      makeReady(contenders);
      boolean everything = words.isEmpty();
      if (words.remove("startup") || everything) {
        main.measureStartUp(report);
      }
      String first = words.isEmpty() ? "" : words.getFirst();
      if (ON_REQUEST.contains(first)) {
        words.removeFirst();
        main.measureServers(first, words, module.resolve("src/bench/http"), servers, report);
      } else if (everything || !words.isEmpty()) {
        main.measure(benchmarks(module.resolve("src/bench/js"), words), report);
      }
      System.out.print(report);
    } finally {
      delete(scratch);
    }
  }

  /** What takes long, or needs what is not everywhere; one at a time. */
  private void measureServers(
      String what, List<String> words, Path sources, List<Contender> servers, Report report)
      throws IOException, InterruptedException {
    int number = words.isEmpty() || what.equals("http") ? 0 : Integer.parseInt(words.getFirst());
    switch (what) {
      case "http" -> measureHttp(sources, servers, words, report);
      case "connections" ->
          new Connections(
                  contenders,
                  sources.resolve("events.mjs"),
                  scratch,
                  number == 0 ? CONNECTIONS : number)
              .measure(report);
      case "lateness" ->
          new Lateness(contenders, sources.resolve("lateness.mjs"), scratch, quick).measure(report);
      case "sockets" ->
          new Sockets(contenders, sources.resolve("sockets.mjs"), scratch, quick, repetitions)
              .measure(report);
      case "aborts" ->
          new Aborts(contenders, sources.resolve("aborts.mjs"), scratch, quick).measure(report);
      default -> {
        try (Stalled stalled =
            new Stalled(
                contenders,
                sources.resolve("stalled.mjs"),
                scratch,
                number == 0 ? MEGABYTES : number,
                quick)) {
          stalled.measure(report);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The first start of a launcher may build what it starts: not in a measured process. */
  private static void makeReady(List<Contender> contenders)
      throws IOException, InterruptedException {
    for (Contender contender : contenders) {
      List<String> command = List.of(contender.command().getFirst(), "--version");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (process.waitFor() != 0) {
        throw new IOException(contender.name() + " does not start: " + command);
      }
    }
  }

  private static List<Benchmark> benchmarks(Path folder, List<String> words) throws IOException {
    List<Benchmark> benchmarks = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".bench.js")).sorted().toList()) {
        String name = file.getFileName().toString();
        if (words.isEmpty() || words.stream().anyMatch(name::contains)) {
          benchmarks.add(new Benchmark(file));
        }
      }
    }
    return benchmarks;
  }

  private void measure(List<Benchmark> benchmarks, Report report)
      throws IOException, InterruptedException {
    Map<String, Map<Contender, Measurement>> results = new LinkedHashMap<>();
    try (Data data = new Data(scratch)) {
      for (int repetition = 0; repetition < repetitions; repetition++) {
        measureOnce(benchmarks, repetition, data, results, report);
      }
    }
    report.table("Warm: nanoseconds, least of all rounds", results, Measurement::least);
    report.table("Warm: nanoseconds, median of all rounds", results, Measurement::median);
    report.table("Warm: CPU nanoseconds of the process", results, Measurement::cpuNanos);
    report.table("Cold: milliseconds of the first call", results, Measurement::coldMillis);
  }

  private void measureOnce(
      List<Benchmark> benchmarks,
      int repetition,
      Data data,
      Map<String, Map<Contender, Measurement>> results,
      Report report)
      throws InterruptedException {
    for (Benchmark benchmark : benchmarks) {
      for (Contender contender : inTurn(repetition)) {
        System.err.printf(
            "%d/%d %s %s%n", repetition + 1, repetitions, benchmark.fileName(), contender.name());
        try {
          best(benchmark, contender, data)
              .forEach(
                  (title, measured) ->
                      results
                          .computeIfAbsent(title, _ -> new LinkedHashMap<>())
                          .merge(contender, measured, Measurement::and));
        } catch (IOException failed) {
          report.line("- failed: " + String.valueOf(failed.getMessage()).lines().limit(3).toList());
          System.err.println(failed.getMessage());
        }
      }
    }
  }

  /** The best variant of each benchmark of a file, by title. */
  private Map<String, Measurement> best(Benchmark benchmark, Contender contender, Data data)
      throws IOException, InterruptedException {
    String options = quick ? QUICK : CAREFUL;
    Map<String, Measurement> best = new LinkedHashMap<>();
    Measurement first = benchmark.run(contender, 0, scratch, data, options);
    for (int index = 0; index < first.titles().size(); index++) {
      Measurement measured =
          index == 0 ? first : benchmark.run(contender, index, scratch, data, options);
      best.merge(first.titles().get(index), measured, (a, b) -> a.least() <= b.least() ? a : b);
    }
    return best;
  }

  /** Only when asked for by name, since it needs wrk; other words choose scenarios. */
  private void measureHttp(Path sources, List<Contender> servers, List<String> words, Report report)
      throws IOException, InterruptedException {
    List<HttpScenario> scenarios =
        HttpScenario.ALL.stream()
            .filter(s -> words.isEmpty() || words.stream().anyMatch(s.title()::contains))
            .toList();
    new Http(servers, sources, scratch, quick, repetitions).measure(scenarios, report);
  }

  private void measureStartUp(Report report) throws IOException, InterruptedException {
    StartUp startUp = new StartUp(scratch);
    Map<Contender, Double> wall = new LinkedHashMap<>();
    Map<Contender, Double> memory = new LinkedHashMap<>();
    for (int i = 0; i < (quick ? 3 : START_UPS); i++) {
      for (Contender contender : inTurn(i)) {
        wall.merge(contender, startUp.wallMillis(contender), Math::min);
        memory.merge(contender, startUp.peakMegabytes(contender), Math::max);
      }
    }
    Map<String, Map<Contender, Double>> walls = new LinkedHashMap<>();
    walls.put("hello world, wall time in ms, least", wall);
    walls.put("hello world, most memory resident in MB", memory);
    report.table("Start-up", walls, value -> value);
  }

  /** Everybody is first once. */
  private List<Contender> inTurn(int repetition) {
    List<Contender> order = new ArrayList<>(contenders);
    Collections.rotate(order, -repetition);
    return order;
  }
}
