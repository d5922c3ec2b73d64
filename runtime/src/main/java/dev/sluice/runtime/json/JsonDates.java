package dev.sluice.runtime.json;

import com.oracle.truffle.api.object.Shape;
import com.oracle.truffle.js.nodes.function.FunctionRootNode;
import com.oracle.truffle.js.runtime.JSRealm;
import com.oracle.truffle.js.runtime.Strings;
import com.oracle.truffle.js.runtime.Symbol;
import com.oracle.truffle.js.runtime.builtins.JSDate;
import com.oracle.truffle.js.runtime.builtins.JSDateObject;
import com.oracle.truffle.js.runtime.builtins.JSFunctionData;
import com.oracle.truffle.js.runtime.builtins.JSFunctionObject;
import com.oracle.truffle.js.runtime.objects.JSDynamicObject;
import com.oracle.truffle.js.runtime.objects.JSObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dates in JSON. {@code Date.prototype.toJSON} asks for a primitive value and calls {@code
 * toISOString}; where all functions that it comes to are the engine's own, nobody can tell that it
 * was not called.
 */
final class JsonDates {
  private static final long DAY = 86_400_000;

  /** The first and the last moment of years with four digits. */
  private static final long FIRST = -62_167_219_200_000L;

  private static final long LAST = 253_402_300_799_999L;

  /** Keys of the prototype, with the engine's names of what it has there. */
  private static final List<Method> METHODS =
      List.of(
          new Method(Strings.TO_JSON, "Date.prototype.toJSON"),
          new Method(Strings.TO_ISO_STRING, "Date.prototype.toISOString"),
          new Method(Strings.VALUE_OF, "Date.prototype.valueOf"),
          new Method(Symbol.SYMBOL_TO_PRIMITIVE, "Date.prototype.[Symbol.toPrimitive]"));

  private final JSRealm realm;
  private final JSDynamicObject prototype;

  /** Functions that are known to be the engine's. */
  private final @Nullable JSFunctionObject[] known = new JSFunctionObject[METHODS.size()];

  /** Of dates without properties of these names. */
  private @Nullable Shape plain;

  /** Known to be as the engine made it, for as long as no script runs. */
  private boolean isChecked;

  JsonDates(JSRealm realm) {
    this.realm = realm;
    prototype = realm.getDatePrototype();
  }

  /** A script has run. */
  void begin() {
    isChecked = false;
  }

  /**
   * Writes a date.
   *
   * @throws GiveUp if a script could tell
   */
  void write(JSDateObject date, JsonText text) {
    if (date.getShape() != plain) {
      checkOwn(date);
    }
    if (JSObject.getPrototype(date) != prototype) {
      throw GiveUp.INSTANCE;
    }
    if (!isChecked) {
      checkPrototype();
    }
    double time = date.getTimeMillis();
    if (!JSDate.isTimeValid(time)) {
      text.ascii("null");
      return;
    }
    text.ascii('"');
    if (time >= FIRST && time <= LAST) {
      iso((long) time, text);
    } else {
      text.ascii(JSDate.toISOStringIntl(time, realm).toJavaStringUncached());
    }
    text.ascii('"');
  }

  private void checkOwn(JSDateObject date) {
    Shape shape = date.getShape();
    for (Method method : METHODS) {
      if (shape.hasProperty(method.key())) {
        throw GiveUp.INSTANCE;
      }
    }
    plain = shape;
  }

  private void checkPrototype() {
    for (int i = 0; i < known.length; i++) {
      Method method = METHODS.get(i);
      if (!(JSDynamicObject.getOrNull(prototype, method.key()) instanceof JSFunctionObject function)
          || function != known[i] && !isEngines(function, method.name())) {
        throw GiveUp.INSTANCE;
      }
      known[i] = function;
    }
    isChecked = true;
  }

  private static boolean isEngines(JSFunctionObject function, String name) {
    JSFunctionData data = function.getFunctionData();
    if (!data.isBuiltin()) {
      return false;
    }
    data.getCallTarget();
    return data.getRootNode() instanceof FunctionRootNode root && root.getName().equals(name);
  }

  /** YYYY-MM-DDTHH:mm:ss.sssZ of a year from 0 to 9999. */
  private static void iso(long time, JsonText text) {
    long days = Math.floorDiv(time, DAY);
    int rest = (int) (time - days * DAY);
    // Years that begin in March, so that a leap day is their last one; 719,468 days before 1970.
    long shifted = days + 719_468;
    long era = Math.floorDiv(shifted, 146_097);
    int dayOfEra = (int) (shifted - era * 146_097);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int fromMarch = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * fromMarch + 2) / 5 + 1;
    int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
    int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
    text.padded(year, 4);
    text.ascii('-');
    text.padded(month, 2);
    text.ascii('-');
    text.padded(day, 2);
    text.ascii('T');
    text.padded(rest / 3_600_000, 2);
    text.ascii(':');
    text.padded(rest / 60_000 % 60, 2);
    text.ascii(':');
    text.padded(rest / 1000 % 60, 2);
    text.ascii('.');
    text.padded(rest % 1000, 3);
    text.ascii('Z');
  }

  private record Method(Object key, String name) {}
}
