package dev.sluice.runtime;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A JavaScript function that Java holds. It may be called from any thread and runs on the thread of
 * its runtime's event loop.
 */
@FunctionalInterface
public interface JsFunction {
  /**
   * Calls the function with {@code undefined} as its receiver. If it returns a promise, the future
   * follows that promise.
   *
   * @param arguments converted to JavaScript as {@link JsRuntime} says
   * @return completes exceptionally with {@link JsException} if the function throws or its promise
   *     is rejected
   */
  CompletableFuture<@Nullable Object> call(@Nullable Object... arguments);
}
