package dev.sluice.bridge.tls;

import dev.sluice.bridge.BridgeException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What one side shows to the other: a private key and the certificates that lead from its own to an
 * authority.
 *
 * @param chain the key's own certificate first
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {
  /** It protects the entries of a store that never leaves this process. */
  private static final char[] NO_PASSWORD = {};

  /**
   * The identities of these options, one a key; none if there is neither key nor certificate.
   * Certificates may be in any order: a key's own is found by trying it.
   *
   * @throws BridgeException ERR_TLS_INVALID_KEY, ERR_TLS_INVALID_CERT
   */
  static List<Identity> of(TlsOptions options) {
    String cert = options.cert();
    String key = options.key();
    if (cert == null && key == null) {
      return List.of();
    }
    if (cert == null) {
      throw TlsErrors.cert("is missing: there is a tls.key", null);
    }
    List<X509Certificate> certificates = Certificates.parse(cert, TlsErrors::cert);
    List<PrivateKey> keys = PrivateKeys.parse(key == null ? cert : key, options.passphrase());
    List<Identity> identities = new ArrayList<>();
    for (PrivateKey each : keys) {
      identities.add(new Identity(each, chain(own(each, certificates), certificates)));
    }
    return identities;
  }

  private static X509Certificate own(PrivateKey key, List<X509Certificate> certificates) {
    for (X509Certificate certificate : certificates) {
      if (belong(key, certificate)) {
        return certificate;
      }
    }
    throw TlsErrors.key("is not the key of any certificate in tls.cert", null);
  }

  /** Is it the certificate's key? What it signs, the certificate must verify. */
  private static boolean belong(PrivateKey key, X509Certificate certificate) {
    String algorithm = key.getAlgorithm();
    if (!algorithm.equals(certificate.getPublicKey().getAlgorithm())) {
      return false;
    }
    String scheme =
        switch (algorithm) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> algorithm;
        };
    byte[] probe = {1};
    try {
      Signature signature = Signature.getInstance(scheme);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // A scheme that wants parameters first, as RSASSA-PSS: the handshake will tell.
      return !algorithm.equals("RSA") && !algorithm.equals("EC");
    }
  }

  /** From {@code own} upwards, as far as the certificates go. */
  private static List<X509Certificate> chain(X509Certificate own, List<X509Certificate> among) {
    List<X509Certificate> chain = new ArrayList<>(List.of(own));
    @Nullable X509Certificate next = issuer(own, among);
    while (next != null && !chain.contains(next)) {
      chain.add(next);
      next = issuer(next, among);
    }
    return chain;
  }

  private static @Nullable X509Certificate issuer(X509Certificate of, List<X509Certificate> among) {
    if (Certificates.isSelfIssued(of)) {
      return null;
    }
    for (X509Certificate candidate : among) {
      if (candidate.getSubjectX500Principal().equals(of.getIssuerX500Principal())) {
        return candidate;
      }
    }
    return null;
  }

  /**
   * What the JDK's TLS takes them from; of several it chooses by what the other side can verify.
   */
  static KeyManagerFactory keyManagers(List<Identity> identities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    int number = 0;
    for (Identity identity : identities) {
      X509Certificate[] chain = identity.chain.toArray(new X509Certificate[0]);
      store.setKeyEntry("identity" + number++, identity.key, NO_PASSWORD, chain);
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
    factory.init(store, NO_PASSWORD);
    return factory;
  }
}
