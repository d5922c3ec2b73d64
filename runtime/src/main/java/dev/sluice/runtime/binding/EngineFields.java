package dev.sluice.runtime.binding;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.util.Objects;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes fields of the engine's own objects, past its modules' borders: its classes are
 * not exported, and a {@link Value} does not give away what it stands for. By sun.misc.Unsafe, as
 * the engine itself does; through handles, since naming that class makes the compiler warn. The
 * handles are constants, so that compiled code is a plain load or store.
 *
 * <p>The names of the fields belong to the engine's version, which is pinned. Whoever uses this has
 * a test that finds out if they change.
 */
public final class EngineFields {
  private static final MethodHandle FIELD_OFFSET;
  private static final MethodHandle GET_OBJECT;
  private static final MethodHandle PUT_OBJECT;
  private static final MethodHandle GET_INT;
  private static final MethodHandle PUT_INT;
  private static final MethodHandle STATIC_BASE;
  private static final MethodHandle STATIC_OFFSET;
  private static final long RECEIVER;

  static {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      Object it = instance.get(null);
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      FIELD_OFFSET = lookup.bind(it, "objectFieldOffset", methodType(long.class, Field.class));
      GET_OBJECT = lookup.bind(it, "getObject", methodType(Object.class, Object.class, long.class));
      PUT_OBJECT =
          lookup.bind(
              it, "putObject", methodType(void.class, Object.class, long.class, Object.class));
      GET_INT = lookup.bind(it, "getInt", methodType(int.class, Object.class, long.class));
      PUT_INT =
          lookup.bind(it, "putInt", methodType(void.class, Object.class, long.class, int.class));
      STATIC_BASE = lookup.bind(it, "staticFieldBase", methodType(Object.class, Field.class));
      STATIC_OFFSET = lookup.bind(it, "staticFieldOffset", methodType(long.class, Field.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    RECEIVER = offset(Value.class.getSuperclass(), "receiver");
  }

  private EngineFields() {}

  /**
   * Where a field is in objects of a class.
   *
   * @throws IllegalStateException if there is no such field
   */
  static long offset(Class<?> holder, String field) {
    try {
      return (long) FIELD_OFFSET.invokeExact(holder.getDeclaredField(field));
    } catch (Throwable e) {
      throw new IllegalStateException("this engine has no field " + field + " in " + holder, e);
    }
  }

  /** What a Value stands for: the engine's own object. */
  public static @Nullable Object receiver(Value value) {
    return object(value, RECEIVER);
  }

  /**
   * A look-up that sees everything in every module.
   *
   * @throws IllegalStateException if this JDK keeps it elsewhere
   */
  public static MethodHandles.Lookup lookup() {
    try {
      Field field = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
      Object base = (Object) STATIC_BASE.invokeExact(field);
      Object lookup = object(base, (long) STATIC_OFFSET.invokeExact(field));
      return (MethodHandles.Lookup) Objects.requireNonNull(lookup);
    } catch (Throwable e) {
      throw new IllegalStateException("this JDK has no look-up that sees everything", e);
    }
  }

  static @Nullable Object object(Object holder, long offset) {
    try {
      return (Object) GET_OBJECT.invokeExact(holder, offset);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static void object(Object holder, long offset, Object value) {
    try {
      PUT_OBJECT.invokeExact(holder, offset, value);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static int integer(Object holder, long offset) {
    try {
      return (int) GET_INT.invokeExact(holder, offset);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static void integer(Object holder, long offset, int value) {
    try {
      PUT_INT.invokeExact(holder, offset, value);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
