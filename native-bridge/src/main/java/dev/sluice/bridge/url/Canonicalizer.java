package dev.sluice.bridge.url;

import org.jspecify.annotations.Nullable;

/**
 * What the URL parser makes of a single component (URL Pattern §3.1, canonicalization): the hooks
 * that URL patterns need. Each gives null for failure; the empty string stays what it is.
 */
public final class Canonicalizer {
  private Canonicalizer() {}

  /** «create a dummy URL»: the parser's state after {@code https://dummy.invalid/}. */
  private static UrlParser dummyUrl() {
    UrlParser dummy = new UrlParser();
    dummy.scheme = "https";
    dummy.host = "dummy.invalid";
    return dummy;
  }

  /** «canonicalize a protocol», without its colon. */
  public static @Nullable String protocol(String value) {
    if (value.isEmpty()) {
      return value;
    }
    UrlRecord url = UrlRecord.parse(value + "://dummy.invalid/", null);
    return url == null ? null : url.scheme;
  }

  /** «canonicalize a username». */
  public static String username(String value) {
    return PercentEncodeSet.USERINFO.encode(value);
  }

  /** «canonicalize a password». */
  public static String password(String value) {
    return PercentEncodeSet.USERINFO.encode(value);
  }

  /** «canonicalize a hostname». */
  public static @Nullable String hostname(String value) {
    if (value.isEmpty()) {
      return value;
    }
    UrlParser dummy = dummyUrl();
    return dummy.tryOverride(value, ParserState.HOSTNAME) ? dummy.host : null;
  }

  /** «canonicalize an IPv6 hostname», or a part of one. */
  public static @Nullable String ipv6Hostname(String value) {
    StringBuilder out = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean isAllowed = c < 0x80 && Character.digit(c, 16) >= 0 || "[]:".indexOf(c) >= 0;
      if (!isAllowed) {
        return null;
      }
      out.append(Character.toLowerCase(c));
    }
    return out.toString();
  }

  /**
   * «canonicalize a port».
   *
   * @param protocol whose default port becomes the empty string; null if unknown
   */
  public static @Nullable String port(String value, @Nullable String protocol) {
    if (value.isEmpty()) {
      return value;
    }
    UrlParser dummy = dummyUrl();
    // Without a scheme no port is a default port.
    dummy.scheme = protocol == null ? "" : protocol;
    if (!dummy.tryOverride(value, ParserState.PORT)) {
      return null;
    }
    return dummy.port == UrlParser.NO_PORT ? "" : Integer.toString(dummy.port);
  }

  /** «canonicalize a pathname», or a part of one. */
  public static @Nullable String pathname(String value) {
    if (value.isEmpty()) {
      return value;
    }
    boolean leadingSlash = value.startsWith("/");
    UrlParser dummy = dummyUrl();
    // The parser would give a slash to what has none; behind this prefix that can be cut away.
    if (!dummy.tryOverride(leadingSlash ? value : "/-" + value, ParserState.PATH_START)) {
      return null;
    }
    // Dots can have taken the prefix away; the standard then cuts into what is left.
    return leadingSlash ? dummy.path : dummy.path.substring(Math.min(2, dummy.path.length()));
  }

  /** «canonicalize an opaque pathname», or a part of one. */
  public static @Nullable String opaquePathname(String value) {
    if (value.isEmpty()) {
      return value;
    }
    UrlParser dummy = new UrlParser();
    dummy.hasOpaquePath = true;
    return dummy.tryOverride(value, ParserState.OPAQUE_PATH) ? dummy.path : null;
  }

  /** «canonicalize a search», without its question mark. */
  public static @Nullable String search(String value) {
    if (value.isEmpty()) {
      return value;
    }
    UrlParser dummy = dummyUrl();
    return dummy.tryOverride(value, ParserState.QUERY) ? dummy.query : null;
  }

  /** «canonicalize a hash», without its hash sign. */
  public static @Nullable String hash(String value) {
    if (value.isEmpty()) {
      return value;
    }
    UrlParser dummy = dummyUrl();
    return dummy.tryOverride(value, ParserState.FRAGMENT) ? dummy.fragment : null;
  }

  /** Is this a «special scheme»? */
  public static boolean isSpecialScheme(String scheme) {
    return Schemes.isSpecial(scheme);
  }

  /** Is {@code port}, in decimal, the default port of {@code scheme}? */
  public static boolean isDefaultPort(String scheme, String port) {
    int defaultPort = Schemes.defaultPort(scheme);
    return defaultPort > 0 && port.equals(Integer.toString(defaultPort));
  }
}
