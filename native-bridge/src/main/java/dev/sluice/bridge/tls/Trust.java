package dev.sluice.bridge.tls;

import dev.sluice.bridge.BridgeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to trust: given authorities, those of the system, or anybody. */
final class Trust {
  /** Where Linux distributions keep the authorities of the system, all in one file. */
  private static final Path SYSTEM_FILE = Path.of("/etc/ssl/certs/ca-certificates.crt");

  /** Read when they are first needed, which takes tens of milliseconds, then kept. */
  private static final class SystemRoots {
    static final X509ExtendedTrustManager CHECKS = systemRoots();
  }

  private Trust() {}

  /**
   * Checks the other side's certificates as these options say. Reads files the first time.
   *
   * @throws BridgeException ERR_TLS_INVALID_CA
   */
  static X509ExtendedTrustManager of(TlsOptions options) {
    String ca = options.ca();
    if (!options.rejectUnauthorized()) {
      return new TrustAll();
    } else if (ca == null) {
      return new CertificateCheck(SystemRoots.CHECKS);
    } else {
      return new CertificateCheck(manager(Certificates.parse(ca, TlsErrors::ca)));
    }
  }

  private static X509ExtendedTrustManager systemRoots() {
    Set<X509Certificate> roots = new LinkedHashSet<>(Set.of(manager(null).getAcceptedIssuers()));
    try {
      String file = Files.readString(SYSTEM_FILE, StandardCharsets.ISO_8859_1);
      roots.addAll(Certificates.parse(file, TlsErrors::ca));
    } catch (IOException | BridgeException e) {
      // There is no such file, or nothing to be read in it: the JDK's own authorities remain.
    }
    return manager(roots);
  }

  /**
   * @param authorities null: those that the JDK has
   */
  private static X509ExtendedTrustManager manager(
      @Nullable Collection<X509Certificate> authorities) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(authorities == null ? null : store(authorities));
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager x509) {
          return x509;
        }
      }
      throw new KeyStoreException("there is no trust manager for X.509");
    } catch (GeneralSecurityException | IOException e) {
      throw TlsErrors.context(e);
    }
  }

  private static KeyStore store(Collection<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (X509Certificate authority : authorities) {
      store.setCertificateEntry("authority" + number++, authority);
    }
    return store;
  }
}
