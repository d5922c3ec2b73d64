package dev.sluice.bridge.url;

/** Special schemes (URL §4.2). */
final class Schemes {
  /** A special scheme without a port: {@code file}. */
  static final int NO_PORT = -1;

  static final int NOT_SPECIAL = -2;

  private Schemes() {}

  /** The default port, or one of the constants above. */
  static int defaultPort(String scheme) {
    return switch (scheme) {
      case "http", "ws" -> 80;
      case "https", "wss" -> 443;
      case "ftp" -> 21;
      case "file" -> NO_PORT;
      default -> NOT_SPECIAL;
    };
  }

  static boolean isSpecial(String scheme) {
    return defaultPort(scheme) != NOT_SPECIAL;
  }
}
