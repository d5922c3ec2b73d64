package dev.sluice.runtime;

import dev.sluice.runtime.binding.ServerThreads;
import dev.sluice.runtime.binding.SharedServers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The further contexts of a program whose servers have {@code threads}: each is a {@link JsRuntime}
 * of its own, on a thread of its own, that evaluates the same main module as the first. From any
 * thread.
 *
 * <p>They start when the main module of the first is evaluated, so that a server it starts is there
 * when they look for it. They live as long as they have a server; what they do besides may take
 * {@link ServerContext#GRACE} longer. A {@link #restart} starts a whole new generation and lets the
 * old one go once all of the new have evaluated the module; if one fails, the old one stays.
 */
final class ServerContexts implements ServerThreads, AutoCloseable {
  /** What it needs of the first runtime. From any thread. */
  interface Program {
    /** What it runs; null if the host has started no module. */
    @Nullable MainModule main();

    /** Starts what a module exports as its default? */
    boolean servesExports();

    /** Keeps the program running, until {@link #release}. */
    void hold();

    void release();

    /** Ends it, as process.exit does. */
    void exit(int code);

    /** For people. */
    void warn(String text);
  }

  private static final int FIRST = 0;

  private final JsRuntimeBuilder options;
  private final Program program;
  private final SharedServers servers = new SharedServers();
  private final Set<ServerContext> living = new HashSet<>();
  private List<ServerContext> current = List.of();
  private int count;

  /** Tells what has been started from what came after all had stopped. */
  private int era;

  private @Nullable MainModule main;
  private boolean isRestarting;
  private boolean isRestartAsked;
  private boolean isClosed;

  ServerContexts(JsRuntimeBuilder options, Program program) {
    this.options = options;
    this.program = program;
  }

  @Override
  public int index() {
    return FIRST;
  }

  @Override
  public SharedServers servers() {
    return servers;
  }

  @Override
  public synchronized @Nullable String problem(int wanted) {
    if (program.main() == null) {
      return "options.threads: no module has been started here that other threads could run; use"
          + " runMain, importModule or evaluateModule";
    }
    if (count > 0 && wanted != count) {
      return "options.threads must be the same for all servers of a program, here " + count;
    }
    return null;
  }

  @Override
  public void start(int threads) {
    MainModule module = program.main();
    int begun;
    synchronized (this) {
      if (isClosed || module == null || count > 0) {
        return;
      }
      count = threads;
      main = module;
      begun = ++era;
    }
    // Where it fails there is nothing for others to run.
    module.evaluated().thenAccept(succeeded -> started(succeeded, begun));
  }

  private void started(boolean succeeded, int begun) {
    List<ServerContext> generation;
    synchronized (this) {
      if (begun != era) {
        return;
      }
      if (!succeeded) {
        count = 0;
        return;
      }
      generation = newGeneration();
      current = generation;
    }
    for (ServerContext context : generation) {
      context
          .start()
          .whenComplete(
              (_, error) -> {
                if (error != null) {
                  context.tell(error);
                }
              });
    }
  }

  /** Not started yet. Under the lock. */
  private List<ServerContext> newGeneration() {
    List<ServerContext> generation = new ArrayList<>();
    MainModule module = main;
    if (!isClosed && module != null) {
      for (int i = 1; i < count; i++) {
        generation.add(new ServerContext(i, this, options, module));
      }
    }
    living.addAll(generation);
    return List.copyOf(generation);
  }

  @Override
  public void restart() {
    List<ServerContext> next;
    int now;
    synchronized (this) {
      if (current.isEmpty()) {
        // They have not begun, and will evaluate what is there then.
        return;
      }
      if (isRestarting) {
        isRestartAsked = true;
        return;
      }
      isRestarting = true;
      now = era;
      next = newGeneration();
    }
    CompletableFuture<?>[] ready =
        next.stream().map(ServerContext::start).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(ready).whenComplete((_, error) -> restarted(next, now, error));
  }

  private void restarted(List<ServerContext> next, int begun, @Nullable Throwable error) {
    boolean isOver;
    boolean again;
    List<ServerContext> unwanted = next;
    synchronized (this) {
      isOver = isClosed || begun != era;
      if (error == null && !isOver) {
        unwanted = current;
        current = next;
      }
      isRestarting = false;
      again = isRestartAsked;
      isRestartAsked = false;
    }
    if (error != null && !again && !isOver) {
      program.warn(
          "Bun.serve: reload: the other threads go on with the module as it was\n"
              + ServerContext.text(error));
    }
    unwanted.forEach(ServerContext::retire);
    if (again) {
      restart();
    }
  }

  @Override
  public void ended() {
    throw new IllegalStateException("the first thread does not end by its servers");
  }

  Program program() {
    return program;
  }

  @Override
  public void stopped() {
    List<ServerContext> all;
    synchronized (this) {
      if (!servers.isEmpty()) {
        return;
      }
      all = current;
      current = List.of();
      // The next server may have as many threads as it likes.
      count = 0;
      era++;
    }
    all.forEach(ServerContext::retire);
  }

  /** A context is closed. */
  synchronized void closed(ServerContext context) {
    living.remove(context);
  }

  synchronized boolean isClosed() {
    return isClosed;
  }

  /** The program ends: all end at once. Waits until their scripts have stopped. */
  @Override
  public void close() {
    List<ServerContext> all;
    synchronized (this) {
      isClosed = true;
      all = List.copyOf(living);
    }
    servers.close();
    all.forEach(ServerContext::close);
  }
}
