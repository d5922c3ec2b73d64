package dev.sluice.runtime;

import dev.sluice.bridge.form.FormLimits;
import dev.sluice.runtime.binding.Host;
import dev.sluice.runtime.binding.InternalBinding;
import dev.sluice.runtime.binding.Limits;
import dev.sluice.runtime.binding.StreamWatcher;
import dev.sluice.runtime.errors.ErrorReport;
import dev.sluice.runtime.loop.EventLoop;
import dev.sluice.runtime.modules.ModuleLoader;
import dev.sluice.runtime.realm.BuiltinModules;
import dev.sluice.runtime.realm.ColdStart;
import dev.sluice.runtime.realm.Realm;
import dev.sluice.runtime.realm.SharedEngine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
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
  private final boolean javaFrames;
  private final Consumer<JsException> onUncaught;
  private final @Nullable IntConsumer onExit;
  private final Set<CompletableFuture<?>> unfinished = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  private JsRuntime(Builder options) {
    workingDirectory = options.workingDirectory;
    javaFrames = options.javaFrames;
    onExit = options.onExit;
    onUncaught = options.onUncaught != null ? options.onUncaught : this::printUncaught;
    modules =
        new ModuleLoader(
            options.workingDirectory,
            ModuleLoader.DEFAULT_CONDITIONS,
            new BuiltinModules(this::builtin));
    loop = new EventLoop("sluice", this::taskFailed);
    internal = new InternalBinding(loop, options.host(this::leave, this::uncaught));
    realm = loop.call(() -> new Realm(modules, internal)).join();
  }

  /** What a builtin exports; asked for by scripts, which run in a realm. */
  private Value builtin(String id) {
    return realm.builtin(id);
  }

  /** A runtime with the defaults of {@link Builder}. */
  public static JsRuntime create() {
    return builder().build();
  }

  /** Starts a configuration. */
  public static Builder builder() {
    return new Builder();
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
    return settled(() -> realm.evaluate(code, name), value -> conversions().toJava(value));
  }

  /**
   * Evaluates an expression, or a script, and shows its value as {@code console.log} would; a
   * promise is awaited.
   *
   * @param name what errors and stacks call the script
   */
  public CompletableFuture<String> inspect(String code, String name) {
    return settled(
        () -> realm.evaluate(code, name),
        value -> realm.builtin("console/inspect").invokeMember("inspect", value).asString());
  }

  /**
   * Evaluates an ES module given as text. Its imports are relative to the working directory.
   *
   * @param name what errors and stacks call the module
   * @return completes when the module and all that it imports are evaluated, with top-level awaits
   *     done
   */
  public CompletableFuture<JsModule> evaluateModule(String code, String name) {
    return settled(() -> modules.importMain(code, name), Namespace::new);
  }

  /**
   * Imports an ES module, evaluating it if this runtime has not yet done so.
   *
   * @param specifier a path or URL, relative to the working directory, or the name of a package
   * @return completes when the module and all that it imports are evaluated, with top-level awaits
   *     done
   */
  public CompletableFuture<JsModule> importModule(String specifier) {
    return settled(() -> modules.importModule(specifier), Namespace::new);
  }

  /**
   * Runs a script file as the main module, the one whose {@code import.meta.main} is true.
   *
   * @return completes as that of {@link #importModule} does
   */
  public CompletableFuture<JsModule> runMain(Path script) {
    return settled(() -> modules.importMain(workingDirectory.resolve(script)), Namespace::new);
  }

  /** Completes when nothing can happen any more: no task, timer, job or handle is left. */
  public CompletableFuture<@Nullable Void> idle() {
    CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
    if (track(result)) {
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
    if (track(result)) {
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
      report(translated(e) instanceof JsException error ? error : internalError(e));
      return otherwise;
    }
  }

  /**
   * Ends the program as {@code process.exit(code)} does: {@code process} tells its listeners,
   * output is flushed, and {@link Builder#onExit} is called with the code, which a listener may
   * have changed.
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
      loop.post(realm::leave);
      stop();
    }
  }

  private void stop() {
    try {
      flush(FLUSH_AT_END);
      realm.cancel();
    } finally {
      internal.form.close();
      loop.close();
      for (CompletableFuture<?> future : unfinished) {
        future.completeExceptionally(closedException());
      }
    }
  }

  /** Makes {@code future} fail when the runtime is closed; false where it is, and has failed. */
  @SuppressWarnings("CollectionUndefinedEquality") // futures are told apart by identity
  private boolean track(CompletableFuture<?> future) {
    unfinished.add(future);
    future.whenComplete((_, _) -> unfinished.remove(future));
    if (closed.get()) {
      future.completeExceptionally(closedException());
    }
    return !future.isDone();
  }

  private static IllegalStateException closedException() {
    return new IllegalStateException("the runtime is closed");
  }

  /**
   * Calls {@code invocation} on the loop and makes a future of what it returns; a promise is
   * awaited.
   *
   * @param convert makes the future's value, on the loop's thread
   */
  private <T extends @Nullable Object> CompletableFuture<T> settled(
      Callable<Value> invocation, Function<Value, T> convert) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (!track(result)) {
      return result;
    }
    ProxyExecutable whenDone =
        arguments -> {
          if (arguments[0].asBoolean()) {
            result.completeExceptionally(exceptionOf(arguments[1]));
          } else {
            complete(result, () -> convert.apply(arguments[1]));
          }
          return null;
        };
    // Called from JavaScript, and not before it: the microtasks drain when the outermost call ends,
    // and a promise that is rejected must have its handler by then. The error is told here, on the
    // thread that may look at it.
    ProxyExecutable start =
        _ -> {
          try {
            return invocation.call();
          } catch (Exception e) {
            result.completeExceptionally(translated(e));
            return null;
          }
        };
    loop.call(
        () -> {
          try {
            realm.builtin("core/embedding").invokeMember("settle", start, whenDone);
          } catch (Throwable e) {
            result.completeExceptionally(translated(e));
          }
          return true;
        });
    return result;
  }

  private <T extends @Nullable Object> void complete(
      CompletableFuture<T> result, Callable<T> value) {
    try {
      result.complete(value.call());
    } catch (Throwable e) {
      result.completeExceptionally(translated(e));
    }
  }

  /** What a script threw becomes a JsException; our own faults stay as they are. */
  private Throwable translated(Throwable error) {
    return error instanceof PolyglotException e && !e.isCancelled() ? exceptionOf(e) : error;
  }

  private JsException exceptionOf(Value error) {
    return told(() -> exception(ErrorReport.of(error, this::inspected, javaFrames), null));
  }

  private JsException exceptionOf(PolyglotException e) {
    return told(() -> exception(ErrorReport.of(e, this::inspected, javaFrames), e));
  }

  /** A script can throw what throws again at every look. */
  private static JsException told(Supplier<JsException> story) {
    try {
      return story.get();
    } catch (RuntimeException e) {
      String text = "Uncaught value that cannot be shown";
      return new JsException(text, null, null, text, e);
    }
  }

  private static JsException exception(ErrorReport report, @Nullable Throwable cause) {
    return new JsException(report.message(), report.name(), report.code(), report.text(), cause);
  }

  private String inspected(Value value) {
    return realm.builtin("console/inspect").invokeMember("inspect", value).asString();
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
      report(exceptionOf(e));
    } else {
      report(internalError(error));
    }
  }

  private static JsException internalError(Throwable error) {
    StringWriter stack = new StringWriter();
    error.printStackTrace(new PrintWriter(stack));
    return new JsException(
        "Internal error: " + error,
        null,
        null,
        "Internal error, a defect of the runtime: " + stack,
        error);
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
    report(exceptionOf(error));
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

  /** On the loop's thread. */
  private Conversions conversions() {
    return new Conversions(realm.builtin("core/embedding"), this::function);
  }

  private JsFunction function(Value function) {
    return arguments ->
        settled(
            () -> function.execute(conversions().toJs(arguments)),
            value -> conversions().toJava(value));
  }

  /** A module's namespace object. */
  private final class Namespace implements JsModule {
    private final Value namespace;
    private final Set<String> exports;

    Namespace(Value namespace) {
      this.namespace = namespace;
      this.exports = Set.copyOf(namespace.getMemberKeys());
    }

    @Override
    public Set<String> exports() {
      return exports;
    }

    @Override
    public CompletableFuture<@Nullable Object> get(String export) {
      return settled(() -> member(export), value -> conversions().toJava(value));
    }

    @Override
    public CompletableFuture<@Nullable Object> call(String export, @Nullable Object... arguments) {
      return settled(
          () -> {
            Value function = member(export);
            if (!function.canExecute()) {
              throw new IllegalArgumentException("export " + export + " is not a function");
            }
            return function.execute(conversions().toJs(arguments));
          },
          value -> conversions().toJava(value));
    }

    private Value member(String export) {
      if (!exports.contains(export)) {
        throw new IllegalArgumentException("there is no export " + export + ", only " + exports);
      }
      return namespace.getMember(export);
    }
  }

  /**
   * What a runtime is made with. The defaults are those of the command line: this process's
   * streams, environment and folder.
   */
  public static final class Builder {
    private boolean ownsProcess;
    private List<String> arguments = List.of();
    private Map<String, String> environment = System.getenv();
    private Path workingDirectory = Path.of("").toAbsolutePath();
    private OutputStream stdout = System.out;
    private OutputStream stderr = System.err;
    private Consumer<IOException> onOutputFailure = _ -> {};
    private @Nullable IntConsumer onExit;
    private @Nullable Consumer<JsException> onUncaught;
    private boolean javaFrames;
    private long maxBodySize = Limits.NONE;
    private @Nullable Path formFolder;
    private @Nullable Long formMemory;
    private @Nullable Consumer<StreamConsumption> onStreamConsumed;

    private Builder() {}

    /** {@code process.argv} from its second element on: the script and its arguments. */
    public Builder arguments(List<String> arguments) {
      this.arguments = List.copyOf(arguments);
      return this;
    }

    /** {@code process.env}; copied. */
    public Builder environment(Map<String, String> environment) {
      this.environment = Map.copyOf(environment);
      return this;
    }

    /** What relative paths and imports are relative to. */
    public Builder workingDirectory(Path folder) {
      this.workingDirectory = folder.toAbsolutePath().normalize();
      return this;
    }

    /**
     * Where {@code console.log} and {@code process.stdout} write, as UTF-8. Not closed by the
     * runtime.
     */
    public Builder stdout(OutputStream stdout) {
      this.stdout = stdout;
      return this;
    }

    /**
     * Where {@code console.error} and {@code process.stderr} write, as UTF-8. Not closed by the
     * runtime.
     */
    public Builder stderr(OutputStream stderr) {
      this.stderr = stderr;
      return this;
    }

    /**
     * Called once, amid a write, when {@link #stdout} takes no more: its reader has gone, or a disk
     * is full. What is printed after that is dropped; by default nobody hears of it.
     */
    public Builder onOutputFailure(Consumer<IOException> action) {
      this.onOutputFailure = action;
      return this;
    }

    /**
     * Called on the loop's thread when a script calls {@code process.exit}, with the exit code;
     * output is flushed before. When it returns, or where there is none, the runtime stops as by
     * {@link JsRuntime#close}.
     */
    public Builder onExit(IntConsumer action) {
      this.onExit = action;
      return this;
    }

    /**
     * Called on the loop's thread with each error and unhandled rejection that no listener took. By
     * default its report goes to {@link #stderr}.
     */
    public Builder onUncaught(Consumer<JsException> action) {
      this.onUncaught = action;
      return this;
    }

    /**
     * Whether reports of errors show Java's frames between the script's, for debugging the runtime
     * itself.
     */
    public Builder javaFrames(boolean shown) {
      this.javaFrames = shown;
      return this;
    }

    /**
     * The greatest number of bytes that a script's {@code text()}, {@code bytes()} and the like
     * gather of a stream or a file. What is longer rejects with a TypeError, code {@code
     * ERR_BODY_TOO_LARGE}, and is freed. By default there is no limit.
     *
     * @throws IllegalArgumentException if negative
     */
    public Builder maxBodySize(long bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("maxBodySize: " + bytes);
      }
      this.maxBodySize = bytes;
      return this;
    }

    /**
     * How many bytes of the files of one form that comes by a stream are kept in memory; what comes
     * beyond goes to a temporary file. By default 1 MiB.
     *
     * @throws IllegalArgumentException if negative
     */
    public Builder formMemory(long bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("formMemory: " + bytes);
      }
      this.formMemory = bytes;
      return this;
    }

    /**
     * Where temporary files of forms are made. They lose their names at once, so that none is left
     * behind, whatever happens. By default the folder that {@code TMPDIR} of the {@link
     * #environment} names, else the JVM's.
     */
    public Builder formFolder(Path folder) {
      this.formFolder = folder.toAbsolutePath();
      return this;
    }

    private FormLimits formLimits() {
      Path folder = formFolder;
      if (folder == null) {
        String named = environment.getOrDefault("TMPDIR", "");
        folder = Path.of(named.isEmpty() ? System.getProperty("java.io.tmpdir", "/tmp") : named);
      }
      FormLimits limits = FormLimits.defaults(folder);
      return formMemory == null ? limits : limits.withMemory(formMemory);
    }

    /**
     * Called on the loop's thread each time a script has read a stream or body whole, with the way
     * that was taken. By default nobody is told, which costs nothing. What the action throws goes
     * to the thread's {@link Thread.UncaughtExceptionHandler}, and the script goes on.
     */
    public Builder onStreamConsumed(Consumer<StreamConsumption> action) {
      this.onStreamConsumed = action;
      return this;
    }

    /**
     * Says that the process is this runtime's alone and that nobody else in it uses GraalVM's
     * languages: then the start may go on several threads, and the compiler is kept asleep until
     * the first script has run for a moment. For programs like {@code runtime}; once in a process.
     */
    public Builder ownsProcess() {
      ownsProcess = true;
      return this;
    }

    /** Makes the runtime; its globals are ready when this returns. */
    public JsRuntime build() {
      if (ownsProcess) {
        ColdStart.begin();
      }
      return new JsRuntime(this);
    }

    private static @Nullable StreamWatcher streamWatcher(
        @Nullable Consumer<StreamConsumption> action) {
      return action == null
          ? null
          : (tag, way, bytes, nanos, reason) ->
              tell(
                  action,
                  new StreamConsumption(
                      tag,
                      StreamConsumption.Way.valueOf(way.toUpperCase(Locale.ROOT)),
                      bytes,
                      Duration.ofNanos(nanos),
                      reason));
    }

    /** Whoever watches must not come between a script and its result. */
    private static void tell(Consumer<StreamConsumption> action, StreamConsumption consumption) {
      try {
        action.accept(consumption);
      } catch (RuntimeException e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
    }

    private Host host(IntConsumer exit, Consumer<Value> uncaught) {
      return new Host(
          Version.CURRENT,
          arguments,
          environment,
          workingDirectory,
          stdout,
          stderr,
          onOutputFailure,
          exit,
          uncaught,
          new Limits(maxBodySize, formLimits()),
          streamWatcher(onStreamConsumed));
    }
  }
}
