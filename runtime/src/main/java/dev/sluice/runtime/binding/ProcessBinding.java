package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** {@code internal.process}: this process, and what it was started with. */
public final class ProcessBinding {
  private static final long PAGE_BYTES = 4096;

  private final Host host;
  private final long startNanos = System.nanoTime();
  private @Nullable Value beforeEnd;
  private @Nullable Value end;

  ProcessBinding(Host host) {
    this.host = host;
  }

  /** {@code process.argv}: the executable, the script, its arguments. */
  @Exported
  public String[] arguments() {
    String[] arguments = new String[host.arguments().size() + 1];
    arguments[0] = ProcessHandle.current().info().command().orElse("runtime");
    for (int i = 1; i < arguments.length; i++) {
      arguments[i] = host.arguments().get(i - 1);
    }
    return arguments;
  }

  /** The names of the environment's variables. */
  @Exported
  public String[] environmentNames() {
    return host.environment().keySet().stream().sorted().toArray(String[]::new);
  }

  /** The value of a variable; null if it is not set. */
  @Exported
  public @Nullable String environment(String name) {
    return host.environment().get(name);
  }

  /** The working directory, absolute. */
  @Exported
  public String cwd() {
    return host.workingDirectory().toString();
  }

  /**
   * Registers what {@code process} does when nothing is left to run.
   *
   * @param beforeEnd returns whether somebody listened, who may have started something
   * @param end returns the exit code
   */
  @Exported
  public void whenEnding(Value beforeEnd, Value end) {
    this.beforeEnd = beforeEnd;
    this.end = end;
  }

  /**
   * Nothing is left to run: true if the script was told, who may have started something. On the
   * loop's thread.
   */
  public boolean beforeEnd() {
    Value callback = beforeEnd;
    return callback != null && callback.execute().asBoolean();
  }

  /**
   * The runtime ends: tells the script, and gives the exit code that it has set. On the loop's
   * thread.
   */
  public int end() {
    Value callback = end;
    return callback == null ? 0 : callback.execute().asInt();
  }

  /**
   * As {@link #end()}, where the host ends the runtime with {@code code} unless the script sets
   * another.
   */
  public int end(int code) {
    Value callback = end;
    return callback == null ? code : callback.execute(code).asInt();
  }

  /** Ends the runtime; no JavaScript runs after it. */
  @Exported
  public void exit(int code) {
    host.exit().accept(code);
  }

  /** The process's id. */
  @Exported
  public double pid() {
    return ProcessHandle.current().pid();
  }

  /** The operating system by its name in JavaScript: linux, darwin, win32 and so on. */
  @Exported
  public String platform() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "win32" : name;
  }

  /** How many threads can run at once, for {@code navigator.hardwareConcurrency}. */
  @Exported
  public int hardwareConcurrency() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** The user's language as a BCP 47 tag, for {@code navigator.language}. */
  @Exported
  public String language() {
    return Locale.getDefault().toLanguageTag();
  }

  /** The processor's architecture by its name in JavaScript: x64, arm64 and so on. */
  @Exported
  public String arch() {
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64" -> "x64";
      case "aarch64" -> "arm64";
      case String other -> other;
    };
  }

  /** This product's version. */
  @Exported
  public String version() {
    return host.version();
  }

  /** The version of the JavaScript engine. */
  @Exported
  public String engineVersion() {
    return Context.getCurrent().getEngine().getVersion();
  }

  /** The version of Java. */
  @Exported
  public String javaVersion() {
    return Runtime.version().toString();
  }

  /** Nanoseconds since this was made, whole: exact in a double for a hundred days. */
  @Exported
  public double uptimeNanos() {
    return System.nanoTime() - startNanos;
  }

  /** Asks Java to collect garbage, and gives the bytes of its heap that are used then. */
  @Exported
  public double collectGarbage() {
    System.gc();
    return heapUsedBytes();
  }

  /** Bytes of the Java heap that are reserved. */
  @Exported
  public double heapTotalBytes() {
    return Runtime.getRuntime().totalMemory();
  }

  /** Bytes of the Java heap that are used, garbage included. */
  @Exported
  public double heapUsedBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Bytes of the process that are in memory; the reserved heap where the system does not say. */
  @Exported
  public double residentBytes() {
    try {
      return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1])
          * PAGE_BYTES;
    } catch (IOException | RuntimeException e) {
      return heapTotalBytes();
    }
  }
}
