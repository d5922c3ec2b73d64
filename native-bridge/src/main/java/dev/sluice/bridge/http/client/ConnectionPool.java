package dev.sluice.bridge.http.client;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for their next call. The one that was used last is taken first, so that
 * what a burst has opened is closed after it. They hold no program.
 */
final class ConnectionPool {
  /** Less than the minute or more that most servers wait; Keep-Alive may say less. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Of all origins together. */
  private static final int LIMIT = 1024;

  private final EventLoop netty;
  private final Map<Origin, ArrayDeque<Connection>> idle = new HashMap<>();
  private int size;
  private boolean isSweeping;
  private boolean isClosed;

  ConnectionPool(EventLoop netty) {
    this.netty = netty;
  }

  /** A connection to that origin, or null. */
  @Nullable Connection take(Origin origin) {
    ArrayDeque<Connection> all = idle.get(origin);
    while (all != null && !all.isEmpty()) {
      Connection last = all.removeLast();
      size--;
      if (all.isEmpty()) {
        idle.remove(origin);
      }
      if (last.isUsable() && System.nanoTime() - last.idleUntil < 0) {
        return last;
      }
      last.close();
    }
    return null;
  }

  /** Keeps a connection, or closes it. */
  void give(Connection connection) {
    long patience = connection.idleNanos(IDLE_NANOS);
    if (isClosed || size >= LIMIT || patience <= 0) {
      connection.close();
      return;
    }
    connection.idleUntil = System.nanoTime() + patience;
    idle.computeIfAbsent(connection.origin, _ -> new ArrayDeque<>()).addLast(connection);
    size++;
    sweepLater();
  }

  /** Forgets a connection that has closed, if it is here. */
  void remove(Connection connection) {
    ArrayDeque<Connection> all = idle.get(connection.origin);
    if (all != null && all.removeLastOccurrence(connection)) {
      size--;
      if (all.isEmpty()) {
        idle.remove(connection.origin);
      }
    }
  }

  int size() {
    return size;
  }

  private void sweepLater() {
    if (!isSweeping && size > 0) {
      isSweeping = true;
      var _ = netty.schedule(this::sweep, 1, TimeUnit.SECONDS);
    }
  }

  private void sweep() {
    isSweeping = false;
    long now = System.nanoTime();
    List<Connection> old = new ArrayList<>();
    idle.values().forEach(all -> all.forEach(one -> addIfOld(one, now, old)));
    // Each takes itself out.
    old.forEach(Connection::close);
    sweepLater();
  }

  private static void addIfOld(Connection connection, long now, List<Connection> old) {
    if (now - connection.idleUntil >= 0) {
      old.add(connection);
    }
  }

  void close() {
    isClosed = true;
    List<Connection> all = new ArrayList<>();
    idle.values().forEach(all::addAll);
    all.forEach(Connection::close);
  }
}
