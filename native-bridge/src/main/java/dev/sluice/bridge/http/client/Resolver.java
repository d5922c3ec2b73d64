package dev.sluice.bridge.http.client;

import dev.sluice.bridge.Loop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Host names to addresses, by the system, off the loop's thread. What was found is kept for some
 * seconds, so that a burst of connections to one host asks once; requests for a name that is being
 * looked up wait for that answer. Failures are not kept.
 *
 * <p>Names below {@code localhost} are this machine, whatever anybody else says (RFC 6761 §6.3):
 * few systems know them, and a question about them would tell a name server of what is nobody
 * else's business.
 */
final class Resolver {
  private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int KEPT_LIMIT = 1000;

  /** Asks the system; tests put their own answers here. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] lookup(String host) throws UnknownHostException;
  }

  private record Found(List<InetAddress> addresses, long until) {}

  private static final String LOCALHOST = "localhost";
  private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private final Loop loop;
  private final Lookup lookup;
  private final Map<String, Found> found = new HashMap<>();
  private final Map<String, List<BiConsumer<@Nullable Throwable, List<InetAddress>>>> waiting =
      new HashMap<>();

  Resolver(Loop loop) {
    this(loop, InetAddress::getAllByName);
  }

  Resolver(Loop loop, Lookup lookup) {
    this.loop = loop;
    this.lookup = lookup;
  }

  /**
   * Finds the addresses of a host, in the order in which they are to be tried.
   *
   * @param host a name, or an address, IPv6 without brackets
   * @param whenDone called once, on the loop's thread, also during this call; with an error or with
   *     at least one address
   */
  void resolve(String host, BiConsumer<@Nullable Throwable, List<InetAddress>> whenDone) {
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
    if (literal != null) {
      try {
        whenDone.accept(null, List.of(InetAddress.getByAddress(host, literal)));
      } catch (UnknownHostException e) {
        whenDone.accept(e, List.of());
      }
      return;
    }
    resolveName(isLocal(host) ? LOCALHOST : host, whenDone);
  }

  private void resolveName(
      String host, BiConsumer<@Nullable Throwable, List<InetAddress>> whenDone) {
    Found known = found.get(host);
    if (known != null && System.nanoTime() - known.until < 0) {
      whenDone.accept(null, known.addresses);
      return;
    }
    List<BiConsumer<@Nullable Throwable, List<InetAddress>>> others = waiting.get(host);
    if (others != null) {
      others.add(whenDone);
      return;
    }
    List<BiConsumer<@Nullable Throwable, List<InetAddress>>> all = new ArrayList<>();
    all.add(whenDone);
    waiting.put(host, all);
    loop.blocking(() -> addresses(host), (error, addresses) -> answer(host, error, addresses));
  }

  /** Not on the loop's thread. */
  private InetAddress[] addresses(String host) throws UnknownHostException {
    if (!host.equals(LOCALHOST)) {
      return lookup.lookup(host);
    }
    try {
      return lookup.lookup(host);
    } catch (UnknownHostException unconfigured) {
      return new InetAddress[] {loopback(new byte[] {127, 0, 0, 1}), loopback(LOOPBACK_6)};
    }
  }

  private static InetAddress loopback(byte[] address) throws UnknownHostException {
    return InetAddress.getByAddress(LOCALHOST, address);
  }

  /** Is it {@code localhost} or a name below it, with or without the root's dot? */
  static boolean isLocal(String host) {
    int end = host.endsWith(".") ? host.length() - 1 : host.length();
    int start = end - LOCALHOST.length();
    return start >= 0
        && host.regionMatches(true, start, LOCALHOST, 0, LOCALHOST.length())
        && (start == 0 || host.charAt(start - 1) == '.');
  }

  private void answer(String host, @Nullable Throwable error, InetAddress @Nullable [] addresses) {
    List<BiConsumer<@Nullable Throwable, List<InetAddress>>> all = waiting.remove(host);
    List<InetAddress> order = addresses == null ? List.of() : alternate(addresses);
    Throwable failure = error == null && order.isEmpty() ? new UnknownHostException(host) : error;
    if (failure == null) {
      if (found.size() >= KEPT_LIMIT) {
        found.clear();
      }
      found.put(host, new Found(order, System.nanoTime() + KEEP_NANOS));
    }
    if (all != null) {
      all.forEach(whenDone -> whenDone.accept(failure, order));
    }
  }

  /** Forgets what is known of a host: none of its addresses answered. */
  void forget(String host) {
    found.remove(isLocal(host) ? LOCALHOST : host);
  }

  /** The two families in turns, begun with the one that the system prefers (RFC 8305 §4). */
  static List<InetAddress> alternate(InetAddress[] addresses) {
    List<InetAddress> first = new ArrayList<>();
    List<InetAddress> second = new ArrayList<>();
    for (InetAddress address : addresses) {
      (address.getClass() == addresses[0].getClass() ? first : second).add(address);
    }
    List<InetAddress> order = new ArrayList<>();
    for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
      if (i < first.size()) {
        order.add(first.get(i));
      }
      if (i < second.size()) {
        order.add(second.get(i));
      }
    }
    return List.copyOf(order);
  }
}
