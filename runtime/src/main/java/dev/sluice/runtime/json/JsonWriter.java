package dev.sluice.runtime.json;

import com.oracle.truffle.api.object.DoubleLocation;
import com.oracle.truffle.api.object.IntLocation;
import com.oracle.truffle.api.object.Location;
import com.oracle.truffle.api.object.Property;
import com.oracle.truffle.api.object.Shape;
import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.runtime.JSRealm;
import com.oracle.truffle.js.runtime.SafeInteger;
import com.oracle.truffle.js.runtime.Strings;
import com.oracle.truffle.js.runtime.Symbol;
import com.oracle.truffle.js.runtime.array.ScriptArray;
import com.oracle.truffle.js.runtime.builtins.JSArray;
import com.oracle.truffle.js.runtime.builtins.JSArrayObject;
import com.oracle.truffle.js.runtime.builtins.JSClass;
import com.oracle.truffle.js.runtime.builtins.JSDateObject;
import com.oracle.truffle.js.runtime.builtins.JSObjectPrototype;
import com.oracle.truffle.js.runtime.builtins.JSOrdinary;
import com.oracle.truffle.js.runtime.objects.JSDynamicObject;
import com.oracle.truffle.js.runtime.objects.JSObject;
import com.oracle.truffle.js.runtime.objects.JSOrdinaryObject;
import com.oracle.truffle.js.runtime.objects.JSShape;
import com.oracle.truffle.js.runtime.objects.Null;
import com.oracle.truffle.js.runtime.objects.Undefined;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (ECMA-262, SerializeJSONProperty without replacer and gap) of plain data: objects and
 * arrays without accessors, holes or toJSON, neither their own nor inherited, of strings, numbers,
 * booleans, dates, null, undefined and symbols. It runs no code of a script, so that it can give up
 * at any value and leave all to the engine, from the beginning, and nobody can tell. On the realm's
 * thread.
 */
final class JsonWriter {
  /** The engine's own limit is 1,000; it also finds circles, for which this is deep enough. */
  private static final int MAX_DEPTH = 200;

  private static final int MAX_PLANS = 1024;

  /**
   * After a text that was the engine's, so many more are left to it at most before we try again.
   */
  private static final int MAX_PAUSE = 63;

  private final IdentityHashMap<Shape, WritePlan> plans = new IdentityHashMap<>();
  private final JsonText text = new JsonText();
  private final JsonDates dates;

  private int pause;
  private int paused;
  private @Nullable WritePlan rootPlan;

  /**
   * Two that are known to inherit no toJSON, for as long as no script runs: of objects, of arrays.
   */
  private @Nullable JSDynamicObject plainPrototype;

  private @Nullable JSDynamicObject otherPlainPrototype;

  /** Of arrays whose only own property is their length. */
  private @Nullable Shape plainArray;

  private @Nullable Location arrayPrototypeLocation;

  JsonWriter(JSRealm realm) {
    dates = new JsonDates(realm);
  }

  /**
   * The text of an object.
   *
   * @return null if the engine has to write it
   */
  @Nullable TruffleString write(JSObject root) {
    if (paused > 0) {
      paused--;
      return null;
    }
    text.clear();
    plainPrototype = null;
    otherPlainPrototype = null;
    dates.begin();
    try {
      if (root instanceof JSOrdinaryObject object) {
        rootPlan = object(object, 0, rootPlan);
      } else if (root instanceof JSArrayObject array) {
        rootPlan = array(array, 0, rootPlan);
      } else {
        return null;
      }
      TruffleString result = text.string();
      pause = 0;
      return result;
    } catch (GiveUp | StackOverflowError e) {
      pause = Math.min(pause * 2 + 1, MAX_PAUSE);
      paused = pause;
      return null;
    }
  }

  /** Any value but undefined and symbols. Returns the plan of the object that it is. */
  private @Nullable WritePlan value(@Nullable Object value, int depth, @Nullable WritePlan likely) {
    if (value instanceof TruffleString string) {
      text.quoted(string);
    } else if (value instanceof Integer number) {
      text.number(number);
    } else if (value instanceof JSOrdinaryObject object) {
      return object(object, depth, likely);
    } else if (value instanceof JSArrayObject array) {
      return array(array, depth, likely);
    } else if (value instanceof Boolean bool) {
      text.ascii(bool ? "true" : "false");
    } else if (value == Null.instance) {
      text.ascii("null");
    } else if (value instanceof Double number) {
      text.number((double) number);
    } else if (value instanceof JSDateObject date) {
      dates.write(date, text);
    } else if (value instanceof SafeInteger number) {
      text.number(number.longValue());
    } else {
      throw GiveUp.INSTANCE;
    }
    return likely;
  }

  @SuppressWarnings("deprecation") // there is no other way to read past a look-up of the key
  private WritePlan object(JSOrdinaryObject object, int depth, @Nullable WritePlan likely) {
    Shape shape = object.getShape();
    WritePlan plan = likely != null && likely.shape == shape ? likely : planOf(object, shape);
    Location[] locations = plan.locations;
    if (locations == null || depth == MAX_DEPTH || !isPlain(plan.prototype, object)) {
      throw GiveUp.INSTANCE;
    }
    int begin = text.length();
    for (int i = 0; i < locations.length; i++) {
      IntLocation ints = plan.ints[i];
      DoubleLocation doubles = plan.doubles[i];
      if (ints != null) {
        text.text(plan.keys[i]);
        text.number(ints.getInt(object, shape));
      } else if (doubles != null) {
        text.text(plan.keys[i]);
        text.number(doubles.getDouble(object, shape));
      } else {
        Object value = locations[i].get(object, shape);
        if (value == Undefined.instance || value instanceof Symbol) {
          continue;
        }
        text.text(plan.keys[i]);
        plan.inner[i] = value(value, depth + 1, plan.inner[i]);
      }
    }
    if (text.length() == begin) {
      text.ascii("{}");
    } else {
      text.replace(begin, '{');
      text.ascii('}');
    }
    return plan;
  }

  private WritePlan planOf(JSOrdinaryObject object, Shape shape) {
    WritePlan plan = plans.get(shape);
    if (plan == null) {
      plan = WritePlan.of(object);
      if (plans.size() == MAX_PLANS) {
        plans.clear();
      }
      plans.put(shape, plan);
    }
    return plan;
  }

  private @Nullable WritePlan array(JSArrayObject array, int depth, @Nullable WritePlan likely) {
    if (depth == MAX_DEPTH || !isPlainArray(array)) {
      throw GiveUp.INSTANCE;
    }
    ScriptArray kind = array.getArrayType();
    int length = (int) kind.length(array);
    if (length < 0 || kind.hasHoles(array)) {
      throw GiveUp.INSTANCE;
    }
    if (length == 0) {
      text.ascii("[]");
      return likely;
    }
    WritePlan plan = likely;
    for (int i = 0; i < length; i++) {
      text.ascii(i == 0 ? '[' : ',');
      Object value = kind.getElement(array, i);
      if (value == Undefined.instance || value instanceof Symbol) {
        text.ascii("null");
      } else {
        plan = value(value, depth + 1, plan);
      }
    }
    text.ascii(']');
    return plan;
  }

  private boolean isPlainArray(JSArrayObject array) {
    Shape shape = array.getShape();
    if (shape != plainArray) {
      Property hidden = shape.getProperty(JSObject.HIDDEN_PROTO);
      if (!JSArray.isJSFastArray(array) || hidden == null || shape.hasProperty(Strings.TO_JSON)) {
        return false;
      }
      plainArray = shape;
      arrayPrototypeLocation = hidden.getLocation();
    }
    return isPlain(arrayPrototypeLocation, array);
  }

  /** Is there no toJSON to inherit? */
  @SuppressWarnings("deprecation")
  private boolean isPlain(@Nullable Location prototype, JSObject object) {
    if (prototype == null) {
      return false;
    }
    Object inherited = prototype.get(object, object.getShape());
    return inherited == plainPrototype
        || inherited == otherPlainPrototype
        || inherited instanceof JSDynamicObject it && isPlainPrototype(it);
  }

  private boolean isPlainPrototype(JSDynamicObject prototype) {
    JSDynamicObject it = prototype;
    while (it != Null.instance) {
      JSClass kind = JSShape.getJSClass(it.getShape());
      if (kind != JSObjectPrototype.INSTANCE
              && kind != JSOrdinary.INSTANCE
              && kind != JSArray.INSTANCE
          || it.getShape().hasProperty(Strings.TO_JSON)) {
        return false;
      }
      it = JSObject.getPrototype(it);
    }
    otherPlainPrototype = plainPrototype;
    plainPrototype = prototype;
    return true;
  }
}
