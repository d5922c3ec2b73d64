package dev.sluice.runtime.json;

import com.oracle.truffle.api.object.Location;
import com.oracle.truffle.api.object.Property;
import com.oracle.truffle.api.object.Shape;
import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.runtime.builtins.JSOrdinary;
import com.oracle.truffle.js.runtime.objects.JSDynamicObject;
import com.oracle.truffle.js.runtime.objects.JSObject;
import com.oracle.truffle.js.runtime.objects.JSOrdinaryObject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of keys that objects began with: a tree of them, whose nodes know the engine's shape
 * of objects that have these keys and no more, learnt from one that the engine has made.
 */
final class KeyNode {
  /** More keys than this after the same ones: such objects are maps, of no shape. */
  private static final int MAX_CHILDREN = 16;

  private static final int MAX_DEPTH = 64;
  private static final int MAX_KEY = 64;

  /** The last of the keys; that of the root means nothing. */
  final TruffleString name;

  private final @Nullable KeyNode parent;
  private final int depth;

  /** As in a document, with the closing quote. */
  private final byte[] key;

  private final long word;
  private final long mask;

  private KeyNode[] children = new KeyNode[0];

  /** The child that was met last. */
  @Nullable KeyNode likely;

  private @Nullable Shape shape;
  private Location[] locations = new Location[0];

  /** Where the prototype is; null if the shape knows it. */
  private @Nullable Location prototype;

  private KeyNode(@Nullable KeyNode parent, TruffleString name, byte[] key) {
    this.parent = parent;
    this.name = name;
    this.key = key;
    depth = parent == null ? 0 : parent.depth + 1;
    long begin = 0;
    for (int i = Math.min(key.length, 8) - 1; i >= 0; i--) {
      begin = begin << 8 | key[i] & 0xff;
    }
    word = begin;
    mask = key.length >= 8 ? -1 : (1L << key.length * 8) - 1;
  }

  static KeyNode root(TruffleString empty) {
    return new KeyNode(null, empty, new byte[0]);
  }

  /** Does this key, with its quote, stand here? */
  boolean matches(byte[] source, int index) {
    int length = key.length;
    if (index + 8 <= source.length) {
      if ((Words.get(source, index) & mask) != word) {
        return false;
      }
      if (length <= 8) {
        return true;
      }
    }
    return index + length <= source.length
        && Arrays.equals(key, 0, length, source, index, index + length);
  }

  /** Behind the key and its quote. */
  int end(int index) {
    return index + key.length;
  }

  @Nullable KeyNode child(byte[] source, int index) {
    for (KeyNode child : children) {
      if (child.matches(source, index)) {
        likely = child;
        return child;
      }
    }
    return null;
  }

  /**
   * A new child.
   *
   * @param index of the key in a document
   * @param length without the quote
   * @return null if there are too many, or if the key comes a second time
   */
  @Nullable KeyNode add(byte[] source, int index, int length, TruffleString name) {
    if (children.length == MAX_CHILDREN || depth == MAX_DEPTH || length > MAX_KEY) {
      return null;
    }
    byte[] bytes = Arrays.copyOfRange(source, index, index + length + 1);
    for (KeyNode node = this; node != null; node = node.parent) {
      if (Arrays.equals(node.key, bytes)) {
        return null;
      }
    }
    KeyNode child = new KeyNode(this, name, bytes);
    children = Arrays.copyOf(children, children.length + 1);
    children[children.length - 1] = child;
    likely = child;
    return child;
  }

  /**
   * An object with these keys.
   *
   * @param empty the shape of objects without properties
   * @param base of the values
   * @return null if the engine has to make it: it has not yet, or a value does not fit its shape
   */
  @SuppressWarnings("deprecation") // there is no other way to write past a look-up of the key
  @Nullable JSObject make(Shape empty, JSDynamicObject proto, @Nullable Object[] values, int base) {
    Shape full = shape;
    if (full == null || !full.isValid()) {
      return null;
    }
    JSOrdinaryObject object = JSOrdinaryObject.createWithDefaultLayout(empty, proto);
    Location[] to = locations;
    try {
      // The first one makes room for all.
      int next = 0;
      if (prototype != null) {
        prototype.set(object, proto, empty, full);
      } else {
        to[next].set(object, values[base + next++], empty, full);
      }
      while (next < to.length) {
        Locations.set(to[next], object, values[base + next++]);
      }
      return object;
    } catch (com.oracle.truffle.api.object.IncompatibleLocationException e) {
      return null;
    }
  }

  /** Learns the shape of an object that the engine made of these keys, if it has one. */
  void learn(JSObject object) {
    shape = null;
    Shape full = object.getShape();
    if (object.getJSClass() != JSOrdinary.INSTANCE) {
      return;
    }
    Location[] found = new Location[depth];
    for (KeyNode node = this; node.parent != null; node = node.parent) {
      Property property = full.getProperty(node.name);
      if (property == null || property.getFlags() != 0 || property.getLocation().isValue()) {
        return;
      }
      found[node.depth - 1] = property.getLocation();
    }
    Property hidden = full.getProperty(JSObject.HIDDEN_PROTO);
    if (hidden == null) {
      return;
    }
    prototype = hidden.getLocation().isConstant() ? null : hidden.getLocation();
    locations = found;
    shape = full;
  }
}
