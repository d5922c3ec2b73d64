package dev.sluice.runtime.binding;

import dev.sluice.bridge.url.UrlRecord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The URLs of requests, serialized, as {@code request.url} shows them (RFC 9112 §3.3).
 *
 * <p>Most targets are written as the URL parser would write them, and most requests of a server
 * name the same host: then the URL is two strings joined. All else goes to the parser. Used on the
 * loop's thread.
 */
final class RequestUrls {
  /** What stays as it is in a path and its query, of ASCII: a bit each for U+0000 to U+003F. */
  private static final long LOW = bits("!$%&()*+,-./0123456789:;=?", 0);

  /** The same for U+0040 to U+007F. */
  private static final long HIGH =
      bits("@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz|~", 0x40);

  private static final String UNNAMED = "localhost";

  private final String scheme;
  private @Nullable String lastAuthority;
  private String lastOrigin = "";

  /**
   * @param isSecure is it a server of https URLs?
   */
  RequestUrls(boolean isSecure) {
    this.scheme = isSecure ? "https://" : "http://";
  }

  private static long bits(String characters, int base) {
    long bits = 0;
    for (int i = 0; i < characters.length(); i++) {
      bits |= 1L << (characters.charAt(i) - base);
    }
    return bits;
  }

  /**
   * The URL of a request.
   *
   * @param authority what it names as the host; may be empty, or nonsense
   * @param target the request target, in any of its forms
   */
  String url(String authority, String target) {
    if (target.startsWith("/")) {
      String origin = origin(authority);
      return isPlain(target) ? origin + target : parsed(origin + target, origin);
    }
    if (target.startsWith("http://") || target.startsWith("https://")) {
      return parsed(target, origin(authority));
    }
    // «*» of OPTIONS, or the authority of CONNECT: neither names a path.
    return origin(authority) + '/';
  }

  private static String parsed(String url, String origin) {
    UrlRecord record = UrlRecord.parse(url, null);
    return record == null ? origin + '/' : record.href();
  }

  /** Scheme and host, without a slash at the end. */
  private String origin(String authority) {
    if (!Objects.equals(authority, lastAuthority)) {
      UrlRecord record =
          UrlRecord.parse(scheme + (authority.isEmpty() ? UNNAMED : authority) + '/', null);
      boolean isHost =
          record != null
              && record.pathname().equals("/")
              && record.username().isEmpty()
              && record.search().isEmpty()
              && record.hash().isEmpty();
      String href = isHost ? Objects.requireNonNull(record).href() : scheme + UNNAMED + '/';
      lastOrigin = href.substring(0, href.length() - 1);
      lastAuthority = authority;
    }
    return lastOrigin;
  }

  /** Would the parser leave the target as it is? */
  private static boolean isPlain(String target) {
    char before = 0;
    for (int i = 0; i < target.length(); i++) {
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
}
