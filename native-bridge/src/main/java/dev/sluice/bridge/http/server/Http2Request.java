package dev.sluice.bridge.http.server;

import dev.sluice.bridge.http.FieldSyntax;
import dev.sluice.bridge.http.HeaderFields;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request's head as HTTP/2 has it, looked at by RFC 9113 §8.2 and §8.3.1, and told as HTTP/1.1
 * would have it. That there is a host is looked at by whoever looks at that for HTTP/1.1.
 *
 * <p>Connection-specific fields, TE, unknown pseudo fields, upper case and the order of pseudo
 * fields have been looked at by Netty's decoder; characters have not, and a line break in a value
 * would be another field to whoever sends it on as HTTP/1.1.
 */
final class Http2Request {
  private final HeaderFields fields = new HeaderFields();
  private @Nullable String method;
  private @Nullable String scheme;
  private @Nullable String path;
  private @Nullable String authority;
  private @Nullable StringBuilder cookies;
  private boolean wellFormed = true;

  Http2Request(Http2Headers headers) {
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      String name = field.getKey().toString();
      String value = field.getValue().toString();
      wellFormed &= isValue(value);
      if (name.startsWith(":")) {
        pseudo(name, value);
      } else {
        wellFormed &= FieldSyntax.isToken(name);
        regular(name, value);
      }
    }
    if (cookies != null) {
      fields.add("cookie", cookies.toString());
    }
    if (wellFormed) {
      wellFormed = isComplete() && takeAuthority();
    }
  }

  private void pseudo(String name, String value) {
    switch (name) {
      case ":method" -> method = once(method, value);
      case ":scheme" -> scheme = once(scheme, value);
      case ":path" -> path = once(path, value);
      case ":authority" -> authority = once(authority, value);
      // Of a response, or of something that was not offered, such as «:protocol».
      default -> wellFormed = false;
    }
  }

  private String once(@Nullable String before, String value) {
    wellFormed &= before == null;
    return value;
  }

  /** §8.2.3: a cookie may come in pieces, a field each, to be put together again. */
  private void regular(String name, String value) {
    if (!name.equals("cookie")) {
      fields.add(name, value);
    } else if (cookies == null) {
      cookies = new StringBuilder(value);
    } else {
      cookies.append("; ").append(value);
    }
  }

  private boolean isComplete() {
    if (method == null || !FieldSyntax.isToken(method)) {
      return false;
    } else if (method.equals("CONNECT")) {
      return authority != null && path == null && scheme == null;
    } else {
      return scheme != null
          && path != null
          && (path.startsWith("/") || path.equals("*") && method.equals("OPTIONS"))
          && takePath(path);
    }
  }

  /** What could not stand in a request line, or would end the path, is refused as there. */
  private boolean takePath(String given) {
    boolean isAscii = true;
    for (int i = 0; i < given.length(); i++) {
      char c = given.charAt(i);
      if (c <= ' ' || c == '#' || c == 0x7f) {
        return false;
      }
      isAscii &= c < 0x80;
    }
    path = isAscii ? given : RequestTargets.encoded(given);
    return path != null;
  }

  /** §8.3.1: it stands for Host; if both are there they must not differ. */
  private boolean takeAuthority() {
    if (authority == null) {
      String host = fields.get("host");
      return host == null || fields.count("host") == 1 && RequestTargets.isHost(host);
    }
    for (String host : fields.all("host")) {
      if (!host.equalsIgnoreCase(authority)) {
        return false;
      }
    }
    fields.set("host", authority);
    return RequestTargets.isHost(authority);
  }

  /** §8.2.1, and RFC 9110 §5.5 for the rest of the controls. */
  private static boolean isValue(String value) {
    if (!FieldSyntax.isValue(value)) {
      return false;
    }
    return value.isEmpty()
        || !FieldSyntax.isBlank(value.charAt(0))
            && !FieldSyntax.isBlank(value.charAt(value.length() - 1));
  }

  /** If not, nothing else here has a meaning. */
  boolean isWellFormed() {
    return wellFormed;
  }

  String method() {
    return method == null ? "" : method;
  }

  /** As a request line has it: the path, or the authority of a CONNECT. */
  String target() {
    if (path != null) {
      return path;
    }
    return authority == null ? "" : authority;
  }

  /** The regular fields; Host is among them if there is an authority. */
  HeaderFields fields() {
    return fields;
  }
}
