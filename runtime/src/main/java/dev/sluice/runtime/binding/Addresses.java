package dev.sluice.runtime.binding;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Socket addresses as scripts see them. */
final class Addresses {
  private Addresses() {}

  /** The IP address as text, of IPv6 as by RFC 5952; null for what is no Internet address. */
  static @Nullable String text(@Nullable SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet) || internet.getAddress() == null) {
      return null;
    }
    return NetUtil.toAddressString(internet.getAddress());
  }

  /** {@code IPv4} or {@code IPv6}. */
  static String family(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress internet
            && internet.getAddress() instanceof Inet6Address
        ? "IPv6"
        : "IPv4";
  }
}
