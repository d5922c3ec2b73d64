package dev.sluice.bridge.http;

/** What is different about header fields in HTTP/2 (RFC 9113 §8.2). */
public final class Http2Fields {
  private Http2Fields() {}

  /**
   * Is it a field of HTTP/1.1's connections, which HTTP/2 must not carry (§8.2.2), one that tells
   * of trailers, which we never send, or one that says how long the body is, which whoever sends
   * knows?
   *
   * @param name in lower case
   */
  public static boolean isOfConnection(String name) {
    return switch (name) {
      case "connection",
          "content-length",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade" ->
          true;
      default -> false;
    };
  }
}
