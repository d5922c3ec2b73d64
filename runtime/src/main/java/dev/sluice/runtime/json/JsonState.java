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

  static JsonState of(JSRealm realm) {
    JsonState state = CURRENT.get();
    if (state == null || state.realm != realm) {
      state = new JsonState(realm);
      CURRENT.set(state);
    }
    return state;
  }

  /** {@code JSON.parse}; null if it is the engine's. */
  @Nullable Object parse(TruffleString text) {
    Object value = reader.read(text);
    if (value != null) {
      read++;
    }
    return value;
  }

  /** {@code JSON.stringify}; null if it is the engine's. */
  @Nullable TruffleString stringify(JSObject object) {
    TruffleString text = writer.write(object);
    if (text != null) {
      written++;
    }
    return text;
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
