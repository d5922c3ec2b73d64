package dev.sluice.bridge.tls;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Why a handshake has failed, in the codes that programs for Node and Bun look at: those of
 * certificates as they are, all else with ERR_SSL_ before OpenSSL's reason.
 */
public final class TlsFailures {
  /** How long a handshake may take. */
  public static final long HANDSHAKE_TIMEOUT_MILLIS = 10_000;

  /** How the JDK words an alert of the other side: by its name in RFC 8446 §6. */
  private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

  /** Alerts that were there before TLS, which OpenSSL still names so. */
  private static final Set<String> OF_SSL_3 =
      Set.of(
          "unexpected_message",
          "bad_record_mac",
          "decompression_failure",
          "handshake_failure",
          "no_certificate",
          "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "illegal_parameter");

  /** Alerts of TLS 1.3's own. */
  private static final Set<String> OF_TLS_1_3 = Set.of("certificate_required", "missing_extension");

  private TlsFailures() {}

  /** What a script is to see of a failed handshake; also of one that never got an answer. */
  public static BridgeException of(Throwable failure) {
    BridgeException told = translated(failure);
    if (told != failure && told.getCause() == null) {
      told.initCause(failure);
    }
    return told;
  }

  private static BridgeException translated(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      switch (t) {
        case CertificateRefusedException refused -> {
          return BridgeException.plain(refused.fault().code(), refused.fault().message());
        }
        case BridgeException known -> {
          return known;
        }
        case SslHandshakeTimeoutException _ -> {
          return BridgeException.plain("ERR_TLS_HANDSHAKE_TIMEOUT", "TLS handshake timeout");
        }
        case NotSslRecordException _ -> {
          return BridgeException.plain(
              "ERR_SSL_WRONG_VERSION_NUMBER", "wrong version number: the other side speaks no TLS");
        }
        case ClosedChannelException closed -> {
          return new BridgeException(Code.ECONNRESET, "connect", null, closed);
        }
        default -> {}
      }
    }
    return switch (failure) {
      case SSLException ssl -> ofSsl(ssl);
      case IOException io -> BridgeException.of(io, "connect", null);
      default -> handshakeFailure(failure);
    };
  }

  private static BridgeException ofSsl(SSLException e) {
    Matcher alert = ALERT.matcher(String.valueOf(e.getMessage()));
    if (!alert.find()) {
      return handshakeFailure(e);
    }
    String name = alert.group(1).toLowerCase(Locale.ROOT);
    return BridgeException.plain(
        "ERR_SSL_" + family(name) + "_ALERT_" + name.toUpperCase(Locale.ROOT),
        "the other side has broken off the TLS handshake: " + name.replace('_', ' '));
  }

  private static String family(String alert) {
    if (OF_SSL_3.contains(alert)) {
      return "SSLV3";
    }
    return OF_TLS_1_3.contains(alert) ? "TLSV13" : "TLSV1";
  }

  private static BridgeException handshakeFailure(Throwable e) {
    return BridgeException.plain(
        "ERR_SSL_HANDSHAKE_FAILURE", "TLS handshake failed: " + e.getMessage());
  }
}
