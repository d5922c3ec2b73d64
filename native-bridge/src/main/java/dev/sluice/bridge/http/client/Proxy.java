package dev.sluice.bridge.http.client;

import dev.sluice.bridge.tls.TlsOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy: asked with the whole URL for {@code http:}, for a tunnel for {@code https:} (RFC
 * 9110 §9.3.6). It is spoken to in HTTP/1.1.
 *
 * @param host a name or address, IPv6 without brackets
 * @param authorization the value of Proxy-Authorization, or null
 * @param tls how it is spoken to securely, null for in the clear; what goes to the server through a
 *     tunnel has TLS of its own
 * @param fields names and values, in turn, that it gets besides: with each request that it is asked
 *     for, or with the one for a tunnel
 */
public record Proxy(
    String host,
    int port,
    @Nullable String authorization,
    @Nullable TlsOptions tls,
    List<String> fields) {

  public Proxy {
    fields = List.copyOf(fields);
    if (fields.size() % 2 != 0) {
      throw new IllegalArgumentException("a name without a value");
    }
  }

  /** One that is spoken to in the clear. */
  public Proxy(String host, int port, @Nullable String authorization) {
    this(host, port, authorization, null, List.of());
  }
}
