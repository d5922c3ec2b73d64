package dev.sluice.runtime.json;

import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.runtime.JSRealm;
import com.oracle.truffle.js.runtime.objects.JSObject;
import org.jspecify.annotations.Nullable;

/**
 * What reader and writer know of a realm: shapes that they have met, and memory to work in. One a
 * thread, for the realm that the thread used last; a runtime's thread has but one.
 */
final class JsonState {
  private static final ThreadLocal<@Nullable JsonState> CURRENT = new ThreadLocal<>();

  private final JSRealm realm;
  private final JsonReader reader;
  private final JsonWriter writer;
  private int read;
  private int written;

  private JsonState(JSRealm realm) {
    this.realm = realm;
    reader = new JsonReader(realm);
    writer = new JsonWriter(realm);
  }

  private static JsonState of(JSRealm realm) {
    JsonState state = CURRENT.get();
    if (state == null || state.realm != realm) {
      state = new JsonState(realm);
      CURRENT.set(state);
    }
    return state;
  }

  /**
   * {@code JSON.parse}; null if it is the engine's: also where the engine's version has other
   * members, which shows when they are first used.
   */
  static @Nullable Object parse(TruffleString text, JSRealm realm) {
    try {
      JsonState state = of(realm);
      Object value = state.reader.read(text);
      if (value != null) {
        state.read++;
      }
      return value;
    } catch (LinkageError e) {
      return null;
    }
  }

  /** {@code JSON.stringify}; null if it is the engine's, as above. */
  static @Nullable TruffleString stringify(JSObject object, JSRealm realm) {
    try {
      JsonState state = of(realm);
      TruffleString text = state.writer.write(object);
      if (text != null) {
        state.written++;
      }
      return text;
    } catch (LinkageError e) {
      return null;
    }
  }

  /** How many texts this thread has read itself for the realm that it used last. */
  static int read() {
    JsonState state = CURRENT.get();
    return state == null ? 0 : state.read;
  }

  /** How many it has written. */
  static int written() {
    JsonState state = CURRENT.get();
    return state == null ? 0 : state.written;
  }
}
