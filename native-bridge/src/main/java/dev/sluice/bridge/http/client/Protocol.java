package dev.sluice.bridge.http.client;

import dev.sluice.bridge.tls.TlsOptions;
import java.util.List;

/** Which versions of HTTP a connection may speak. */
public enum Protocol {
  /**
   * HTTP/2 where a secure server chooses it by ALPN (RFC 7301), HTTP/1.1 everywhere else: in the
   * clear nobody can tell what a server speaks.
   */
  ANY,
  /** HTTP/1.1 alone. */
  HTTP1,
  /**
   * HTTP/2 alone: a secure server that does not choose it is an error, ERR_HTTP2_UNSUPPORTED; in
   * the clear it is taken for granted (RFC 9113 §3.3, «prior knowledge»).
   */
  HTTP2;

  /** What ALPN calls HTTP/2. */
  static final String H2 = "h2";

  /** May a connection turn out to be one of HTTP/2? */
  boolean mayBeHttp2(boolean isSecure) {
    return this == HTTP2 || this == ANY && isSecure;
  }

  /** The options by which a connection offers these versions. */
  TlsOptions offeredBy(TlsOptions options) {
    return switch (this) {
      case ANY -> options.withAlpn(List.of(H2, "http/1.1"));
      case HTTP1 -> options;
      case HTTP2 -> options.withAlpn(List.of(H2));
    };
  }
}
