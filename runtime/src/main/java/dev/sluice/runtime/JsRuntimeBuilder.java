package dev.sluice.runtime;

import dev.sluice.bridge.form.FormLimits;
import dev.sluice.runtime.binding.Host;
import dev.sluice.runtime.binding.Limits;
import dev.sluice.runtime.binding.ServerThreads;
import dev.sluice.runtime.binding.StreamWatcher;
import dev.sluice.runtime.errors.ErrorReport;
import dev.sluice.runtime.realm.ColdStart;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime is made with; {@link JsRuntime#builder} begins one. The defaults are those of the
 * command line: this process's streams, environment and folder. Not for several threads.
 */
public final class JsRuntimeBuilder {
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
  private @Nullable NetworkPolicy network;

  JsRuntimeBuilder() {}

  /** {@code process.argv} from its second element on: the script and its arguments. */
  public JsRuntimeBuilder arguments(List<String> arguments) {
    this.arguments = List.copyOf(arguments);
    return this;
  }

  /** {@code process.env}; copied. */
  public JsRuntimeBuilder environment(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    return this;
  }

  /** What relative paths and imports are relative to. */
  public JsRuntimeBuilder workingDirectory(Path folder) {
    this.workingDirectory = folder.toAbsolutePath().normalize();
    return this;
  }

  /**
   * Where {@code console.log} and {@code process.stdout} write, as UTF-8. Not closed by the
   * runtime.
   */
  public JsRuntimeBuilder stdout(OutputStream stdout) {
    this.stdout = stdout;
    return this;
  }

  /**
   * Where {@code console.error} and {@code process.stderr} write, as UTF-8. Not closed by the
   * runtime.
   */
  public JsRuntimeBuilder stderr(OutputStream stderr) {
    this.stderr = stderr;
    return this;
  }

  /**
   * Called once, amid a write, when {@link #stdout} takes no more: its reader has gone, or a disk
   * is full. What is printed after that is dropped; by default nobody hears of it.
   */
  public JsRuntimeBuilder onOutputFailure(Consumer<IOException> action) {
    this.onOutputFailure = action;
    return this;
  }

  /**
   * Called on the loop's thread when a script calls {@code process.exit}, with the exit code;
   * output is flushed before. When it returns, or where there is none, the runtime stops as by
   * {@link JsRuntime#close}.
   */
  public JsRuntimeBuilder onExit(IntConsumer action) {
    this.onExit = action;
    return this;
  }

  /**
   * Called on the loop's thread with each error and unhandled rejection that no listener took. By
   * default its report goes to {@link #stderr}.
   */
  public JsRuntimeBuilder onUncaught(Consumer<JsException> action) {
    this.onUncaught = action;
    return this;
  }

  /**
   * Whether reports of errors show Java's frames between the script's, for debugging the runtime
   * itself.
   */
  public JsRuntimeBuilder javaFrames(boolean shown) {
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
  public JsRuntimeBuilder maxBodySize(long bytes) {
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
  public JsRuntimeBuilder formMemory(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("formMemory: " + bytes);
    }
    this.formMemory = bytes;
    return this;
  }

  /**
   * Where temporary files of forms are made. They lose their names at once, so that none is left
   * behind, whatever happens. By default the folder that {@code TMPDIR} of the {@link #environment}
   * names, else the JVM's.
   */
  public JsRuntimeBuilder formFolder(Path folder) {
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
   * that was taken. By default nobody is told, which costs nothing. What the action throws goes to
   * the thread's {@link Thread.UncaughtExceptionHandler}, and the script goes on.
   */
  public JsRuntimeBuilder onStreamConsumed(Consumer<StreamConsumption> action) {
    this.onStreamConsumed = action;
    return this;
  }

  /**
   * Who decides on each request that a script sends: see {@link NetworkPolicy}. By default all go
   * where they will.
   */
  public JsRuntimeBuilder network(NetworkPolicy policy) {
    this.network = policy;
    return this;
  }

  /**
   * Says that the process is this runtime's alone and that nobody else in it uses GraalVM's
   * languages: then the start may go on several threads, and the compiler is kept asleep until the
   * first script has run for a moment. For programs like {@code runtime}; once in a process.
   */
  public JsRuntimeBuilder ownsProcess() {
    ownsProcess = true;
    return this;
  }

  /** Makes the runtime; its globals are ready when this returns. */
  public JsRuntime build() {
    if (ownsProcess) {
      ColdStart.begin();
    }
    return new JsRuntime(this, onExit, null);
  }

  /**
   * Makes another runtime for the same program.
   *
   * @param exit what {@code process.exit} calls
   */
  JsRuntime buildFurther(ServerThreads threads, IntConsumer exit) {
    return new JsRuntime(this, exit, threads);
  }

  /** What a runtime may keep, whatever becomes of this builder. */
  JsRuntimeBuilder copy() {
    JsRuntimeBuilder copy = new JsRuntimeBuilder();
    copy.arguments = arguments;
    copy.environment = environment;
    copy.workingDirectory = workingDirectory;
    copy.stdout = stdout;
    copy.stderr = stderr;
    copy.onOutputFailure = onOutputFailure;
    copy.onExit = onExit;
    copy.onUncaught = onUncaught;
    copy.javaFrames = javaFrames;
    copy.maxBodySize = maxBodySize;
    copy.formFolder = formFolder;
    copy.formMemory = formMemory;
    copy.onStreamConsumed = onStreamConsumed;
    copy.network = network;
    return copy;
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

  Path workingDirectory() {
    return workingDirectory;
  }

  boolean javaFrames() {
    return javaFrames;
  }

  @Nullable Consumer<JsException> onUncaught() {
    return onUncaught;
  }

  /**
   * What the bindings are given.
   *
   * @param exit what {@code process.exit} calls
   * @param uncaught takes what no script handled
   * @param reports tells a person of what a script threw
   * @param threads share this program's servers
   */
  Host host(
      IntConsumer exit,
      Consumer<Value> uncaught,
      Function<Value, ErrorReport> reports,
      ServerThreads threads) {
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
        reports,
        new Limits(maxBodySize, formLimits()),
        streamWatcher(onStreamConsumed),
        network == null ? null : new PolicyGate(network),
        threads);
  }
}
