package dev.sluice.runtime.json;

import dev.sluice.runtime.binding.EngineFields;
import org.graalvm.polyglot.Context;

/**
 * Puts our reader and writer of JSON into the engine's own {@code JSON.parse} and {@code
 * JSON.stringify}: the functions stay the same objects, with the engine's code behind ours for
 * whatever is not plain. Nothing of it can be told from outside but the time it takes.
 */
public final class FastJson {
  /**
   * {@code engine}: leave everything to the engine, for comparisons. {@code ours}: fail where the
   * engine cannot be reached into, for tests.
   */
  private static final String MODE = System.getProperty("sluice.json", "");

  private FastJson() {}

  /**
   * Does so for a context, and so for all that share its engine. Where the engine cannot be reached
   * into (an embedder's class loader, another version), nothing happens. On the context's thread.
   */
  public static void install(Context context) {
    if (MODE.equals("engine")) {
      return;
    }
    try {
      Object json = EngineFields.receiver(context.getBindings("js").getMember("JSON"));
      if (json != null && Access.IS_OPEN) {
        Installer.install(json);
        if (!MODE.equals("ours") || Installer.works()) {
          return;
        }
      }
    } catch (LinkageError | IllegalStateException e) {
      // Another version of the engine: it keeps its own.
    }
    if (MODE.equals("ours")) {
      throw new IllegalStateException("this engine keeps its JSON to itself");
    }
  }

  /** Opened once, on first use. */
  private static final class Access {
    static final boolean IS_OPEN = EngineModules.open();
  }
}
