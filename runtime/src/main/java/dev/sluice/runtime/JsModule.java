package dev.sluice.runtime;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An evaluated ES module. Its methods may be called from any thread; they run on the thread of the
 * runtime's event loop.
 */
public interface JsModule {
  /** The names that the module exports. */
  Set<String> exports();

  /**
   * The value of an export as it is now, converted as {@link JsRuntime} says. A promise is awaited.
   *
   * @return completes exceptionally with {@link IllegalArgumentException} where there is no such
   *     export
   */
  CompletableFuture<@Nullable Object> get(String export);

  /**
   * Calls an exported function. If it returns a promise, the future follows that promise.
   *
   * @param arguments converted to JavaScript as {@link JsRuntime} says
   * @return completes exceptionally with {@link JsException} if the function throws or its promise
   *     is rejected, and with {@link IllegalArgumentException} if the export is missing, is no
   *     function, or an argument cannot be converted
   */
  CompletableFuture<@Nullable Object> call(String export, @Nullable Object... arguments);
}
