package dev.sluice.bridge.http.server.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map whose keys are looked up as a region of a longer string, so that a path is found within a
 * request target, and a segment within a path, without making a string of it. Built once; open
 * addressing with linear probing, at most half full. Immutable, from any thread.
 *
 * @param <V> what the keys stand for
 */
final class PathMap<V> {
  private final @Nullable String[] keys;
  private final Object[] values;

  PathMap(Map<String, V> entries) {
    int room = Integer.highestOneBit(Math.max(1, entries.size())) << 2;
    keys = new @Nullable String[room];
    values = new Object[room];
    entries.forEach(this::put);
  }

  private void put(String key, V value) {
    int at = slot(key.hashCode());
    while (keys[at] != null) {
      at = (at + 1) & (keys.length - 1);
    }
    keys[at] = key;
    values[at] = value;
  }

  /** What the characters of {@code text} from {@code from} to before {@code to} stand for. */
  @SuppressWarnings("unchecked") // put() lets nothing else in
  @Nullable V get(String text, int from, int to) {
    int at = slot(hash(text, from, to));
    for (String key = keys[at]; key != null; key = keys[at]) {
      if (key.length() == to - from && text.startsWith(key, from)) {
        return (V) values[at];
      }
      at = (at + 1) & (keys.length - 1);
    }
    return null;
  }

  /** The hash that {@link String#hashCode} has, which is the quicker one for a whole string. */
  private static int hash(String text, int from, int to) {
    if (to - from == text.length()) {
      return text.hashCode();
    }
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  private int slot(int hash) {
    return (hash ^ (hash >>> 16)) & (keys.length - 1);
  }
}
