package dev.sluice.bridge.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Certificates in PEM (RFC 7468 §5). */
final class Certificates {
  private Certificates() {}

  /**
   * All certificates in {@code pem}, in order; other blocks are passed over.
   *
   * @param fault makes the exception, of what is wrong and of the exception that told
   */
  static List<X509Certificate> parse(
      String pem, BiFunction<String, @Nullable Throwable, ? extends RuntimeException> fault) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.parse(pem, why -> fault.apply(why, null))) {
      // The second is OpenSSL's own label, with trust settings behind the certificate; the third
      // its former one.
      switch (block.label()) {
        case "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE" ->
            certificates.add(certificate(block, fault));
        default -> {}
      }
    }
    if (certificates.isEmpty()) {
      throw fault.apply("has no certificate in PEM ('-----BEGIN CERTIFICATE-----' …)", null);
    }
    return certificates;
  }

  private static X509Certificate certificate(
      PemBlock block, BiFunction<String, @Nullable Throwable, ? extends RuntimeException> fault) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException e) {
      throw fault.apply("has a certificate that cannot be read: " + e.getMessage(), e);
    }
  }

  /** Has it been issued by itself? */
  static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
