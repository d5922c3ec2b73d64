package dev.sluice.runtime.json;

import com.oracle.truffle.api.object.DoubleLocation;
import com.oracle.truffle.api.object.IntLocation;
import com.oracle.truffle.api.object.Location;
import com.oracle.truffle.api.object.Property;
import com.oracle.truffle.api.object.Shape;
import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.runtime.Strings;
import com.oracle.truffle.js.runtime.builtins.JSOrdinary;
import com.oracle.truffle.js.runtime.objects.JSObject;
import com.oracle.truffle.js.runtime.objects.JSProperty;
import com.oracle.truffle.js.runtime.objects.JSShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How objects of a shape are written: the enumerable properties with string keys, in the order of
 * EnumerableOwnProperties. Null in {@link #locations} says that the engine has to write them.
 */
final class WritePlan {
  final Shape shape;

  /** Where the prototype is; of objects that have one in their shape its location is constant. */
  final @Nullable Location prototype;

  final Location @Nullable [] locations;

  /** Those of {@link #locations} that hold nothing but ints, or doubles. */
  @SuppressWarnings("deprecation")
  final @Nullable IntLocation[] ints;

  @SuppressWarnings("deprecation")
  final @Nullable DoubleLocation[] doubles;

  /** Quoted, with a comma before and a colon behind. */
  final JsonText[] keys;

  /** The plan of the object that was met last as the value of each, or as an element of it. */
  final @Nullable WritePlan[] inner;

  @SuppressWarnings("deprecation") // there are no other names for them
  private WritePlan(
      Shape shape, @Nullable Location prototype, Location @Nullable [] locations, JsonText[] keys) {
    this.shape = shape;
    this.prototype = prototype;
    this.locations = locations;
    this.keys = keys;
    inner = new WritePlan[keys.length];
    ints = new IntLocation[keys.length];
    doubles = new DoubleLocation[keys.length];
    for (int i = 0; i < keys.length && locations != null; i++) {
      ints[i] = locations[i] instanceof IntLocation it ? it : null;
      doubles[i] = locations[i] instanceof DoubleLocation it ? it : null;
    }
  }

  static WritePlan of(JSObject object) {
    Shape shape = object.getShape();
    Property hidden = shape.getProperty(JSObject.HIDDEN_PROTO);
    Location prototype = hidden == null ? null : hidden.getLocation();
    if (prototype == null
        || JSShape.getJSClass(shape) != JSOrdinary.INSTANCE
        || shape.hasProperty(Strings.TO_JSON)) {
      return new WritePlan(shape, null, null, new JsonText[0]);
    }
    List<TruffleString> names = JSObject.enumerableOwnNames(object);
    Location[] locations = new Location[names.size()];
    JsonText[] keys = new JsonText[names.size()];
    for (int i = 0; i < locations.length; i++) {
      Property property = shape.getProperty(names.get(i));
      if (property == null
          || !JSProperty.isData(property)
          || JSProperty.isProxy(property)
          || JSProperty.isDataSpecial(property)) {
        return new WritePlan(shape, null, null, new JsonText[0]);
      }
      locations[i] = property.getLocation();
      keys[i] = JsonText.key(names.get(i));
    }
    return new WritePlan(shape, prototype, locations, keys);
  }
}
