package dev.sluice.bridge.http.client;

import dev.sluice.bridge.tls.TlsOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, and how to get there. Requests with equal origins may
 * use the same connection, one after the other.
 *
 * @param tls how a secure connection is made; null for a plain one
 * @param host a name or address, IPv6 without brackets
 * @param proxy what stands between, or null
 * @param socket a Unix socket to connect to instead of host and port, or null
 */
public record Origin(
    @Nullable TlsOptions tls, String host, int port, @Nullable Proxy proxy, @Nullable Path socket) {

  public boolean isSecure() {
    return tls != null;
  }

  /** Does the proxy get the request itself, and not only the tunnel that it goes through? */
  boolean asksProxy() {
    return proxy != null && tls == null && socket == null;
  }

  /** Host and port as a URL has them, the port always there. */
  String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The place that a connection is made to, for error messages. */
  String where() {
    if (socket != null) {
      return socket.toString();
    }
    return proxy == null ? host + ":" + port : proxy.host() + ":" + proxy.port();
  }
}
