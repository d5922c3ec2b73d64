package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.server.HttpServer;
import dev.sluice.bridge.http.server.ServerOptions;
import dev.sluice.bridge.http.server.ServerStats;
import dev.sluice.runtime.loop.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One server of a program on all its threads: the first one's, which is there from the beginning to
 * the end, and those of the others, which come and go. From any thread.
 */
final class SharedServer {
  private final HttpServerBinding first;
  private final List<HttpServerBinding> others = new ArrayList<>();
  private final Set<HttpServerBinding> retired = new HashSet<>();
  private final ServerStats ofThoseGone = new ServerStats();
  private boolean isStopping;

  SharedServer(HttpServerBinding first) {
    this.first = first;
  }

  HttpServerBinding first() {
    return first;
  }

  /** Where the others listen. */
  ServerOptions.Builder complete(ServerOptions.Builder options) {
    return spreads() ? options.port(first.server().port()).reusePort(true) : options;
  }

  /** Does each thread listen for itself? Else the first gives connections to the others. */
  boolean spreads() {
    return first.server().options().reusePort();
  }

  /**
   * One more thread answers.
   *
   * @throws BridgeException ERR_SERVER_NOT_RUNNING if the server stops
   */
  synchronized void join(HttpServerBinding other) {
    if (isStopping) {
      throw notRunning();
    }
    others.add(other);
  }

  static BridgeException notRunning() {
    return BridgeException.plain(
        "ERR_SERVER_NOT_RUNNING",
        "Bun.serve: a server with `threads` is started by each thread, as all evaluate the same"
            + " module; the first thread has none at this address");
  }

  /** Those that go on when this one retires: the first, and all that have not retired before. */
  synchronized List<HttpServer> heirs(HttpServerBinding leaving) {
    retired.add(leaving);
    List<HttpServer> heirs = new ArrayList<>();
    heirs.add(first.server());
    for (HttpServerBinding other : others) {
      if (!retired.contains(other)) {
        heirs.add(other.server());
      }
    }
    return heirs;
  }

  /**
   * The newest of another generation of the same thread that has not retired, or null: before it
   * joins the one whose place it is to take, and when it retires the one that takes its place.
   */
  synchronized @Nullable HttpServerBinding otherGeneration(HttpServerBinding one) {
    return others.reversed().stream()
        .filter(other -> other.replaces(one) && !retired.contains(other))
        .findFirst()
        .orElse(null);
  }

  /** A thread's server has closed, or its runtime has. Harmless when repeated. */
  void leave(HttpServerBinding other) {
    boolean wasLast;
    synchronized (this) {
      if (!others.remove(other)) {
        return;
      }
      retired.remove(other);
      ofThoseGone.addPast(other.server().stats());
      wasLast = isStopping && others.isEmpty();
    }
    if (wasLast) {
      post(first.loop(), first::othersStopped);
    }
  }

  /** The runtime of {@code loop} is closed: its servers are no more. */
  void leaveAll(EventLoop loop) {
    List<HttpServerBinding> gone;
    synchronized (this) {
      gone = others.stream().filter(other -> other.loop() == loop).toList();
    }
    gone.forEach(this::leave);
  }

  /** Has all but the first stop; {@link HttpServerBinding#othersStopped} follows, if any run. */
  void stopOthers(boolean now) {
    List<HttpServerBinding> running;
    synchronized (this) {
      isStopping = true;
      running = List.copyOf(others);
    }
    for (HttpServerBinding other : running) {
      post(other.loop(), () -> other.stopAlone(now));
    }
  }

  /** Does something with the servers of all threads but one, each on its own thread. */
  void forOthersThan(HttpServerBinding one, Consumer<HttpServerBinding> action) {
    List<HttpServerBinding> all;
    synchronized (this) {
      all = new ArrayList<>(others);
    }
    all.add(first);
    for (HttpServerBinding other : all) {
      if (other != one) {
        post(other.loop(), () -> action.accept(other));
      }
    }
  }

  /** Has all stop, whoever asks. */
  void stop(boolean now) {
    post(first.loop(), () -> first.stop(now));
  }

  synchronized boolean isAlone() {
    return others.isEmpty();
  }

  synchronized int threads() {
    return 1 + others.size();
  }

  /** Sums over all threads, those that are gone included. */
  synchronized ServerStats stats() {
    ServerStats sum = new ServerStats();
    sum.add(ofThoseGone);
    sum.add(first.server().stats());
    others.forEach(other -> sum.add(other.server().stats()));
    return sum;
  }

  private static void post(EventLoop loop, Runnable task) {
    try {
      loop.post(task);
    } catch (RejectedExecutionException e) {
      // That runtime is closed, and its servers with it.
    }
  }
}
