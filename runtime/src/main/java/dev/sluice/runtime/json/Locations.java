package dev.sluice.runtime.json;

import static java.lang.invoke.MethodType.methodType;

import com.oracle.truffle.api.object.DynamicObject;
import com.oracle.truffle.api.object.IncompatibleLocationException;
import com.oracle.truffle.api.object.Location;
import dev.sluice.runtime.binding.EngineFields;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** Writes the fields of an object that has its shape already, for the first time. */
@SuppressWarnings("deprecation") // the exception has no other name
final class Locations {
  private static final MethodHandle SET;

  static {
    try {
      Class<?> holder =
          Class.forName(
              "com.oracle.truffle.api.object.LocationImpl", false, Location.class.getClassLoader());
      SET =
          EngineFields.lookup()
              .findVirtual(
                  holder,
                  "set",
                  methodType(
                      void.class, DynamicObject.class, Object.class, boolean.class, boolean.class))
              .asType(
                  methodType(
                      void.class,
                      Location.class,
                      DynamicObject.class,
                      Object.class,
                      boolean.class,
                      boolean.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this engine's objects are otherwise", e);
    }
  }

  private Locations() {}

  /**
   * Writes a value, of which the location learns the type.
   *
   * @throws IncompatibleLocationException if the value is of a type that never fits
   */
  static void set(Location location, DynamicObject object, @Nullable Object value)
      throws IncompatibleLocationException {
    try {
      // Neither is the object's shape known to be the location's, nor is it a change.
      SET.invokeExact(location, object, value, false, true);
    } catch (IncompatibleLocationException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
