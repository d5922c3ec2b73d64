package dev.sluice.runtime.binding;

import dev.sluice.bridge.http.server.TargetPaths;
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

  /**
   * The URL of a request.
   *
   * @param authority what it names as the host; may be empty, or nonsense
   * @param target the request target, in any of its forms
   */
  String url(String authority, String target) {
    if (target.startsWith("/")) {
      String origin = origin(authority);
      return TargetPaths.isPlain(target, 0, target.length())
          ? origin + target
          : parsed(origin + target, origin);
    }
    if (begins(target, "http://") || begins(target, "https://")) {
      return parsed(target, origin(authority));
    }
    // «*» of OPTIONS, or the authority of CONNECT: neither names a path.
    return origin(authority) + '/';
  }

  /** Schemes are compared without regard to case (RFC 3986 §3.1). */
  private static boolean begins(String target, String scheme) {
    return target.regionMatches(true, 0, scheme, 0, scheme.length());
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
}
