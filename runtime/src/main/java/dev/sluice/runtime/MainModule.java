package dev.sluice.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What a runtime was started with, so that others can be started likewise.
 *
 * @param start starts it in a runtime
 * @param evaluated whether it succeeded, once its top level is done; never fails
 */
record MainModule(
    Function<JsRuntime, CompletableFuture<JsModule>> start, CompletableFuture<Boolean> evaluated) {
  MainModule(Function<JsRuntime, CompletableFuture<JsModule>> start) {
    this(start, new CompletableFuture<>());
  }
}
