package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.runtime.loop.EventLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;

/** {@code internal.http}: servers, for {@code bun/serve}. On the loop's thread. */
public final class HttpBinding {
  private final EventLoop loop;
  private final Path workingDirectory;
  private final StdioBinding stdio;
  private final List<HttpServerBinding> servers = new ArrayList<>();
  private List<ResponseSinkBinding> dirty = new ArrayList<>();
  private List<ResponseSinkBinding> flushing = new ArrayList<>();

  HttpBinding(EventLoop loop, Path workingDirectory, StdioBinding stdio) {
    this.loop = loop;
    this.workingDirectory = workingDirectory;
    this.stdio = stdio;
  }

  EventLoop loop() {
    return loop;
  }

  StdioBinding stdio() {
    return stdio;
  }

  /** Options to be filled in. */
  @Exported
  public HttpConfigBinding config() {
    return new HttpConfigBinding(workingDirectory);
  }

  /** Routes to be filled in. */
  @Exported
  public HttpRoutesBinding routes() {
    return new HttpRoutesBinding();
  }

  /**
   * Starts a server, which listens when this returns.
   *
   * @param onRequest {@code (exchange, number)}: called in a task of its own for each request that
   *     a script is to answer, with the number of its route's function, or −1
   * @throws dev.sluice.bridge.BridgeException if it cannot listen
   */
  @Exported
  public HttpServerBinding listen(
      HttpConfigBinding config, HttpRoutesBinding routes, Value onRequest) {
    HttpServerBinding server = new HttpServerBinding(this, config, routes, onRequest);
    servers.add(server);
    return server;
  }

  void closed(HttpServerBinding server) {
    servers.remove(server);
  }

  /** Asks for {@link ResponseSinkBinding#flushNow} after the microtasks of this task. */
  void flushLater(ResponseSinkBinding sink) {
    dirty.add(sink);
  }

  /** The after-microtasks hook: what the task has written leaves, a packet a response. */
  void flush() {
    while (!dirty.isEmpty()) {
      List<ResponseSinkBinding> now = dirty;
      dirty = flushing;
      flushing = now;
      for (int i = 0; i < now.size(); i++) {
        now.get(i).flushNow();
      }
      now.clear();
    }
  }

  /** The runtime ends: all connections are cut. On the loop's thread; no script is called. */
  public void close() {
    for (HttpServerBinding server : List.copyOf(servers)) {
      server.closeNow();
    }
  }
}
