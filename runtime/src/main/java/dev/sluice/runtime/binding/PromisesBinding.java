package dev.sluice.runtime.binding;

import static java.lang.invoke.MethodType.methodType;

import dev.sluice.bridge.Exported;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code internal.promises}: the state of a promise, now. JavaScript has no way to ask but to wait,
 * and the polyglot API none at all.
 *
 * <p>The engine's own field is read, past its module's border: its classes are not exported, and a
 * {@link Value} does not give away what it stands for. Rejected: the engine's display text, which
 * names the state but cannot give the value back, and costs time in proportion to the value's size.
 * The names of the fields belong to the engine's version, which is pinned; {@code peek.test.js}
 * finds out if they change.
 */
public final class PromisesBinding {
  /** Neither 0 pending, 1 fulfilled nor 2 rejected: it is no promise. */
  private static final int NO_PROMISE = -1;

  private static final String PROMISE = "com.oracle.truffle.js.runtime.builtins.JSPromiseObject";

  PromisesBinding() {}

  /** 0 pending, 1 fulfilled, 2 rejected, -1 no promise. Runs no code of the script. */
  @Exported
  public int state(Value value) {
    Object object = Fields.receiver(value);
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
    return Fields.result(Fields.receiver(promise));
  }

  private static boolean isPromise(Object object) {
    return object.getClass().getName().equals(PROMISE);
  }

  /** The three fields, looked up when a script first peeks. */
  private static final class Fields {
    private static final Memory MEMORY = new Memory();
    private static final long RECEIVER = MEMORY.offset(Value.class.getSuperclass(), "receiver");

    // Of the class of promises, which only an instance gives; all threads find the same.
    private static volatile long state;
    private static volatile long result;

    private Fields() {}

    static @Nullable Object receiver(Value value) {
      return MEMORY.object(value, RECEIVER);
    }

    static int state(Object promise) {
      if (state == 0) {
        state = MEMORY.offset(promise.getClass(), "promiseState");
      }
      return MEMORY.integer(promise, state);
    }

    static @Nullable Object result(@Nullable Object promise) {
      if (promise == null || !isPromise(promise)) {
        throw new IllegalArgumentException("no promise");
      }
      if (result == 0) {
        result = MEMORY.offset(promise.getClass(), "promiseResult");
      }
      return MEMORY.object(promise, result);
    }
  }

  /**
   * Reads fields of classes that their module keeps for itself. By sun.misc.Unsafe, as the engine
   * itself reads its own; through handles, since naming that class makes the compiler warn.
   */
  private static final class Memory {
    private final MethodHandle fieldOffset;
    private final MethodHandle getObject;
    private final MethodHandle getInt;

    Memory() {
      try {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field instance = unsafe.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object theUnsafe = instance.get(null);
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        fieldOffset =
            lookup.bind(theUnsafe, "objectFieldOffset", methodType(long.class, Field.class));
        getObject =
            lookup.bind(theUnsafe, "getObject", methodType(Object.class, Object.class, long.class));
        getInt = lookup.bind(theUnsafe, "getInt", methodType(int.class, Object.class, long.class));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    long offset(Class<?> holder, String field) {
      try {
        return (long) fieldOffset.invoke(holder.getDeclaredField(field));
      } catch (Throwable e) {
        throw new IllegalStateException("this engine keeps its promises in another way", e);
      }
    }

    @Nullable Object object(Object holder, long offset) {
      try {
        return (Object) getObject.invoke(holder, offset);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    int integer(Object holder, long offset) {
      try {
        return (int) getInt.invoke(holder, offset);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
