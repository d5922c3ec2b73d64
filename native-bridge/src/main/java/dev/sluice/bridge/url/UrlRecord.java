package dev.sluice.bridge.url;

import dev.sluice.bridge.Exported;
import org.jspecify.annotations.Nullable;

/**
 * A URL record (URL §4.1) with what the members of the interface URL do on it (§6.1): the exported
 * accessors answer like its getters, the {@code with…} methods like its setters, but give another
 * record, since this one never changes. For any thread.
 */
public final class UrlRecord {
  final String scheme;
  final String username;
  final String password;

  /** Serialised; null if there is none, "" for the empty host. */
  final @Nullable String host;

  /** {@link UrlParser#NO_PORT} if there is none. */
  final int port;

  /** Serialised: of a list of segments, each after a slash; opaque or not. */
  final String path;

  final boolean hasOpaquePath;
  final @Nullable String query;
  final @Nullable String fragment;

  private @Nullable String href;

  UrlRecord(UrlParser parsed) {
    scheme = parsed.scheme;
    username = parsed.username;
    password = parsed.password;
    host = parsed.host;
    port = parsed.port;
    path = parsed.path;
    hasOpaquePath = parsed.hasOpaquePath;
    query = parsed.query;
    fragment = parsed.fragment;
  }

  /**
   * The «basic URL parser» on a whole URL.
   *
   * @return null for failure
   */
  public static @Nullable UrlRecord parse(String input, @Nullable UrlRecord base) {
    return new UrlParser().parse(input, base);
  }

  /** The «URL serializer». */
  @Exported
  public String href() {
    String text = href;
    if (text == null) {
      href = text = serialize();
    }
    return text;
  }

  private String serialize() {
    StringBuilder out = new StringBuilder(scheme.length() + path.length() + 64);
    out.append(scheme).append(':');
    if (host != null) {
      out.append("//");
      if (!username.isEmpty() || !password.isEmpty()) {
        out.append(username);
        if (!password.isEmpty()) {
          out.append(':').append(password);
        }
        out.append('@');
      }
      out.append(host);
      if (port != UrlParser.NO_PORT) {
        out.append(':').append(port);
      }
    } else if (!hasOpaquePath && path.startsWith("//")) {
      out.append("/.");
    }
    out.append(path);
    if (query != null) {
      out.append('?').append(query);
    }
    if (fragment != null) {
      out.append('#').append(fragment);
    }
    return out.toString();
  }

  /** The serialised origin (URL §4.7); "null" for opaque origins. */
  @Exported
  public String origin() {
    return switch (scheme) {
      case "http", "https", "ws", "wss", "ftp" -> scheme + "://" + host();
      case "blob" -> {
        UrlRecord inner = parse(path, null);
        yield inner != null && (inner.scheme.equals("http") || inner.scheme.equals("https"))
            ? inner.origin()
            : "null";
      }
      default -> "null";
    };
  }

  /** The scheme and a colon. */
  @Exported
  public String protocol() {
    return scheme + ":";
  }

  /** The user name, "" if there is none. */
  @Exported
  public String username() {
    return username;
  }

  /** The password, "" if there is none. */
  @Exported
  public String password() {
    return password;
  }

  /** Host and port. */
  @Exported
  public String host() {
    String hostname = hostname();
    return port == UrlParser.NO_PORT ? hostname : hostname + ":" + port;
  }

  /** The host, "" if it is null or empty. */
  @Exported
  public String hostname() {
    return host == null ? "" : host;
  }

  /** The port in decimal, "" if there is none. */
  @Exported
  public String port() {
    return port == UrlParser.NO_PORT ? "" : Integer.toString(port);
  }

  /** The «URL path serializer». */
  @Exported
  public String pathname() {
    return path;
  }

  /** The query after its question mark, "" if it is null or empty. */
  @Exported
  public String search() {
    return query == null || query.isEmpty() ? "" : "?" + query;
  }

  /** The query without its question mark, "" if it is null. */
  @Exported
  public String query() {
    return query == null ? "" : query;
  }

  /** The fragment after its hash sign, "" if it is null or empty. */
  @Exported
  public String hash() {
    return fragment == null || fragment.isEmpty() ? "" : "#" + fragment;
  }

  /** The scheme without a colon, lower case. */
  public String scheme() {
    return scheme;
  }

  /** The fragment without its hash sign, "" if it is null. */
  public String fragment() {
    return fragment == null ? "" : fragment;
  }

  /** Whether the path is opaque, as in {@code mailto:a@b}. */
  public boolean hasOpaquePath() {
    return hasOpaquePath;
  }

  @Exported
  public UrlRecord withProtocol(String value) {
    return new UrlParser(this).override(value + ":", ParserState.SCHEME_START);
  }

  @Exported
  public UrlRecord withUsername(String value) {
    if (cannotHaveAUsernamePasswordPort()) {
      return this;
    }
    UrlParser changed = new UrlParser(this);
    changed.username = PercentEncodeSet.USERINFO.encode(value);
    return new UrlRecord(changed);
  }

  @Exported
  public UrlRecord withPassword(String value) {
    if (cannotHaveAUsernamePasswordPort()) {
      return this;
    }
    UrlParser changed = new UrlParser(this);
    changed.password = PercentEncodeSet.USERINFO.encode(value);
    return new UrlRecord(changed);
  }

  @Exported
  public UrlRecord withHost(String value) {
    return hasOpaquePath ? this : new UrlParser(this).override(value, ParserState.HOST);
  }

  @Exported
  public UrlRecord withHostname(String value) {
    return hasOpaquePath ? this : new UrlParser(this).override(value, ParserState.HOSTNAME);
  }

  @Exported
  public UrlRecord withPort(String value) {
    if (cannotHaveAUsernamePasswordPort()) {
      return this;
    }
    UrlParser changed = new UrlParser(this);
    if (value.isEmpty()) {
      changed.port = UrlParser.NO_PORT;
      return new UrlRecord(changed);
    }
    return changed.override(value, ParserState.PORT);
  }

  @Exported
  public UrlRecord withPathname(String value) {
    if (hasOpaquePath) {
      return this;
    }
    UrlParser changed = new UrlParser(this);
    changed.path = "";
    return changed.override(value, ParserState.PATH_START);
  }

  @Exported
  public UrlRecord withSearch(String value) {
    UrlParser changed = new UrlParser(this);
    if (value.isEmpty()) {
      changed.query = null;
      return new UrlRecord(changed);
    }
    changed.query = "";
    return changed.override(value.startsWith("?") ? value.substring(1) : value, ParserState.QUERY);
  }

  @Exported
  public UrlRecord withHash(String value) {
    UrlParser changed = new UrlParser(this);
    if (value.isEmpty()) {
      changed.fragment = null;
      return new UrlRecord(changed);
    }
    changed.fragment = "";
    return changed.override(
        value.startsWith("#") ? value.substring(1) : value, ParserState.FRAGMENT);
  }

  /**
   * The «update steps» of a URLSearchParams object (URL §6.2).
   *
   * @param serialized its pairs; "" for none, which leaves no question mark
   */
  @Exported
  public UrlRecord withQuery(String serialized) {
    UrlParser changed = new UrlParser(this);
    changed.query = serialized.isEmpty() ? null : serialized;
    return new UrlRecord(changed);
  }

  private boolean cannotHaveAUsernamePasswordPort() {
    return host == null || host.isEmpty() || scheme.equals("file");
  }

  /** The same as {@link #href}. */
  @Override
  public String toString() {
    return href();
  }
}
