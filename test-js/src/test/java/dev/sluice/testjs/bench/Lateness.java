package dev.sluice.testjs.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Whether a server's script still gets its turn while large bodies go by: an interval of 5 ms tells
 * how late it came while nothing happens, while a file is sent again and again, and while a body is
 * stored in a file again and again.
 */
final class Lateness {
  /**
   * How late the interval came, in milliseconds.
   *
   * @param ticks how often it came at all
   */
  private record Result(double ticks, double millis50, double millis99, double most) {
    /** Reads {@code [ticks, median, 99 of 100, most]}. */
    static Result parse(String json) {
      String[] figures = json.replaceAll("[\\[\\]\\s]", "").split(",", -1);
      return new Result(
          Double.parseDouble(figures[0]),
          Double.parseDouble(figures[1]),
          Double.parseDouble(figures[2]),
          Double.parseDouble(figures[3]));
    }
  }

  /** One body on its way. */
  @FunctionalInterface
  private interface Load {
    void once(Visitor visitor) throws IOException;
  }

  private static final int MEGABYTE = 1 << 20;
  private static final int MEGABYTES = 200;

  private final List<Contender> contenders;
  private final Path script;
  private final Path folder;
  private final int seconds;

  /**
   * @param script {@code src/bench/http/lateness.mjs}
   * @param folder for the files
   */
  Lateness(List<Contender> contenders, Path script, Path folder, boolean quick) {
    this.contenders = contenders;
    this.script = script;
    this.folder = folder;
    this.seconds = quick ? 3 : 20;
  }

  void measure(Report report) throws IOException, InterruptedException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("large.bin"))) {
      for (int i = 0; i < MEGABYTES; i++) {
        out.write(new byte[MEGABYTE]);
      }
    }
    Map<String, Map<Contender, Result>> rows = new LinkedHashMap<>();
    for (Contender contender : contenders) {
      System.err.println("lateness: " + contender.name());
      try (HttpServerProcess server = HttpServerProcess.startScript(contender, script, folder)) {
        measure(
            server.port(),
            (row, result) ->
                rows.computeIfAbsent(row, _ -> new LinkedHashMap<>()).put(contender, result));
      } catch (IOException failed) {
        report.line("- failed: " + contender.name() + ", " + failed.getMessage());
      }
    }
    report.table("An interval of 5 ms: lateness in ms, median", rows, Result::millis50);
    report.table("An interval of 5 ms: lateness in ms, 99 of 100", rows, Result::millis99);
    report.table("An interval of 5 ms: lateness in ms, most", rows, Result::most);
    report.rates("An interval of 5 ms: how often it came", rows, Result::ticks);
  }

  @FunctionalInterface
  private interface Rows {
    void put(String row, Result result);
  }

  private void measure(int port, Rows rows) throws IOException, InterruptedException {
    Load download = visitor -> visitor.get("/file").drain();
    // The code that serves is compiled before lateness is counted.
    during(port, seconds, download);
    during(port, seconds, Lateness::upload);
    Visitor.ask(port, "/late");
    TimeUnit.SECONDS.sleep(seconds);
    rows.put("while nothing happens", Result.parse(Visitor.ask(port, "/late")));
    rows.put("while files of 200 MB are sent", during(port, seconds, download));
    rows.put("while bodies of 200 MB are stored", during(port, seconds, Lateness::upload));
  }

  private static Result during(int port, int seconds, Load load) throws IOException {
    Visitor.ask(port, "/late");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try (Visitor visitor = new Visitor(port)) {
      while (System.nanoTime() < end) {
        load.once(visitor);
      }
    }
    return Result.parse(Visitor.ask(port, "/late"));
  }

  private static void upload(Visitor visitor) throws IOException {
    visitor.begin("PUT", "/upload", (long) MEGABYTES * MEGABYTE);
    byte[] piece = new byte[MEGABYTE];
    for (int i = 0; i < MEGABYTES; i++) {
      visitor.out().write(piece);
    }
    visitor.body();
  }
}
