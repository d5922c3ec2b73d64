package dev.sluice.runtime.realm;

import dev.sluice.bridge.Exported;
import dev.sluice.runtime.modules.ModuleLoader;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.io.FileSystem;
import org.graalvm.polyglot.io.IOAccess;

/**
 * The one engine of the process: contexts that share it share compiled code. All contexts of an
 * engine must have the very same {@link HostAccess}, so it is here too.
 */
public final class SharedEngine {
  /** Builtins reach exactly what is annotated; scripts never hold a host object at all. */
  private static final HostAccess HOST_ACCESS =
      HostAccess.newBuilder()
          .allowAccessAnnotatedBy(Exported.class)
          .allowImplementationsAnnotatedBy(Exported.class)
          .allowArrayAccess(true)
          .allowBufferAccess(true)
          .build();

  /**
   * What the engine's own WebAssembly object needs; scripts have no way of their own to another
   * language.
   */
  private static final PolyglotAccess WEBASSEMBLY =
      PolyglotAccess.newBuilder()
          .allowEval("js", "wasm")
          .allowBindingsAccess("js")
          .allowBindingsAccess("wasm")
          .build();

  private SharedEngine() {}

  /** The engine, made on first use. From any thread. */
  public static Engine engine() {
    return Holder.ENGINE;
  }

  /** Is JavaScript compiled to machine code, or only interpreted? */
  public static boolean compiles() {
    return !engine().getImplementationName().equals("Interpreted");
  }

  /** For people: what runs JavaScript, and whether it compiles. */
  public static String description() {
    return engine().getImplementationName()
        + ": JavaScript is "
        + (compiles()
            ? "compiled"
            : "interpreted, 10 times slower, for want of the Graal compiler");
  }

  static Context newContext(FileSystem modules) {
    return ColdStart.context(() -> context(modules));
  }

  private static Context context(FileSystem modules) {
    return Context.newBuilder("js", "wasm")
        .engine(engine())
        .allowHostAccess(HOST_ACCESS)
        .allowPolyglotAccess(WEBASSEMBLY)
        .allowExperimentalOptions(true)
        .allowIO(IOAccess.newBuilder().fileSystem(modules).build())
        .build();
  }

  private static final class Holder {
    static final Engine ENGINE =
        Engine.newBuilder("js", "wasm")
            .allowExperimentalOptions(true)
            .option("engine.WarnInterpreterOnly", "false")
            .option("js.ecmascript-version", "staging")
            .option("js.unhandled-rejections", "handler")
            .option("js.stack-trace-api", "true")
            .option("js.stack-trace-limit", "32")
            .option("js.webassembly", "true")
            // Without it there are no shared memories.
            .option("wasm.UseUnsafeMemory", "true")
            .option("js.esm-eval-returns-exports", "true")
            .option(ModuleLoader.RELATIVE_LOOKUP, "true")
            .option("js.java-package-globals", "false")
            .option("js.polyglot-builtin", "false")
            .option("js.global-arguments", "false")
            .option("js.console", "false")
            .option("js.print", "false")
            .option("js.load", "false")
            .build();
  }
}
