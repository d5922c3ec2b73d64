package dev.sluice.testjs.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long after a client has gone the server behind a proxy is left, too: from the client's close
 * until the other server sees the end of its connection.
 */
final class Aborts {
  /**
   * What was seen.
   *
   * @param lost of as many requests, those that the other server was still kept with a while later
   */
  private record Result(double millis50, double millis99, double most, double lost) {}

  /** Before the head only a signal can tell the upstream's request. */
  private enum Case {
    PLAIN("fetch(url), gone amid the body", "plain", "trickle"),
    BODY("fetch(url, { signal }), gone amid the body", "signal", "trickle"),
    HEAD("fetch(url, { signal }), gone before the head", "signal", "silent");

    final String title;
    final String way;
    final String target;

    Case(String title, String way, String target) {
      this.title = title;
      this.way = way;
      this.target = target;
    }
  }

  private static final int WARM_UP = 200;
  private static final int PATIENCE_SECONDS = 3;

  /** Nobody sits through more of them. */
  private static final int MOST_LOST = 5;

  private final List<Contender> contenders;
  private final Path script;
  private final Path folder;
  private final int count;

  /**
   * @param script {@code src/bench/http/aborts.mjs}
   * @param folder of nothing, but servers get one
   */
  Aborts(List<Contender> contenders, Path script, Path folder, boolean quick) {
    this.contenders = contenders;
    this.script = script;
    this.folder = folder;
    this.count = quick ? 50 : 1000;
  }

  void measure(Report report) throws IOException, InterruptedException {
    Map<String, Map<Contender, Result>> rows = new LinkedHashMap<>();
    for (Contender contender : contenders) {
      System.err.println("aborts: " + contender.name());
      try (HttpServerProcess server = HttpServerProcess.startScript(contender, script, folder);
          Upstream upstream = new Upstream()) {
        for (Case which : Case.values()) {
          Result result = measure(server.port(), upstream, which.way, which.target);
          rows.computeIfAbsent(which.title, _ -> new LinkedHashMap<>()).put(contender, result);
        }
      } catch (IOException failed) {
        report.line("- failed: " + contender.name() + ", " + failed.getMessage());
      }
    }
    report.table(
        "A client that goes: ms until its upstream is left, median", rows, Result::millis50);
    report.table("A client that goes: ms, 99 of 100", rows, Result::millis99);
    report.table("A client that goes: ms, most", rows, Result::most);
    report.table(
        "A client that goes: still kept after %d s, of %d".formatted(PATIENCE_SECONDS, count),
        rows,
        Result::lost);
  }

  private Result measure(int port, Upstream upstream, String way, String target)
      throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    int lost = 0;
    for (int i = 0; i < WARM_UP + count && lost < MOST_LOST; i++) {
      double took = once(port, upstream, way, "/" + target + "?" + way + i);
      if (Double.isNaN(took)) {
        lost++;
      } else if (i >= WARM_UP) {
        millis.add(took);
      }
    }
    millis.sort(null);
    return new Result(at(millis, 0.5), at(millis, 0.99), at(millis, 1), lost);
  }

  private static double at(List<Double> sorted, double share) {
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
  }

  /** NaN if the other server was not left. */
  private static double once(int port, Upstream upstream, String way, String target)
      throws IOException, InterruptedException {
    long left;
    try (Visitor visitor = new Visitor(port)) {
      visitor.get("/" + way + "?url=" + Visitor.encoded(upstream.url(target)));
      await(upstream.asked(target));
      if (target.startsWith("/trickle")) {
        visitor.head();
        visitor.firstByte();
      }
      left = System.nanoTime();
    }
    long seen = await(upstream.gone(target));
    return seen == 0 ? Double.NaN : (seen - left) / 1e6;
  }

  private static long await(CompletableFuture<Long> time) throws InterruptedException {
    try {
      return time.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return 0;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
