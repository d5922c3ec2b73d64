package dev.sluice.bridge.tls;

import dev.sluice.bridge.BridgeException;
import org.jspecify.annotations.Nullable;

/** Faults of what a script has given us: a TypeError to it, with a code that programs know. */
final class TlsErrors {
  private TlsErrors() {}

  static BridgeException key(String why, @Nullable Throwable cause) {
    return material("ERR_TLS_INVALID_KEY", "key", why, cause);
  }

  static BridgeException cert(String why, @Nullable Throwable cause) {
    return material("ERR_TLS_INVALID_CERT", "cert", why, cause);
  }

  static BridgeException ca(String why, @Nullable Throwable cause) {
    return material("ERR_TLS_INVALID_CA", "ca", why, cause);
  }

  static BridgeException context(Throwable cause) {
    BridgeException error =
        BridgeException.type("ERR_TLS_INVALID_CONTEXT", "tls: " + cause.getMessage());
    error.initCause(cause);
    return error;
  }

  private static BridgeException material(
      String code, String option, String why, @Nullable Throwable cause) {
    BridgeException error = BridgeException.type(code, "tls." + option + " " + why);
    if (cause != null) {
      error.initCause(cause);
    }
    return error;
  }
}
