package dev.sluice.bridge.tls;

import dev.sluice.bridge.BridgeException;
import java.security.cert.CertificateException;

/** Breaks off a handshake; carries what a script is to see of it through the JDK's layers. */
final class CertificateRefusedException extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final BridgeException fault;

  CertificateRefusedException(BridgeException fault, CertificateException cause) {
    super(fault.getMessage(), cause);
    this.fault = fault;
  }

  BridgeException fault() {
    return fault;
  }
}
