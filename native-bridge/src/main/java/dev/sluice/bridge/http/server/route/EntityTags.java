package dev.sluice.bridge.http.server.route;

import org.jspecify.annotations.Nullable;

/**
 * Entity tags as they stand in fields: {@code "abc"}, {@code W/"abc"} (RFC 9110 §8.8.3), and lists
 * of them.
 */
final class EntityTags {
  private static final String WEAK = "W/";

  private EntityTags() {}

  static boolean isWeak(String tag) {
    return tag.startsWith(WEAK);
  }

  /** The tag of what differs from its source in bytes but not in meaning, as a coding makes it. */
  static String weakened(String tag) {
    return isWeak(tag) ? tag : WEAK + tag;
  }

  /** The tag of a variant: {@code "abc"} and {@code br} make {@code "abc-br"}. */
  static String variant(String tag, String name) {
    return tag.endsWith("\"") ? tag.substring(0, tag.length() - 1) + '-' + name + '"' : tag;
  }

  /** Strong comparison (§8.8.3.2): the same bytes. */
  static boolean isSame(String one, String other) {
    return !isWeak(one) && one.equals(other);
  }

  /**
   * Is {@code tag} in a list, by the value of If-Match or If-None-Match, or is the list {@code *}?
   * What follows a syntax error is not looked at.
   *
   * @param tag null where there is none: then only {@code *} matches
   * @param strongly by strong comparison, else by weak
   */
  static boolean isIn(String list, @Nullable String tag, boolean strongly) {
    if (list.strip().equals("*")) {
      return true;
    }
    if (tag == null || strongly && isWeak(tag)) {
      return false;
    }
    int opaque = tag.indexOf('"');
    int at = 0;
    while (at < list.length()) {
      char c = list.charAt(at);
      if (c == ',' || c == ' ' || c == '\t') {
        at++;
        continue;
      }
      boolean weak = list.startsWith(WEAK, at);
      int start = weak ? at + WEAK.length() : at;
      int end =
          start < list.length() && list.charAt(start) == '"' ? list.indexOf('"', start + 1) : -1;
      if (end < 0) {
        return false;
      }
      int length = end + 1 - start;
      boolean isEqual =
          length == tag.length() - opaque && list.regionMatches(start, tag, opaque, length);
      if (isEqual && !(strongly && weak)) {
        return true;
      }
      at = end + 1;
    }
    return false;
  }
}
