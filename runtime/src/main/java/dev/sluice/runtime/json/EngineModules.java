package dev.sluice.runtime.json;

import static java.lang.invoke.MethodType.methodType;

import dev.sluice.runtime.binding.EngineFields;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Opens to this module what the engine keeps to itself: it exports its packages to its own modules
 * only. On a class path everything is open already.
 */
final class EngineModules {
  private static final String TRUFFLE = "com.oracle.truffle.api.Truffle";
  private static final String ENGINE = "com.oracle.truffle.js.runtime.JSRealm";

  private static final List<String> TRUFFLE_PACKAGES =
      List.of("", ".frame", ".instrumentation", ".nodes", ".object", ".strings");

  private static final List<String> ENGINE_PACKAGES =
      List.of(
          ".nodes",
          ".nodes.function",
          ".runtime",
          ".runtime.array",
          ".runtime.builtins",
          ".runtime.objects");

  private EngineModules() {}

  /** Opens them; false where the engine is not to be seen, or this JDK does not let us. */
  static boolean open() {
    try {
      open(TRUFFLE, "com.oracle.truffle.api", TRUFFLE_PACKAGES);
      open(ENGINE, "com.oracle.truffle.js", ENGINE_PACKAGES);
      return true;
    } catch (ClassNotFoundException | LinkageError | IllegalStateException e) {
      return false;
    }
  }

  private static void open(String witness, String prefix, List<String> packages)
      throws ClassNotFoundException {
    Class<?> seen = Class.forName(witness, false, EngineModules.class.getClassLoader());
    Module theirs = seen.getModule();
    Module ours = EngineModules.class.getModule();
    if (theirs == ours || !theirs.isNamed()) {
      return;
    }
    MethodHandles.Lookup lookup = EngineFields.lookup();
    try {
      lookup
          .findVirtual(Module.class, "implAddReads", methodType(void.class, Module.class))
          .invokeExact(ours, theirs);
      MethodHandle export =
          lookup.findVirtual(
              Module.class, "implAddExports", methodType(void.class, String.class, Module.class));
      for (String name : packages) {
        export.invokeExact(theirs, prefix + name, ours);
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
