package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.http.HeaderFields;

/** The Vary field (RFC 9110 §12.5.5). */
final class Vary {
  private static final String ACCEPT_ENCODING = "Accept-Encoding";

  private Vary() {}

  /** Adds Accept-Encoding to what the answer depends on, unless it is there. */
  static void addAcceptEncoding(HeaderFields fields) {
    if (!fields.hasToken("Vary", ACCEPT_ENCODING) && !fields.hasToken("Vary", "*")) {
      String others = fields.joined("Vary");
      fields.set("Vary", others == null ? ACCEPT_ENCODING : others + ", " + ACCEPT_ENCODING);
    }
  }
}
