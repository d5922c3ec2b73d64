package dev.sluice.runtime.json;

import com.oracle.truffle.api.object.Shape;
import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.runtime.JSContext;
import com.oracle.truffle.js.runtime.JSRealm;
import com.oracle.truffle.js.runtime.JSRuntime;
import com.oracle.truffle.js.runtime.Strings;
import com.oracle.truffle.js.runtime.builtins.JSArray;
import com.oracle.truffle.js.runtime.builtins.JSOrdinary;
import com.oracle.truffle.js.runtime.objects.JSDynamicObject;
import com.oracle.truffle.js.runtime.objects.JSObject;
import com.oracle.truffle.js.runtime.objects.Null;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (ECMA-404, in the form of ECMA-262's JSON.parse) out of a string's own bytes into the
 * engine's values. An object whose keys have been met in this order gets the engine's shape for
 * them at once; any other is put together by the engine, property by property.
 *
 * <p>It knows no errors: where a text is wrong, or nested deeper than {@value #MAX_DEPTH}, it gives
 * up, and the engine reads the text from its beginning and says what is wrong. It runs past the end
 * of a text without looking, into what the array holds there, and finds out when it is done. On the
 * realm's thread.
 */
final class JsonReader {
  private static final int MAX_DEPTH = 500;

  /** Values at a time that memory is kept for. */
  private static final int KEPT = 4096;

  /** Bytes of a text that memory is kept for. */
  private static final int KEPT_BYTES = 1 << 18;

  /** Sequences of keys that are remembered, and how many more are met before all are forgotten. */
  private static final int MAX_NODES = 4096;

  private static final int MAX_MISSED = 1 << 16;

  private static final int TRUE = Words.half("true");
  private static final int FALSE = Words.half("alse");
  private static final int NULL = Words.half("null");

  private final JSRealm realm;
  private final JSContext context;
  private final JSDynamicObject objectPrototype;
  private final Shape empty;
  private final NumberReader numbers = new NumberReader();
  private final StringReader strings = new StringReader();

  private KeyNode root = KeyNode.root(Strings.EMPTY_STRING);
  private int nodes;
  private int missed;

  private byte[] source = new byte[0];
  private byte[] widened = new byte[0];
  private int position;

  /** Of the arrays and objects that are being read, with their keys. */
  private @Nullable Object[] values = new Object[64];

  private @Nullable TruffleString[] keys = new TruffleString[64];
  private int top;
  private int highest;

  JsonReader(JSRealm realm) {
    this.realm = realm;
    context = realm.getContext();
    objectPrototype = realm.getObjectPrototype();
    empty = context.getOrdinaryObjectFactory().getShape(realm, objectPrototype);
  }

  /**
   * The value of a text.
   *
   * @return null if the engine has to read it
   */
  @Nullable Object read(TruffleString text) {
    byte[] array = EngineStrings.array(text);
    if (array == null) {
      return null;
    }
    try {
      int end;
      boolean isLatin1 = EngineStrings.isLatin1(text);
      strings.begin(!isLatin1);
      if (isLatin1) {
        source = array;
        position = EngineStrings.offset(text);
        end = position + EngineStrings.length(text);
      } else {
        end = widen(array, EngineStrings.offset(text), EngineStrings.length(text));
        source = widened;
        position = 0;
      }
      int first = position < end ? next() : 0;
      if (first != '{' && first != '[') {
        return null;
      }
      Object value = first == '{' ? object(0) : array(0);
      while (position < end && isBlank(source[position])) {
        position++;
      }
      return position == end ? value : null;
    } catch (GiveUp | IndexOutOfBoundsException | StackOverflowError e) {
      return null;
    } finally {
      forget();
    }
  }

  /** Nothing of a document, nor a large one's memory, outlives its reading. */
  private void forget() {
    pop(0);
    source = widened;
    if (widened.length > KEPT_BYTES) {
      source = widened = new byte[0];
    }
    if (values.length > KEPT) {
      values = new Object[64];
      keys = new TruffleString[64];
    } else {
      Arrays.fill(values, 0, highest, null);
      Arrays.fill(keys, 0, highest, null);
    }
    highest = 0;
  }

  /**
   * Two bytes a character to UTF-8, in which halves of surrogate pairs may stand alone.
   *
   * @return the length
   */
  private int widen(byte[] array, int offset, int length) {
    if (widened.length < 3L * length) {
      if (3L * length > Integer.MAX_VALUE - 8) {
        throw GiveUp.INSTANCE;
      }
      widened = new byte[3 * length];
    }
    byte[] to = widened;
    int at = 0;
    for (int i = 0; i < length; i++) {
      char c = Words.character(array, offset + 2 * i);
      if (c < 0x80) {
        to[at++] = (byte) c;
      } else if (c < 0x800) {
        to[at++] = (byte) (0xc0 | c >> 6);
        to[at++] = (byte) (0x80 | c & 0x3f);
      } else {
        to[at++] = (byte) (0xe0 | c >> 12);
        to[at++] = (byte) (0x80 | c >> 6 & 0x3f);
        to[at++] = (byte) (0x80 | c & 0x3f);
      }
    }
    return at;
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  /** The next byte that is not blank, at {@link #position}. */
  private int next() {
    byte[] from = source;
    int at = position;
    int c = from[at];
    while (c <= ' ' && isBlank(c)) {
      c = from[++at];
    }
    position = at;
    return c;
  }

  private Object value(int depth) {
    int c = next();
    switch (c) {
      case '"' -> {
        Object string = strings.read(source, position + 1);
        position = strings.end();
        return string;
      }
      case '{' -> {
        return object(depth);
      }
      case '[' -> {
        return array(depth);
      }
      case 't' -> {
        literal(TRUE, 4);
        return true;
      }
      case 'f' -> {
        literal(FALSE, 5);
        return false;
      }
      case 'n' -> {
        literal(NULL, 4);
        return Null.instance;
      }
      default -> {
        Object number = numbers.read(source, position);
        position = numbers.end();
        return number;
      }
    }
  }

  /** The four last characters of a word. */
  private void literal(int word, int length) {
    int end = position + length;
    if (Words.half(source, end - 4) != word) {
      throw GiveUp.INSTANCE;
    }
    position = end;
  }

  private void push(@Nullable TruffleString key, Object value) {
    if (top == values.length) {
      int length = top * 2;
      values = Arrays.copyOf(values, length);
      keys = Arrays.copyOf(keys, length);
    }
    keys[top] = key;
    values[top++] = value;
  }

  /** The values from {@code base} on are no longer needed. */
  private void pop(int base) {
    if (top > highest) {
      highest = top;
    }
    top = base;
  }

  private Object object(int depth) {
    if (depth == MAX_DEPTH) {
      throw GiveUp.INSTANCE;
    }
    position++;
    int base = top;
    KeyNode node = root;
    int c = next();
    if (c == '}') {
      position++;
      return JSOrdinary.create(context, realm);
    }
    while (true) {
      if (c != '"') {
        throw GiveUp.INSTANCE;
      }
      TruffleString name;
      int begin = ++position;
      KeyNode child = node == null ? null : node.likely;
      if (child != null && child.matches(source, begin)
          || node != null && (child = node.child(source, begin)) != null) {
        name = child.name;
        position = child.end(begin);
      } else {
        name = strings.read(source, begin);
        position = strings.end();
        child = node == null ? null : grown(node, begin, name);
      }
      node = child;
      if (next() != ':') {
        throw GiveUp.INSTANCE;
      }
      position++;
      push(name, value(depth + 1));
      c = next();
      if (c == '}') {
        position++;
        Object object = make(node, base);
        pop(base);
        return object;
      }
      if (c != ',') {
        throw GiveUp.INSTANCE;
      }
      position++;
      c = next();
    }
  }

  /** A new node of keys, of the string that was read last. */
  private @Nullable KeyNode grown(KeyNode node, int begin, TruffleString name) {
    if (!strings.wasPlainAscii()) {
      return null;
    }
    if (nodes == MAX_NODES) {
      if (++missed == MAX_MISSED) {
        root = KeyNode.root(Strings.EMPTY_STRING);
        nodes = 0;
        missed = 0;
      }
      return null;
    }
    KeyNode child = node.add(source, begin, position - 1 - begin, name);
    if (child != null) {
      nodes++;
    }
    return child;
  }

  private Object make(@Nullable KeyNode node, int base) {
    if (node != null) {
      JSObject object = node.make(empty, objectPrototype, values, base);
      if (object != null) {
        return context.trackAllocation(object);
      }
    }
    JSObject object = JSOrdinary.create(context, realm);
    for (int i = base; i < top; i++) {
      JSRuntime.createDataProperty(object, keys[i], values[i]);
    }
    if (node != null) {
      node.learn(object);
    }
    return object;
  }

  private Object array(int depth) {
    if (depth == MAX_DEPTH) {
      throw GiveUp.INSTANCE;
    }
    position++;
    int base = top;
    int c = next();
    if (c == ']') {
      position++;
      return JSArray.createEmptyZeroLength(context, realm);
    }
    while (true) {
      push(null, value(depth + 1));
      c = next();
      position++;
      if (c == ']') {
        Object array = elements(base);
        pop(base);
        return array;
      }
      if (c != ',') {
        throw GiveUp.INSTANCE;
      }
    }
  }

  /** An array of the kind that the engine would have come to, element by element. */
  private Object elements(int base) {
    int length = top - base;
    Object first = values[base];
    if (first instanceof Number) {
      if (allInts(base)) {
        int[] array = new int[length];
        for (int i = 0; i < length; i++) {
          array[i] = values[base + i] instanceof Integer number ? number : 0;
        }
        return JSArray.createZeroBasedIntArray(context, realm, array);
      }
      if (allNumbers(base)) {
        double[] array = new double[length];
        for (int i = 0; i < length; i++) {
          array[i] = values[base + i] instanceof Number number ? number.doubleValue() : 0;
        }
        return JSArray.createZeroBasedDoubleArray(context, realm, array);
      }
    } else if (first instanceof JSDynamicObject && allObjects(base)) {
      JSDynamicObject[] array = new JSDynamicObject[length];
      System.arraycopy(values, base, array, 0, length);
      return JSArray.createZeroBasedJSObjectArray(context, realm, array);
    }
    Object[] array = new Object[length];
    System.arraycopy(values, base, array, 0, length);
    return JSArray.createZeroBasedObjectArray(context, realm, array);
  }

  private boolean allInts(int base) {
    for (int i = base; i < top; i++) {
      if (!(values[i] instanceof Integer)) {
        return false;
      }
    }
    return true;
  }

  private boolean allNumbers(int base) {
    for (int i = base; i < top; i++) {
      if (!(values[i] instanceof Number)) {
        return false;
      }
    }
    return true;
  }

  private boolean allObjects(int base) {
    for (int i = base; i < top; i++) {
      if (!(values[i] instanceof JSDynamicObject)) {
        return false;
      }
    }
    return true;
  }
}
