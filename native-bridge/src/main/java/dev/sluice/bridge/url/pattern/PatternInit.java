package dev.sluice.bridge.url.pattern;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.url.UrlRecord;
import org.jspecify.annotations.Nullable;

/**
 * A dictionary URLPatternInit (URL Pattern §1.2): what of a URL a pattern is made of, or is matched
 * against. Members that do not exist are null. Used on one thread.
 */
public final class PatternInit {
  private final @Nullable String[] members = new @Nullable String[PatternKey.COUNT];

  /** The components of a URL, as a pattern is matched against them. */
  public static PatternInit of(UrlRecord url) {
    PatternInit init = new PatternInit();
    init.put(PatternKey.PROTOCOL, url.scheme());
    init.put(PatternKey.USERNAME, url.username());
    init.put(PatternKey.PASSWORD, url.password());
    init.put(PatternKey.HOSTNAME, url.hostname());
    init.put(PatternKey.PORT, url.port());
    init.put(PatternKey.PATHNAME, url.pathname());
    init.put(PatternKey.SEARCH, url.query());
    init.put(PatternKey.HASH, url.fragment());
    return init;
  }

  /** Sets a member by its index: protocol 0 to hash 7, baseURL 8. */
  @Exported
  public void set(int index, String value) {
    members[index] = value;
  }

  /** A member by its index, null if it does not exist. */
  @Exported
  public @Nullable String get(int index) {
    return members[index];
  }

  @Nullable String get(PatternKey key) {
    return members[key.index];
  }

  String get(PatternKey key, String fallback) {
    String value = get(key);
    return value == null ? fallback : value;
  }

  void put(PatternKey key, String value) {
    members[key.index] = value;
  }

  boolean has(PatternKey key) {
    return get(key) != null;
  }

  boolean hasNone(PatternKey... keys) {
    for (PatternKey key : keys) {
      if (has(key)) {
        return false;
      }
    }
    return true;
  }
}
