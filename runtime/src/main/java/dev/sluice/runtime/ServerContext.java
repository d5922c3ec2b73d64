package dev.sluice.runtime;

import dev.sluice.runtime.binding.ServerThreads;
import dev.sluice.runtime.binding.SharedServers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One of {@link ServerContexts}: a runtime, and what becomes of it. From any thread. */
final class ServerContext implements ServerThreads {
  /** What a handler has begun may go on for so long after the last response. */
  static final Duration GRACE = Duration.ofSeconds(5);

  private final int index;
  private final ServerContexts all;
  private final JsRuntimeBuilder options;
  private final MainModule main;
  // Guarded by this.
  private @Nullable JsRuntime runtime;
  private boolean isRetired;
  private boolean isEnding;
  private boolean isClosed;

  ServerContext(int index, ServerContexts all, JsRuntimeBuilder options, MainModule main) {
    this.index = index;
    this.all = all;
    this.options = options;
    this.main = main;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public SharedServers servers() {
    return all.servers();
  }

  @Override
  public @Nullable String problem(int count) {
    return null;
  }

  @Override
  public void start(int count) {
    throw new IllegalStateException("only the first thread starts others");
  }

  @Override
  public void stopped() {
    throw new IllegalStateException("only the first thread's end is the end of a server");
  }

  /** A script of this thread that reloads its server replaces its own handlers alone. */
  @Override
  public void restart() {}

  /**
   * Makes the runtime and runs the module in it.
   *
   * @return completes when that is evaluated, and the server that it exports listens
   */
  CompletableFuture<?> start() {
    CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
    Thread starter =
        new Thread(
            () -> {
              try {
                run()
                    .whenComplete(
                        (_, error) -> {
                          if (error == null) {
                            result.complete(null);
                          } else {
                            result.completeExceptionally(error);
                          }
                        });
              } catch (Throwable e) {
                all.closed(this);
                result.completeExceptionally(e);
              }
            },
            "sluice-start-" + index);
    starter.setDaemon(true);
    starter.start();
    return result;
  }

  private CompletableFuture<?> run() {
    JsRuntime js = options.buildFurther(this, all.program()::exit);
    boolean isTooLate;
    synchronized (this) {
      runtime = js;
      isTooLate = isClosed || isRetired;
    }
    if (isTooLate || all.isClosed()) {
      close();
      throw new IllegalStateException("the program has ended");
    }
    CompletableFuture<JsModule> evaluated = main.start().apply(js);
    // Without a server nothing keeps it. Where the module still awaits something then, it will
    // never
    // be evaluated, and this fails as the runtime closes.
    js.idle().thenRun(this::ended);
    return evaluated.thenCompose(
        module ->
            all.program().servesExports()
                ? js.serve(module)
                : CompletableFuture.completedFuture(null));
  }

  /** Others have come in its place: it answers what it has begun. */
  void retire() {
    JsRuntime js;
    synchronized (this) {
      isRetired = true;
      js = runtime;
    }
    if (js != null) {
      js.retire();
    }
  }

  /** It has no server any more: it ends when nothing is left to run, or after a while. */
  @Override
  public void ended() {
    JsRuntime js;
    synchronized (this) {
      js = runtime;
      if (isEnding || js == null) {
        return;
      }
      isEnding = true;
    }
    all.program().hold();
    js.finish()
        .completeOnTimeout(0, GRACE.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (_, _) -> {
              Thread closer = new Thread(this::closeAndRelease, "sluice-close");
              closer.setDaemon(true);
              closer.start();
            });
  }

  private void closeAndRelease() {
    try {
      close();
    } finally {
      all.program().release();
    }
  }

  /** Ends it at once. Not on its own thread. */
  void close() {
    JsRuntime js;
    synchronized (this) {
      isClosed = true;
      isRetired = true;
      js = runtime;
    }
    try {
      if (js != null) {
        js.close();
        js.leaveServers(all.servers());
      }
    } finally {
      all.closed(this);
    }
  }

  /** It could not run the module, which ends the program as if the first could not. */
  void tell(Throwable error) {
    JsRuntime js;
    synchronized (this) {
      if (isRetired) {
        return;
      }
      js = runtime;
    }
    if (js != null) {
      js.tell(cause(error));
    } else {
      all.program().warn("Bun.serve: thread " + index + " cannot start: " + text(error));
    }
  }

  private static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  /** For people. */
  static String text(Throwable error) {
    return cause(error) instanceof JsException e ? e.report() : String.valueOf(cause(error));
  }
}
