package dev.sluice.runtime.binding;

import dev.sluice.runtime.loop.EventLoop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The servers that the threads of a program have in common, by the address that the script asked
 * for (not the one it got: the port may be 0). From any thread.
 */
public final class SharedServers {
  /** How long a thread that is ahead of the first one waits for it. */
  private static final long PATIENCE_SECONDS = 10;

  private final Map<String, SharedServer> servers = new LinkedHashMap<>();
  private boolean isClosed;

  /**
   * @param name the address, and which of several servers at the same it is
   */
  synchronized void add(String name, SharedServer server) {
    servers.put(name, server);
    notifyAll();
  }

  synchronized void remove(SharedServer server) {
    servers.values().remove(server);
  }

  /** Is there a server by that name? */
  synchronized boolean has(String name) {
    return servers.containsKey(name);
  }

  public synchronized boolean isEmpty() {
    return servers.isEmpty();
  }

  /**
   * The server of a name; where the first thread has not yet come to start it, as it may be if it
   * does so after some event, this waits for it. Blocks a loop that is about to start.
   *
   * @throws dev.sluice.bridge.BridgeException ERR_SERVER_NOT_RUNNING if there is none
   */
  synchronized SharedServer await(String name) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    @Nullable SharedServer found;
    while ((found = servers.get(name)) == null) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (isClosed || left <= 0) {
        throw SharedServer.notRunning();
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw SharedServer.notRunning();
      }
    }
    return found;
  }

  /** The runtime of {@code loop} is closed: its servers are no more. */
  public void leaveAll(EventLoop loop) {
    List<SharedServer> all;
    synchronized (this) {
      all = List.copyOf(servers.values());
    }
    all.forEach(server -> server.leaveAll(loop));
  }

  /** The program ends: nobody waits any more. */
  public synchronized void close() {
    isClosed = true;
    notifyAll();
  }
}
