package dev.sluice.testjs.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Many connections to one server at once: idle after one request each, then each an endless stream
 * of events, one a second. Loopback only, from several source addresses, since one address has not
 * ports enough.
 */
final class Connections {
  /**
   * What became of them.
   *
   * @param kilobytes resident of the server for each idle connection
   * @param streaming likewise, when each is a stream of events
   * @param lost connections that ended, and streams that brought no event in the last seconds
   * @param millis99 how late 99 of 100 events came, at most
   */
  private record Result(double kilobytes, double streaming, double lost, double millis99) {}

  private static final int PER_ADDRESS = 5000;
  private static final int SECONDS = 20;
  private static final int SETTLING_SECONDS = 8;
  private static final int OPENING_AT_ONCE = 200;
  private static final byte[] HELLO = request("/hello");
  private static final byte[] EVENTS = request("/events");

  private final List<Contender> contenders;
  private final Path script;
  private final Path folder;
  private final int count;

  Connections(List<Contender> contenders, Path script, Path folder, int count) {
    this.contenders = contenders;
    this.script = script;
    this.folder = folder;
    this.count = count;
  }

  private static byte[] request(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  void measure(Report report) throws IOException, InterruptedException {
    Map<Contender, Result> results = new LinkedHashMap<>();
    for (Contender contender : contenders) {
      System.err.printf("%d connections: %s%n", count, contender.name());
      try (HttpServerProcess server = HttpServerProcess.startScript(contender, script, folder)) {
        results.put(contender, measure(server));
      } catch (IOException failed) {
        report.line("- failed: " + contender.name() + ", " + failed.getMessage());
      }
    }
    Map<String, Map<Contender, Result>> rows = new LinkedHashMap<>();
    rows.put(count + " connections", results);
    report.table("Connections: KB resident for an idle one", rows, Result::kilobytes);
    report.table("Connections: KB resident for one with events", rows, Result::streaming);
    report.table("Connections: lost, of as many event streams", rows, Result::lost);
    report.table("Connections: lateness of events in ms, 99 of 100", rows, Result::millis99);
  }

  private Result measure(HttpServerProcess server) throws IOException, InterruptedException {
    // The code that serves is warm and in memory before connections are counted.
    try (Crowd few = new Crowd(server.port(), 500)) {
      few.open();
      few.watch(SETTLING_SECONDS);
    }
    Thread.sleep(2000);
    double before = server.residentKilobytes();
    try (Crowd crowd = new Crowd(server.port(), count)) {
      crowd.open();
      crowd.idle(SETTLING_SECONDS);
      double after = server.residentKilobytes();
      crowd.watch(SECONDS);
      double streaming = server.residentKilobytes();
      return new Result(
          (after - before) / count, (streaming - before) / count, crowd.lost(), crowd.millis99());
    }
  }

  /** All connections, on one thread. */
  private static final class Crowd implements AutoCloseable {
    private final int port;
    private final Member[] members;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    private final List<Long> lateness = new ArrayList<>();
    private int answered;
    private int gone;
    private long end;

    private static final class Member {
      final SocketChannel channel;
      final StringBuilder line = new StringBuilder();
      boolean answered;
      long lastEvent;

      Member(SocketChannel channel) {
        this.channel = channel;
      }
    }

    Crowd(int port, int count) throws IOException {
      this.port = port;
      this.members = new Member[count];
    }

    /** Opens all, and has one short answer on each. */
    void open() throws IOException {
      for (int from = 0; from < members.length; from += OPENING_AT_ONCE) {
        int to = Math.min(members.length, from + OPENING_AT_ONCE);
        for (int i = from; i < to; i++) {
          SocketChannel channel = SocketChannel.open();
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
          byte[] source = {127, 0, 0, (byte) (2 + i / PER_ADDRESS)};
          channel.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
          channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
          channel.configureBlocking(false);
          members[i] = new Member(channel);
          channel.register(selector, SelectionKey.OP_READ, members[i]);
          channel.write(ByteBuffer.wrap(HELLO));
        }
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (answered + gone < to && System.nanoTime() < deadline) {
          select(100);
        }
      }
    }

    void idle(int seconds) throws IOException {
      end = System.nanoTime() + seconds * 1_000_000_000L;
      while (System.nanoTime() < end) {
        select(100);
      }
    }

    /** Makes each an event stream. */
    void watch(int seconds) throws IOException {
      int asked = 0;
      long start = System.nanoTime();
      end = start + seconds * 1_000_000_000L;
      while (System.nanoTime() < end) {
        // Over five seconds, so that the events are spread over each second.
        long due =
            Math.min(
                members.length, (System.nanoTime() - start) * members.length / 5_000_000_000L + 1);
        for (; asked < due; asked++) {
          if (members[asked].channel.isOpen()) {
            members[asked].channel.write(ByteBuffer.wrap(EVENTS));
          }
        }
        select(10);
      }
    }

    private void select(int millis) throws IOException {
      selector.select(this::read, millis);
    }

    private void read(SelectionKey key) {
      Member member = (Member) key.attachment();
      buffer.clear();
      int length;
      try {
        length = member.channel.read(buffer);
      } catch (IOException reset) {
        length = -1;
      }
      if (length < 0) {
        gone++;
        key.cancel();
        close(member);
        return;
      }
      if (!member.answered) {
        member.answered = true;
        answered++;
        return;
      }
      long now = System.currentTimeMillis();
      for (int i = 0; i < length; i++) {
        char c = (char) buffer.get(i);
        if (c == '\n') {
          String line = member.line.toString();
          member.line.setLength(0);
          if (line.startsWith("data: ")) {
            member.lastEvent = now;
            lateness.add(now - Long.parseLong(line.substring(6).strip()));
          }
        } else {
          member.line.append(c);
        }
      }
    }

    int lost() {
      long now = System.currentTimeMillis();
      return (int)
          Arrays.stream(members)
              .filter(m -> !m.channel.isOpen() || now - m.lastEvent > 3000)
              .count();
    }

    double millis99() {
      return lateness.stream()
          .sorted()
          .skip(lateness.size() * 99L / 100)
          .findFirst()
          .map(Long::doubleValue)
          .orElse(Double.NaN);
    }

    private static void close(Member member) {
      try {
        member.channel.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }

    @Override
    public void close() throws IOException {
      for (Member member : members) {
        if (member != null) {
          close(member);
        }
      }
      selector.close();
    }
  }
}
