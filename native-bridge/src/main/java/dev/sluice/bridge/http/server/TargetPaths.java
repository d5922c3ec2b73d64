package dev.sluice.bridge.http.server;

import dev.sluice.bridge.url.UrlRecord;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request as its URL has it (URL Standard §4.4), for whoever decides by it: «.» and
 * «..» are gone, a backslash is a slash, what a URL cannot hold is percent-encoded. If a route were
 * found by the target as it came, and its handler then looked at the URL, {@code /public/../.env}
 * would be let in as something below {@code /public}.
 *
 * <p>Most targets are written as the URL parser would write them, which is found out by one look at
 * each character.
 */
public final class TargetPaths {
  /** What stays as it is in a path and its query, of ASCII: a bit each for U+0000 to U+003F. */
  private static final long LOW = bits("!$%&()*+,-./0123456789:;=?", 0);

  /** The same for U+0040 to U+007F. */
  private static final long HIGH =
      bits("@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz|~", 0x40);

  private TargetPaths() {}

  private static long bits(String characters, int base) {
    long bits = 0;
    for (int i = 0; i < characters.length(); i++) {
      bits |= 1L << (characters.charAt(i) - base);
    }
    return bits;
  }

  /**
   * Would the parser leave the characters from {@code from} to before {@code to} as they are?
   *
   * @param target they are a path that begins with a slash, or one with its query
   */
  public static boolean isPlain(String target, int from, int to) {
    char before = 0;
    for (int i = from; i < to; i++) {
      char c = target.charAt(i);
      if (c > 0x7F || ((c < 0x40 ? LOW : HIGH) >>> c & 1) == 0) {
        return false;
      }
      // A segment that begins with a dot may be «.» or «..»; so may one that begins with %2e.
      if (before == '/' && (c == '.' || c == '%')) {
        return false;
      }
      before = c;
    }
    return true;
  }

  /**
   * The path of a target that is not plain, or names a host.
   *
   * @param target in any of its forms (RFC 9112 §3.2)
   * @return null if it has none, as «*»
   */
  public static @Nullable String of(String target) {
    UrlRecord url = UrlRecord.parse(target.startsWith("/") ? "http://a" + target : target, null);
    boolean hasPath = url != null && (url.scheme().equals("http") || url.scheme().equals("https"));
    return url == null || !hasPath ? null : url.pathname();
  }
}
