package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.http.client.Proxy;
import dev.sluice.bridge.tls.TlsOptions;
import dev.sluice.bridge.url.UrlRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A proxy that a script or the environment names; spoken to by TLS if its URL says so. */
public final class ProxyBinding {
  private final UrlRecord url;
  private String credentials;
  private TlsOptions tls = TlsOptions.DEFAULTS;
  private final List<String> fields = new ArrayList<>();

  /**
   * @param credentials the value of Proxy-Authorization; empty for none
   */
  ProxyBinding(UrlRecord url, String credentials) {
    this.url = url;
    this.credentials = credentials;
  }

  /** What a script wants of TLS to the proxy; as {@link FetchRequestBinding#tls}. */
  @Exported
  public void tls(
      @Nullable String key,
      @Nullable String cert,
      @Nullable String ca,
      @Nullable String passphrase,
      @Nullable String serverName,
      boolean rejectUnauthorized) {
    tls = ClientTlsOptions.of(key, cert, ca, passphrase, serverName, rejectUnauthorized);
  }

  /** A header for the proxy alone; Proxy-Authorization goes instead of the credentials. */
  @Exported
  public void header(String name, String value) {
    fields.add(name);
    fields.add(value);
    if (name.equalsIgnoreCase("proxy-authorization")) {
      credentials = "";
    }
  }

  Proxy proxy() {
    return new Proxy(
        FetchRequestBinding.host(url),
        FetchRequestBinding.port(url),
        credentials.isEmpty() ? null : credentials,
        url.protocol().equals("https:") ? tls : null,
        fields);
  }
}
