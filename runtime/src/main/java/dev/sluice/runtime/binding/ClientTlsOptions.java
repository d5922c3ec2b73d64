package dev.sluice.runtime.binding;

import dev.sluice.bridge.tls.TlsOptions;
import org.jspecify.annotations.Nullable;

/** What a script that connects wants of TLS, be it for a request, a proxy, a WebSocket or S3. */
final class ClientTlsOptions {
  private ClientTlsOptions() {}

  /**
   * As {@link TlsOptions} has them; null where the script says nothing.
   *
   * @param rejectUnauthorized break off if the other side's certificate is not trusted
   */
  static TlsOptions of(
      @Nullable String key,
      @Nullable String cert,
      @Nullable String ca,
      @Nullable String passphrase,
      @Nullable String serverName,
      boolean rejectUnauthorized) {
    return TlsOptions.builder()
        .key(key)
        .cert(cert)
        .ca(ca)
        .passphrase(passphrase)
        .serverName(serverName)
        .rejectUnauthorized(rejectUnauthorized)
        .build();
  }
}
