package dev.sluice.runtime;

import dev.sluice.runtime.binding.InternalBinding;
import dev.sluice.runtime.binding.ServerThreads;
import dev.sluice.runtime.binding.SharedServers;
import dev.sluice.runtime.loop.EventLoop;
import dev.sluice.runtime.modules.ModuleLoader;
import dev.sluice.runtime.realm.BuiltinModules;
import dev.sluice.runtime.realm.Realm;
import dev.sluice.runtime.realm.SharedEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * A JavaScript runtime: one event loop, one thread, one context with the web's globals, in a Java
 * program.
 *
 * {@snippet :
 * try (JsRuntime js = JsRuntime.create()) {
 *   JsModule greeter = js.importModule("./greeter.mjs").join();
 *   Object text = greeter.call("greet", "world").join();
 * }
 * }
 *
 * <p>All methods may be called from any thread. JavaScript runs on the runtime's own thread, one
 * task at a time; a future completes on that thread, so work that takes long belongs into an {@code
 * …Async} stage. Contexts of several runtimes share compiled code.
 *
 * <p><b>Values</b> are copied across the border, so that no two threads ever share one:
 *
 * <table>
 * <caption>How values convert</caption>
 * <tr><th>JavaScript</th><th>Java</th></tr>
 * <tr><td>undefined, null</td><td>null (to JavaScript: null)</td></tr>
 * <tr><td>boolean, string</td><td>Boolean, String</td></tr>
 * <tr><td>number</td><td>Integer where it fits, else Double (from any Number; a Long above 2⁵³ becomes a BigInt)</td></tr>
 * <tr><td>BigInt</td><td>BigInteger</td></tr>
 * <tr><td>Date</td><td>Instant</td></tr>
 * <tr><td>ArrayBuffer, typed array, DataView</td><td>byte[] (to JavaScript: Uint8Array)</td></tr>
 * <tr><td>array</td><td>List</td></tr>
 * <tr><td>Map, any other object</td><td>Map, in order, of its entries or own enumerable string keys</td></tr>
 * <tr><td>function</td><td>{@link JsFunction}, a handle; not to JavaScript</td></tr>
 * <tr><td>promise (of a result)</td><td>awaited</td></tr>
 * </table>
 */
public final class JsRuntime implements AutoCloseable {
  /** The exit code of a program that ends by an error. */
  private static final int FAILURE = 1;

  /** How long a stalled reader of the output may hold up the end. */
  private static final Duration FLUSH_AT_END = Duration.ofMillis(500);

  private final EventLoop loop;
  private final ModuleLoader modules;
  private final InternalBinding internal;
  private final Realm realm;
  private final Path workingDirectory;
  private final Consumer<JsException> onUncaught;
  private final @Nullable IntConsumer onExit;
  private final ScriptErrors errors;
  private final Calls calls;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Of the first runtime of a program alone. */
  private final @Nullable ServerContexts contexts;

  private volatile @Nullable MainModule main;
  private volatile boolean servesExports;

  /**
   * @param onExit told of {@code process.exit}
   * @param threads that this shares servers with, if it is not the first of a program
   */
  JsRuntime(
      JsRuntimeBuilder options, @Nullable IntConsumer onExit, @Nullable ServerThreads threads) {
    workingDirectory = options.workingDirectory();
    this.onExit = onExit;
    contexts = threads == null ? new ServerContexts(options.copy(), new AsProgram()) : null;
    ServerThreads servers = threads == null ? Objects.requireNonNull(contexts) : threads;
    onUncaught = Objects.requireNonNullElse(options.onUncaught(), this::printUncaught);
    errors = new ScriptErrors(value -> realm().inspect(value), options.javaFrames());
    modules =
        new ModuleLoader(
            workingDirectory,
            ModuleLoader.DEFAULT_CONDITIONS,
            new BuiltinModules(id -> realm().builtin(id)));
    loop =
        new EventLoop(
            servers.index() == 0 ? "sluice" : "sluice-" + servers.index(), this::taskFailed);
    internal =
        new InternalBinding(
            loop, options.host(this::leave, this::uncaught, errors::reportOf, servers));
    realm = loop.call(() -> new Realm(modules, internal)).join();
    calls = new Calls(loop, realm, errors, closed::get);
  }

  /** Whoever asks was called by a script, or about one, and those run in a realm. */
  private Realm realm() {
    return realm;
  }

  /** A runtime with the defaults of {@link JsRuntimeBuilder}. */
  public static JsRuntime create() {
    return builder().build();
  }

  /** Starts a configuration. */
  public static JsRuntimeBuilder builder() {
    return new JsRuntimeBuilder();
  }

  /** The version of Sluice. */
  public static String version() {
    return Version.CURRENT;
  }

  /**
   * Names the engine and says whether it compiles JavaScript or interprets it, for people to read.
   */
  public static String engineDescription() {
    return "GraalJS " + Version.ENGINE + " on " + SharedEngine.description();
  }

  /**
   * Does this process compile JavaScript to machine code? Without the Graal compiler it is
   * interpreted, 10 times slower.
   */
  public static boolean compiles() {
    return SharedEngine.compiles();
  }

  /**
   * Evaluates a script.
   *
   * @param code a classic script; its dynamic imports are relative to the working directory
   * @return its completion value, converted; a promise is awaited. Completes exceptionally with
   *     {@link JsException} if it throws
   */
  public CompletableFuture<@Nullable Object> evaluate(String code) {
    return evaluate(code, "[eval]");
  }

  /**
   * Evaluates a script as {@link #evaluate(String)} does.
   *
   * @param name what errors and stacks call the script
   */
  public CompletableFuture<@Nullable Object> evaluate(String code, String name) {
    return calls.call(() -> realm.evaluate(code, name));
  }

  /**
   * Evaluates an expression, or a script, and shows its value as {@code console.log} would; a
   * promise is awaited.
   *
   * @param name what errors and stacks call the script
   */
  public CompletableFuture<String> inspect(String code, String name) {
    return calls.settled(() -> realm.evaluate(code, name), realm::inspect);
  }

  /**
   * Evaluates an ES module given as text. Its imports are relative to the working directory.
   *
   * @param name what errors and stacks call the module
   * @return completes when the module and all that it imports are evaluated, with top-level awaits
   *     done
   */
  public CompletableFuture<JsModule> evaluateModule(String code, String name) {
    return started(js -> js.evaluateModule(code, name), () -> modules.importMain(code, name));
  }

  /**
   * Imports an ES module, evaluating it if this runtime has not yet done so.
   *
   * @param specifier a path or URL, relative to the working directory, or the name of a package
   * @return completes when the module and all that it imports are evaluated, with top-level awaits
   *     done
   */
  public CompletableFuture<JsModule> importModule(String specifier) {
    return started(js -> js.importModule(specifier), () -> modules.importModule(specifier));
  }

  /**
   * Runs a script file as the main module, the one whose {@code import.meta.main} is true.
   *
   * @return completes as that of {@link #importModule} does
   */
  public CompletableFuture<JsModule> runMain(Path script) {
    return started(
        js -> js.runMain(script), () -> modules.importMain(workingDirectory.resolve(script)));
  }

  /**
   * @param likewise does the same in another runtime
   */
  private CompletableFuture<JsModule> started(
      Function<JsRuntime, CompletableFuture<JsModule>> likewise, Callable<Value> module) {
    MainModule starting = new MainModule(likewise);
    main = starting;
    CompletableFuture<JsModule> result =
        calls.settled(module, namespace -> new ModuleNamespace(namespace, calls));
    // The caller may go on with it first, and start the server that the module exports.
    result.whenComplete(
        (_, error) -> postUnlessClosed(() -> starting.evaluated().complete(error == null)));
    return result;
  }

  /**
   * Starts the server that a module's default export describes, as {@code runtime app.js} does for
   * {@code export default { fetch(request) { … } }}: an object with a function {@code fetch} is
   * what {@code Bun.serve} takes.
   *
   * @param module of this runtime
   * @return completes with the URL of the server when it listens; with null where the module
   *     exports no such object
   */
  public CompletableFuture<@Nullable String> serve(JsModule module) {
    if (!(module instanceof ModuleNamespace exported)) {
      throw new IllegalArgumentException("not a module of a runtime");
    }
    servesExports = true;
    return calls.settled(
        () -> exported.handedTo(realm.builtin("bun/serve/exported"), "serveExported"),
        url -> url.isNull() ? null : url.asString());
  }

  /** Completes when nothing can happen any more: no task, timer, job or handle is left. */
  public CompletableFuture<@Nullable Void> idle() {
    CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
    if (calls.track(result)) {
      loop.whenIdle(() -> result.complete(null));
    }
    return result;
  }

  /**
   * Waits until {@link #idle}, lets {@code process} tell its listeners of the end, and gives the
   * exit code that the script has set; 0 by default, 1 if a listener throws.
   */
  public CompletableFuture<Integer> finish() {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    if (calls.track(result)) {
      endWhenIdle(result);
    }
    return result;
  }

  private void endWhenIdle(CompletableFuture<Integer> result) {
    loop.whenIdle(() -> loop.runTask(() -> end(result)));
  }

  /** On the loop's thread, when it was idle. */
  private void end(CompletableFuture<Integer> result) {
    reporting(internal.process::beforeEnd, true);
    if (loop.isIdle()) {
      int code = reporting(internal.process::end, FAILURE);
      // Here and not in the hook after this task: whoever waits for the code may end the process at
      // once.
      flush();
      result.complete(code);
    } else {
      endWhenIdle(result);
    }
  }

  /**
   * What {@code listeners} returns, or, where one of them throws, {@code otherwise} after a report.
   */
  private <T> T reporting(Callable<T> listeners, T otherwise) {
    try {
      return listeners.call();
    } catch (Exception e) {
      report(errors.translated(e) instanceof JsException error ? error : errors.internal(e));
      return otherwise;
    }
  }

  /**
   * Ends the program as {@code process.exit(code)} does: {@code process} tells its listeners,
   * output is flushed, and {@link JsRuntimeBuilder#onExit} is called with the code, which a
   * listener may have changed.
   *
   * @return completes when that is done
   */
  public CompletableFuture<?> exit(int code) {
    return loop.call(
        () -> {
          leave(reporting(() -> internal.process.end(code), FAILURE));
          return true;
        });
  }

  /** Writes out what scripts have printed so far. */
  public void flush() {
    internal.stdio.flush();
  }

  /** Writes out what scripts have printed so far, unless the reader of it is stalled for longer. */
  public void flush(Duration atMost) {
    Thread flusher = new Thread(this::flush, "sluice-flush");
    flusher.setDaemon(true);
    flusher.start();
    try {
      flusher.join(atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stops what runs and frees all; unfinished futures complete exceptionally. Harmless when
   * repeated.
   */
  @Override
  public void close() {
    if (loop.onLoop()) {
      // The context can only be closed by a thread that is not in it.
      Thread closer = new Thread(this::close, "sluice-close");
      closer.setDaemon(true);
      closer.start();
    } else if (closed.compareAndSet(false, true)) {
      loop.post(
          () -> {
            internal.http.close();
            realm.leave();
          });
      stop();
    }
  }

  private void stop() {
    try {
      if (contexts != null) {
        contexts.close();
      }
      flush(FLUSH_AT_END);
      realm.cancel();
    } finally {
      internal.form.close();
      loop.close();
      calls.fail();
    }
  }

  /** What the further contexts know of this one, the first. */
  private final class AsProgram implements ServerContexts.Program {
    @Override
    public @Nullable MainModule main() {
      return main;
    }

    @Override
    public boolean servesExports() {
      return servesExports;
    }

    @Override
    public void hold() {
      postUnlessClosed(loop::ref);
    }

    @Override
    public void release() {
      postUnlessClosed(loop::unref);
    }

    @Override
    public void exit(int code) {
      postUnlessClosed(() -> leave(reporting(() -> internal.process.end(code), FAILURE)));
    }

    @Override
    public void warn(String text) {
      internal.stdio.writeError(text + "\n");
      internal.stdio.flush();
    }
  }

  private void postUnlessClosed(Runnable task) {
    try {
      loop.post(task);
    } catch (RejectedExecutionException e) {
      // There is nobody left to whom it matters.
    }
  }

  /** Others have come in the place of this further context. From any thread. */
  void retire() {
    postUnlessClosed(internal.http::retire);
  }

  /** It is closed: whoever waits for its servers is not to wait any longer. */
  void leaveServers(SharedServers servers) {
    servers.leaveAll(loop);
  }

  /** An error that ended a script in this further context goes the way of an uncaught one. */
  void tell(Throwable error) {
    postUnlessClosed(
        () -> {
          if (!closed.get()) {
            report(error instanceof JsException e ? e : errors.internal(error));
          }
        });
  }

  /**
   * A task ended by an exception: a script's goes the way of HTML's «report an exception», ours is
   * a bug.
   */
  private void taskFailed(Throwable error) {
    if (closed.get()) {
      return;
    }
    if (error instanceof PolyglotException e
        && e.isGuestException()
        && e.getGuestObject() != null) {
      realm.builtin("html/reportError").invokeMember("reportException", e.getGuestObject());
    } else if (error instanceof PolyglotException e) {
      report(errors.of(e));
    } else {
      report(errors.internal(error));
    }
  }

  /**
   * What was printed before an error comes out before it, also where the host ends the process
   * then.
   */
  private void report(JsException error) {
    flush();
    onUncaught.accept(error);
  }

  private void uncaught(Value error) {
    report(errors.of(error));
  }

  private void printUncaught(JsException error) {
    internal.stdio.writeError(error.report() + "\n");
  }

  /** {@code process.exit}: does not return into JavaScript. On the loop's thread. */
  private void leave(int code) {
    flush();
    if (onExit != null) {
      onExit.accept(code);
    }
    if (closed.compareAndSet(false, true)) {
      stop();
    }
  }
}
