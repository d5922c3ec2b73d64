package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code internal.promises}: the state of a promise, now. JavaScript has no way to ask but to wait,
 * and the polyglot API none at all.
 *
 * <p>The engine's own field is read ({@link EngineFields}). Rejected: the engine's display text,
 * which names the state but cannot give the value back, and costs time in proportion to the value's
 * size. The names of the fields belong to the engine's version, which is pinned; {@code
 * peek.test.js} finds out if they change.
 */
public final class PromisesBinding {
  /** Neither 0 pending, 1 fulfilled nor 2 rejected: it is no promise. */
  private static final int NO_PROMISE = -1;

  private static final String PROMISE = "com.oracle.truffle.js.runtime.builtins.JSPromiseObject";

  PromisesBinding() {}

  /** Is it a promise, of whatever class? Runs no code of the script. */
  @Exported
  public boolean isPromise(Value value) {
    Object object = EngineFields.receiver(value);
    return object != null && isPromise(object);
  }

  /** 0 pending, 1 fulfilled, 2 rejected, -1 no promise. Runs no code of the script. */
  @Exported
  public int state(Value value) {
    Object object = EngineFields.receiver(value);
    return object != null && isPromise(object) ? Fields.state(object) : NO_PROMISE;
  }

  /**
   * What a settled promise was settled with.
   *
   * @param promise whose {@link #state} is 1 or 2
   */
  @Exported
  public @Nullable Object result(Value promise) {
    // The engine's own value: it goes back into JavaScript as it came.
    return Fields.result(EngineFields.receiver(promise));
  }

  private static boolean isPromise(Object object) {
    return object.getClass().getName().equals(PROMISE);
  }

  /** The fields, looked up when a script first peeks. */
  private static final class Fields {
    // Of the class of promises, which only an instance gives; all threads find the same.
    private static volatile long state;
    private static volatile long result;

    private Fields() {}

    static int state(Object promise) {
      if (state == 0) {
        state = EngineFields.offset(promise.getClass(), "promiseState");
      }
      return EngineFields.integer(promise, state);
    }

    static @Nullable Object result(@Nullable Object promise) {
      if (promise == null || !isPromise(promise)) {
        throw new IllegalArgumentException("no promise");
      }
      if (result == 0) {
        result = EngineFields.offset(promise.getClass(), "promiseResult");
      }
      return EngineFields.object(promise, result);
    }
  }
}
