package dev.sluice.bridge.http.client;

import dev.sluice.bridge.tls.TlsOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, and how to get there. Requests with equal origins may
 * use the same connection, one after the other, or at a time if it is one of HTTP/2.
 *
 * @param tls how a secure connection is made; null for a plain one
 * @param host a name or address, IPv6 without brackets
 * @param proxy what stands between, or null
 * @param socket a Unix socket to connect to instead of host and port, or null
 * @param protocol which versions of HTTP may be spoken
 */
public record Origin(
    @Nullable TlsOptions tls,
    String host,
    int port,
    @Nullable Proxy proxy,
    @Nullable Path socket,
    Protocol protocol) {

  /** One that is spoken to in HTTP/1.1. */
  public Origin(
      @Nullable TlsOptions tls,
      String host,
      int port,
      @Nullable Proxy proxy,
      @Nullable Path socket) {
    this(tls, host, port, proxy, socket, Protocol.HTTP1);
  }

  public boolean isSecure() {
    return tls != null;
  }

  /** Does the proxy get the request itself, and not only the tunnel that it goes through? */
  boolean asksProxy() {
    return proxy != null && tls == null && socket == null;
  }

  /** May a connection to it be one of HTTP/2? */
  boolean mayBeHttp2() {
    return protocol.mayBeHttp2(isSecure()) && !asksProxy();
  }

  /** The same, spoken to in HTTP/1.1. */
  Origin overHttp1() {
    return protocol == Protocol.HTTP1
        ? this
        : new Origin(tls, host, port, proxy, socket, Protocol.HTTP1);
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
