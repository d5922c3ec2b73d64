package dev.sluice.bridge.http;

/**
 * The header fields that speak of one connection and of the framing of one message on it. Whoever
 * sends says them; what a script, or another server's response, has of them is left out.
 */
public final class ConnectionFields {
  private ConnectionFields() {}

  /**
   * Is it a field of HTTP/1.1's connections (RFC 9110 §7.6.1), which HTTP/2 must not carry at all
   * (RFC 9113 §8.2.2), one that tells of trailers, which we never send, or one that says how long
   * the body is, which whoever sends knows?
   *
   * <p>By length first, since it is asked of each field of each response: few names have one of
   * these.
   *
   * @param name in any case
   */
  public static boolean isOfConnection(String name) {
    return switch (name.length()) {
      case 2 -> name.equalsIgnoreCase("te");
      case 7 -> name.equalsIgnoreCase("trailer") || name.equalsIgnoreCase("upgrade");
      case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
      case 14 -> name.equalsIgnoreCase("content-length");
      case 16 -> name.equalsIgnoreCase("proxy-connection");
      case 17 -> name.equalsIgnoreCase("transfer-encoding");
      default -> false;
    };
  }
}
