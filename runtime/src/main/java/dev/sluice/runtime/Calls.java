package dev.sluice.runtime;

import dev.sluice.runtime.loop.EventLoop;
import dev.sluice.runtime.realm.Realm;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * Calls into JavaScript from any thread: each runs as a task on the loop, and a future follows what
 * it returns. Futures that are not done when the runtime closes fail then.
 */
final class Calls {
  private final EventLoop loop;
  private final Realm realm;
  private final ScriptErrors errors;
  private final Set<CompletableFuture<?>> unfinished = ConcurrentHashMap.newKeySet();
  private final BooleanSupplier closed;

  /** Once a realm, when it is first needed; only the loop's thread looks at it. */
  private @Nullable Embedding embedding;

  /**
   * @param closed whether the runtime is closed; asked from any thread
   */
  Calls(EventLoop loop, Realm realm, ScriptErrors errors, BooleanSupplier closed) {
    this.loop = loop;
    this.realm = realm;
    this.errors = errors;
    this.closed = closed;
  }

  /** What {@code core/embedding} gives: {@code settle(start, whenDone)}, and values converted. */
  private record Embedding(Value settle, Conversions conversions) {}

  private Embedding embedding() {
    Embedding known = embedding;
    if (known == null) {
      Value builtin = realm.builtin("core/embedding");
      known =
          new Embedding(builtin.getMember("settle"), new Conversions(builtin, this::functionOf));
      embedding = known;
    }
    return known;
  }

  /**
   * Calls {@code invocation} on the loop and converts what it returns, which is awaited if it is a
   * promise.
   */
  CompletableFuture<@Nullable Object> call(Callable<Value> invocation) {
    return settled(invocation, value -> embedding().conversions.toJava(value));
  }

  /** Calls a function with converted arguments, on the loop's thread. */
  Value execute(Value function, @Nullable Object[] arguments) {
    return function.execute(embedding().conversions.toJs(arguments));
  }

  private JsFunction functionOf(Value function) {
    return arguments -> call(() -> execute(function, arguments));
  }

  /**
   * Calls {@code invocation} on the loop and makes a future of what it returns; a promise is
   * awaited.
   *
   * @param convert makes the future's value, on the loop's thread
   */
  <T extends @Nullable Object> CompletableFuture<T> settled(
      Callable<Value> invocation, Function<Value, T> convert) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (!track(result)) {
      return result;
    }
    ProxyExecutable whenDone =
        arguments -> {
          if (arguments[0].asBoolean()) {
            result.completeExceptionally(errors.of(arguments[1]));
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
            result.completeExceptionally(errors.translated(e));
            return null;
          }
        };
    loop.call(
        () -> {
          try {
            embedding().settle.executeVoid(start, whenDone);
          } catch (Throwable e) {
            result.completeExceptionally(errors.translated(e));
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
      result.completeExceptionally(errors.translated(e));
    }
  }

  /**
   * Makes {@code future} fail when the runtime is closed.
   *
   * @return false where it is closed, and the future has failed
   */
  @SuppressWarnings("CollectionUndefinedEquality") // futures are told apart by identity
  boolean track(CompletableFuture<?> future) {
    unfinished.add(future);
    future.whenComplete((_, _) -> unfinished.remove(future));
    if (closed.getAsBoolean()) {
      future.completeExceptionally(closedException());
    }
    return !future.isDone();
  }

  /** Fails what is not done. From any thread, once the runtime is closed. */
  void fail() {
    for (CompletableFuture<?> future : unfinished) {
      future.completeExceptionally(closedException());
    }
  }

  private static IllegalStateException closedException() {
    return new IllegalStateException("the runtime is closed");
  }
}
