package dev.sluice.bridge.tls;

import dev.sluice.bridge.BridgeException;
import java.util.ArrayList;
import java.util.List;

/** The versions of TLS that are spoken; older ones are not (RFC 8996). */
public enum TlsVersion {
  TLS_1_2("TLSv1.2"),
  TLS_1_3("TLSv1.3");

  private final String label;

  TlsVersion(String label) {
    this.label = label;
  }

  /** Its name, as scripts and the JDK write it. */
  public String label() {
    return label;
  }

  /**
   * The version of a name such as {@code TLSv1.3}.
   *
   * @throws BridgeException ERR_TLS_INVALID_PROTOCOL_VERSION
   */
  public static TlsVersion of(String name) {
    for (TlsVersion version : values()) {
      if (version.label.equals(name)) {
        return version;
      }
    }
    throw BridgeException.type(
        "ERR_TLS_INVALID_PROTOCOL_VERSION",
        "'" + name + "' is not a TLS version that is supported: TLSv1.2 and TLSv1.3 are");
  }

  /** The names of this version and all newer ones. */
  List<String> andNewer() {
    List<String> labels = new ArrayList<>();
    for (TlsVersion version : values()) {
      if (version.compareTo(this) >= 0) {
        labels.add(version.label);
      }
    }
    return labels;
  }
}
