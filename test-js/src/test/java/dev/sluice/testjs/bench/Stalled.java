package dev.sluice.testjs.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A gigabyte for somebody who does not read: does memory stay bounded, and does the source wait?
 * Each case has a process of its own, in which the same body has gone by once at full speed before.
 * Then the reader stalls for some seconds, and after that reads to the end.
 */
final class Stalled implements AutoCloseable {
  /**
   * What became of one body.
   *
   * @param stalledGrowth of the resident memory, in MB, while the reader stood still: the most
   * @param wholeGrowth likewise, until all had been read
   * @param given MB that the source had given when the reader went on
   * @param settled MB that it gave in the last second before: 0, if it waited
   */
  private record Result(double stalledGrowth, double wholeGrowth, double given, double settled) {}

  /** Where the bytes come from and go to. */
  private enum Case {
    SCRIPT("a script's stream to a stalled client"),
    FILE("a file to a stalled client"),
    ECHO("an upload, piped to its stalled sender"),
    PROXY("another server's body to a stalled client"),
    READER("fetch() with a stalled reader"),
    UNREAD("fetch() of what nobody reads");

    final String title;

    Case(String title) {
      this.title = title;
    }
  }

  private static final int MEGABYTE = 1 << 20;
  private static final String FILE = "gigabyte.bin";

  private final List<Contender> contenders;
  private final Path script;
  private final Path folder;
  private final long bytes;
  private final int seconds;
  private final Upstream upstream = new Upstream();
  private int requests;

  /**
   * @param script {@code src/bench/http/stalled.mjs}
   * @param folder for the file
   * @param megabytes of each body
   */
  Stalled(List<Contender> contenders, Path script, Path folder, int megabytes, boolean quick)
      throws IOException {
    this.contenders = contenders;
    this.script = script;
    this.folder = folder;
    this.bytes = (long) megabytes * MEGABYTE;
    this.seconds = quick ? 3 : 10;
  }

  void measure(Report report) throws IOException, InterruptedException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(FILE))) {
      byte[] piece = new byte[MEGABYTE];
      for (long left = bytes; left > 0; left -= piece.length) {
        out.write(piece);
      }
    }
    Map<String, Map<Contender, Result>> rows = new LinkedHashMap<>();
    for (Case which : Case.values()) {
      Map<Contender, Result> results = new LinkedHashMap<>();
      for (Contender contender : contenders) {
        System.err.printf("stalled: %s, %s%n", which.title, contender.name());
        try (HttpServerProcess server = HttpServerProcess.startScript(contender, script, folder)) {
          results.put(contender, measure(which, server));
        } catch (IOException failed) {
          report.line(
              "- failed: %s, %s: %s".formatted(contender.name(), which.title, failed.getMessage()));
        }
      }
      rows.put(which.title, results);
    }
    String size = bytes / MEGABYTE + " MB for a stalled reader";
    report.table(size + ": MB that memory grew while it stalled", rows, Result::stalledGrowth);
    report.table(size + ": MB that memory grew until all was read", rows, Result::wholeGrowth);
    report.table(size + ": MB that the source gave meanwhile", rows, Result::given);
    report.table(size + ": MB of these in the last second", rows, Result::settled);
  }

  private Result measure(Case which, HttpServerProcess server)
      throws IOException, InterruptedException {
    try (Body warm = new Body(which, server.port())) {
      warm.begin();
      warm.finish();
    }
    TimeUnit.SECONDS.sleep(1);
    try (Memory memory = new Memory(server);
        Body body = new Body(which, server.port())) {
      double before = body.given();
      body.begin();
      TimeUnit.SECONDS.sleep(seconds - 1);
      double soon = body.given();
      TimeUnit.SECONDS.sleep(1);
      double given = body.given();
      double stalled = memory.growth();
      body.finish();
      return new Result(stalled, memory.growth(), given - before, given - soon);
    }
  }

  /** Watches how much more is resident than at first. */
  private static final class Memory implements AutoCloseable {
    private static final int PAUSE_MILLIS = 20;

    private final double first;
    private final Thread watch;
    private volatile double most;

    Memory(HttpServerProcess server) {
      first = server.residentKilobytes();
      most = first;
      watch = Thread.ofPlatform().daemon().start(() -> watch(server));
    }

    private void watch(HttpServerProcess server) {
      try {
        while (true) {
          most = Math.max(most, server.residentKilobytes());
          Thread.sleep(PAUSE_MILLIS);
        }
      } catch (InterruptedException e) {
        // The end.
      }
    }

    /** In MB. */
    double growth() {
      return (most - first) / 1000;
    }

    @Override
    public void close() {
      watch.interrupt();
    }
  }

  /** One body on its way. */
  private final class Body implements AutoCloseable {
    private final Case which;
    private final int port;
    private final Visitor visitor;

    /** Tells this request from others at the upstream. */
    private final String source;

    private final AtomicLong uploaded = new AtomicLong();

    Body(Case which, int port) throws IOException {
      this.which = which;
      this.port = port;
      this.visitor = new Visitor(port);
      this.source = "/bytes/" + bytes + "?" + requests++;
    }

    /** Asks for it, and reads nothing but the head. */
    void begin() throws IOException {
      String url = "?url=" + Visitor.encoded(upstream.url(source));
      switch (which) {
        case SCRIPT -> visitor.get("/script?bytes=" + bytes);
        case FILE -> visitor.get("/file?name=" + FILE);
        case PROXY -> visitor.get("/proxy" + url);
        case READER -> Visitor.ask(port, "/reader" + url);
        case UNREAD -> Visitor.ask(port, "/unread" + url);
        case ECHO -> {
          visitor.begin("POST", "/echo", bytes);
          Thread.ofPlatform().daemon().start(this::upload);
        }
      }
    }

    private void upload() {
      byte[] piece = new byte[1 << 16];
      try {
        for (long left = bytes; left > 0; left -= piece.length) {
          visitor.out().write(piece);
          uploaded.addAndGet(piece.length);
        }
      } catch (IOException e) {
        // Whoever reads the answer will miss the rest.
      }
    }

    /** MB that the source has given. */
    double given() throws IOException {
      return switch (which) {
            case SCRIPT -> Double.parseDouble(Visitor.ask(port, "/given"));
            case FILE -> Double.NaN;
            case ECHO -> uploaded.get();
            case PROXY, READER, UNREAD -> upstream.sent(source);
          }
          / MEGABYTE;
    }

    /** Reads all. */
    void finish() throws IOException {
      long all =
          switch (which) {
            case SCRIPT, FILE, ECHO, PROXY -> visitor.drain();
            case READER, UNREAD -> Long.parseLong(Visitor.ask(port, "/drain"));
          };
      if (all != bytes) {
        throw new IOException("%d bytes of %d came".formatted(all, bytes));
      }
    }

    @Override
    public void close() throws IOException {
      visitor.close();
    }
  }

  @Override
  public void close() throws IOException {
    upstream.close();
  }
}
