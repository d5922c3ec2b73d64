package dev.sluice.runtime.realm;

import dev.sluice.builtins.Builtins;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.graalvm.polyglot.Source;

/**
 * The builtins as sources of the engine, one object an id for the whole process: contexts that
 * evaluate the same source object share its code. From any thread.
 */
final class BuiltinSources {
  /** On the first line of the file, so that line numbers stay true. */
  private static final String PREFIX =
      "(function (module, require, internal, primordials) { 'use strict'; ";

  private static final String SUFFIX = "\n})";

  private static final Map<String, Source> SOURCES = new ConcurrentHashMap<>();

  private BuiltinSources() {}

  /**
   * A source that evaluates to the factory function of builtin {@code id}.
   *
   * <p>It is marked internal: the engine leaves its frames out of {@code error.stack}, so a script
   * sees its own calls only.
   */
  static Source factory(String id) {
    return SOURCES.computeIfAbsent(
        id,
        key ->
            Source.newBuilder("js", PREFIX + Builtins.source(key) + SUFFIX, "sluice:" + key + ".js")
                .internal(true)
                .buildLiteral());
  }
}
