package dev.sluice.bridge.tls;

/**
 * Clients of TLS 1.2 may ask for another handshake on a connection, again and again: a handshake
 * costs a server ten times what it costs them (CVE-2011-1473), TLS 1.3 has no such thing, and
 * HTTP/2 forbids it (RFC 9113 §9.2.1). The JDK allows it unless a system property, which it reads
 * when TLS is first used, says otherwise; there is no other way to tell it.
 */
final class Renegotiation {
  private static final String PROPERTY = "jdk.tls.rejectClientInitiatedRenegotiation";

  private Renegotiation() {}

  /** Refuses it in this process, unless whoever started it has said what is to be done. */
  static void refuse() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, "true");
    }
  }
}
