package dev.sluice.bridge.tls;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a script says about TLS, for one certificate of a server or for a client. Texts are PEM and
 * are looked at only when {@link ServerTls} or {@link ClientTls} is made of them. Equal options may
 * share connections.
 *
 * @param key the private keys of {@code cert}: PKCS#8, PKCS#1 or SEC1, encrypted or not
 * @param cert the certificate and what leads from it to its authority; may hold the key, too, and
 *     several certificates if there are several keys
 * @param ca the authorities to trust, instead of the system's
 * @param passphrase of {@code key}
 * @param serverName a server: the name, or {@code *.domain}, for which this certificate is; a
 *     client: the name to ask for and to find in the certificate instead of the host's
 * @param requestCert a server: ask clients for a certificate
 * @param rejectUnauthorized break off if the other side's certificate is not trusted, or is not
 *     there though it was asked for
 * @param alpn names of application protocols, the preferred one first; empty: no ALPN
 * @param minVersion the oldest version that will do
 */
public record TlsOptions(
    @Nullable String key,
    @Nullable String cert,
    @Nullable String ca,
    @Nullable String passphrase,
    @Nullable String serverName,
    boolean requestCert,
    boolean rejectUnauthorized,
    List<String> alpn,
    TlsVersion minVersion) {

  /** A client's, as long as it has no wishes. */
  public static final TlsOptions DEFAULTS = builder().build();

  public TlsOptions {
    alpn = List.copyOf(alpn);
  }

  /** Options to be filled in; at first nothing is set, and the other side must be trusted. */
  public static Builder builder() {
    return new Builder();
  }

  /** The same with other application protocols. */
  public TlsOptions withAlpn(List<String> protocols) {
    return new TlsOptions(
        key,
        cert,
        ca,
        passphrase,
        serverName,
        requestCert,
        rejectUnauthorized,
        protocols,
        minVersion);
  }

  /** Tells no secrets: it may end in a log. */
  @Override
  public String toString() {
    return "TlsOptions[serverName=" + serverName + ", alpn=" + alpn + ", " + minVersion + "]";
  }

  /** Makes {@link TlsOptions}. Bytes are PEM as well: a file as it was read. */
  public static final class Builder {
    private @Nullable String key;
    private @Nullable String cert;
    private @Nullable String ca;
    private @Nullable String passphrase;
    private @Nullable String serverName;
    private boolean requestCert;
    private boolean rejectUnauthorized = true;
    private List<String> alpn = List.of();
    private TlsVersion minVersion = TlsVersion.TLS_1_2;

    private Builder() {}

    public Builder key(@Nullable String pem) {
      key = pem;
      return this;
    }

    public Builder key(byte[] pem) {
      return key(text(pem));
    }

    public Builder cert(@Nullable String pem) {
      cert = pem;
      return this;
    }

    public Builder cert(byte[] pem) {
      return cert(text(pem));
    }

    public Builder ca(@Nullable String pem) {
      ca = pem;
      return this;
    }

    public Builder ca(byte[] pem) {
      return ca(text(pem));
    }

    public Builder passphrase(@Nullable String value) {
      passphrase = value;
      return this;
    }

    public Builder serverName(@Nullable String value) {
      serverName = value;
      return this;
    }

    public Builder requestCert(boolean value) {
      requestCert = value;
      return this;
    }

    public Builder rejectUnauthorized(boolean value) {
      rejectUnauthorized = value;
      return this;
    }

    public Builder alpn(List<String> protocols) {
      alpn = protocols;
      return this;
    }

    public Builder minVersion(TlsVersion value) {
      minVersion = value;
      return this;
    }

    public TlsOptions build() {
      return new TlsOptions(
          key, cert, ca, passphrase, serverName, requestCert, rejectUnauthorized, alpn, minVersion);
    }

    /** PEM is ASCII; whatever stands around its blocks is not looked at (RFC 7468 §2). */
    private static String text(byte[] pem) {
      return new String(pem, StandardCharsets.ISO_8859_1);
    }
  }
}
