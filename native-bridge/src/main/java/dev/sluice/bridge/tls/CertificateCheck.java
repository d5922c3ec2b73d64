package dev.sluice.bridge.tls;

import dev.sluice.bridge.BridgeException;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's checks of the other side's certificates and of the name in them (RFC 5280 §6, RFC
 * 9525), with refusals told apart by the codes that OpenSSL and so Node have for them.
 */
final class CertificateCheck extends X509ExtendedTrustManager {
  /** A check of the JDK's. */
  @FunctionalInterface
  private interface Check {
    void run() throws CertificateException;
  }

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final X509ExtendedTrustManager jdk;

  CertificateCheck(X509ExtendedTrustManager jdk) {
    this.jdk = jdk;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(
        chain,
        engine.getPeerHost(),
        () -> jdk.checkServerTrusted(chain, authType, engine),
        () -> jdk.checkServerTrusted(chain, authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    Check check = () -> jdk.checkClientTrusted(chain, authType, engine);
    check(chain, null, check, check);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    Check check = () -> jdk.checkServerTrusted(chain, authType, socket);
    check(chain, null, check, check);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    Check check = () -> jdk.checkClientTrusted(chain, authType, socket);
    check(chain, null, check, check);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    Check check = () -> jdk.checkServerTrusted(chain, authType);
    check(chain, null, check, check);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    Check check = () -> jdk.checkClientTrusted(chain, authType);
    check(chain, null, check, check);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return jdk.getAcceptedIssuers();
  }

  /**
   * @param all every check, the name's too
   * @param pathOnly the same without the name's: the JDK has no exception of its own for a wrong
   *     name, so whether it was that is found by checking again without it
   */
  private static void check(
      X509Certificate[] chain, @Nullable String host, Check all, Check pathOnly)
      throws CertificateException {
    try {
      all.run();
    } catch (CertificateException e) {
      throw new CertificateRefusedException(fault(chain, host, e, pathOnly), e);
    }
  }

  private static BridgeException fault(
      X509Certificate[] chain, @Nullable String host, CertificateException e, Check pathOnly) {
    if (host != null) {
      try {
        pathOnly.run();
        return wrongName(host, chain[0]);
      } catch (CertificateException _) {
        // The path is at fault, whatever the name is.
      }
    }
    if (has(e, CertificateExpiredException.class::isInstance)
        || has(e, t -> isReason(t, BasicReason.EXPIRED))) {
      return BridgeException.plain("CERT_HAS_EXPIRED", "certificate has expired");
    } else if (has(e, CertificateNotYetValidException.class::isInstance)
        || has(e, t -> isReason(t, BasicReason.NOT_YET_VALID))) {
      return BridgeException.plain("CERT_NOT_YET_VALID", "certificate is not yet valid");
    } else if (has(e, CertificateRevokedException.class::isInstance)
        || has(e, t -> isReason(t, BasicReason.REVOKED))) {
      return BridgeException.plain("CERT_REVOKED", "certificate revoked");
    } else if (has(e, t -> isReason(t, BasicReason.INVALID_SIGNATURE))) {
      return BridgeException.plain("CERT_SIGNATURE_FAILURE", "certificate signature failure");
    } else if (has(e, CertPathBuilderException.class::isInstance)
        || has(e, t -> isReason(t, PKIXReason.NO_TRUST_ANCHOR))) {
      return untrusted(chain);
    } else {
      return BridgeException.plain("CERT_REJECTED", "certificate rejected: " + e.getMessage());
    }
  }

  /** No way leads to an authority that is trusted: how far did it get? */
  private static BridgeException untrusted(X509Certificate[] chain) {
    if (Certificates.isSelfIssued(chain[0])) {
      return BridgeException.plain("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate");
    } else if (Arrays.stream(chain).anyMatch(Certificates::isSelfIssued)) {
      return BridgeException.plain(
          "SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain");
    } else if (chain.length == 1) {
      return BridgeException.plain(
          "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate");
    } else {
      return BridgeException.plain(
          "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unable to get local issuer certificate");
    }
  }

  private static BridgeException wrongName(String host, X509Certificate certificate) {
    return BridgeException.plain(
        "ERR_TLS_CERT_ALTNAME_INVALID",
        "Hostname/IP does not match certificate's altnames: '"
            + host
            + "' is not among "
            + names(certificate));
  }

  private static String names(X509Certificate certificate) {
    StringJoiner names = new StringJoiner(", ", "[", "]");
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> name : all) {
          switch (name.get(0)) {
            case Integer type when type == DNS_NAME -> names.add("DNS:" + name.get(1));
            case Integer type when type == IP_ADDRESS -> names.add("IP:" + name.get(1));
            default -> {}
          }
        }
      }
    } catch (CertificateParsingException e) {
      names.add("unreadable");
    }
    return names.toString();
  }

  private static boolean isReason(Throwable t, CertPathValidatorException.Reason reason) {
    return t instanceof CertPathValidatorException v && v.getReason() == reason;
  }

  private static boolean has(Throwable e, Predicate<Throwable> condition) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (condition.test(t)) {
        return true;
      }
    }
    return false;
  }
}
