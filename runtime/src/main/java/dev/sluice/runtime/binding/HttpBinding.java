package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.runtime.loop.EventLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** {@code internal.http}: servers, for {@code bun/serve}. On the loop's thread. */
public final class HttpBinding {
  private final EventLoop loop;
  private final Path workingDirectory;
  private final StdioBinding stdio;
  private final ServerThreads threads;
  private final List<HttpServerBinding> servers = new ArrayList<>();
  private List<ResponseSinkBinding> dirty = new ArrayList<>();
  private List<ResponseSinkBinding> flushing = new ArrayList<>();

  HttpBinding(EventLoop loop, Path workingDirectory, StdioBinding stdio, ServerThreads threads) {
    this.loop = loop;
    this.workingDirectory = workingDirectory;
    this.stdio = stdio;
    this.threads = threads;
  }

  ServerThreads threads() {
    return threads;
  }

  /** Which of the threads that share servers this is; 0 is the first. */
  @Exported
  public int threadIndex() {
    return threads.index();
  }

  /** What stands against a server of so many threads, or null. */
  @Exported
  public @Nullable String threadsProblem(int count) {
    return threads.problem(count);
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
    HttpServerBinding server;
    if (config.threads() == 1) {
      server = new HttpServerBinding(this, config, routes, onRequest, null);
    } else if (threads.index() == 0) {
      server = listenFirst(config, routes, onRequest);
    } else {
      server = listenToo(config, routes, onRequest);
    }
    servers.add(server);
    return server;
  }

  private HttpServerBinding listenFirst(
      HttpConfigBinding config, HttpRoutesBinding routes, Value onRequest) {
    String address = config.address();
    SharedServers all = threads.servers();
    int n = 0;
    while (all.has(address + ' ' + n)) {
      n++;
    }
    HttpServerBinding server = new HttpServerBinding(this, config, routes, onRequest, null);
    all.add(address + ' ' + n, server.share());
    threads.start(config.threads());
    return server;
  }

  private HttpServerBinding listenToo(
      HttpConfigBinding config, HttpRoutesBinding routes, Value onRequest) {
    String address = config.address();
    long before = servers.stream().filter(server -> server.isNamed(address)).count();
    SharedServer shared = threads.servers().await(address + ' ' + before);
    HttpServerBinding server = new HttpServerBinding(this, config, routes, onRequest, shared);
    try {
      shared.join(server);
    } catch (BridgeException e) {
      server.closeNow();
      throw e;
    }
    return server;
  }

  void closed(HttpServerBinding server) {
    servers.remove(server);
    if (threads.index() > 0 && server.isShared()) {
      endIfUnused();
    }
  }

  private void endIfUnused() {
    if (servers.stream().noneMatch(HttpServerBinding::isShared)) {
      threads.ended();
    }
  }

  /**
   * Another thread has come in this one's place: its servers answer what they have begun, and then
   * it has nothing to live for. On the loop's thread.
   */
  public void retire() {
    for (HttpServerBinding server : List.copyOf(servers)) {
      server.retire();
    }
    endIfUnused();
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
