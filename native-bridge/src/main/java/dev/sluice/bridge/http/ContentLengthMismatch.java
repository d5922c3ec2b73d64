package dev.sluice.bridge.http;

import dev.sluice.bridge.BridgeException;

/** What is said of a body that has more or fewer bytes than its Content-Length (RFC 9110 §8.6). */
public final class ContentLengthMismatch {
  private ContentLengthMismatch() {}

  /**
   * A body goes on behind its end.
   *
   * @param announced in bytes
   */
  public static BridgeException more(long announced) {
    return of("more", announced);
  }

  /**
   * A body ends too early.
   *
   * @param announced in bytes
   */
  public static BridgeException fewer(long announced) {
    return of("fewer", announced);
  }

  private static BridgeException of(String which, long announced) {
    return BridgeException.plain(
        "ERR_HTTP_CONTENT_LENGTH_MISMATCH",
        "the body has " + which + " bytes than announced: " + announced);
  }
}
