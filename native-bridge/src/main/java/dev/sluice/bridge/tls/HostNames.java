package dev.sluice.bridge.tls;

import io.netty.util.NetUtil;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import org.jspecify.annotations.Nullable;

/** Names of hosts as TLS has them: no brackets around addresses, no dot at the end, lower case. */
final class HostNames {
  private HostNames() {}

  /** The name in the form in which it is looked for. */
  static String normal(String host) {
    String name = host;
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    } else if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return name.toLowerCase(Locale.ROOT);
  }

  /** What to ask a server for; null for an address, which is no name (RFC 6066 §3). */
  static @Nullable SNIHostName serverName(String host) {
    if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
      return null;
    }
    try {
      return new SNIHostName(host);
    } catch (IllegalArgumentException e) {
      // No name of the DNS, such as one with an underscore: the server gets none.
      return null;
    }
  }

  /** The name in a host and port, in the form of {@link #normal}. */
  static String ofAuthority(String authority) {
    int colon = authority.lastIndexOf(':');
    // Within brackets a colon is the address's.
    return normal(colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority);
  }
}
