package dev.sluice.bridge.http.server;

/**
 * Why a request is not taken. It is answered with {@code status}, and the connection is closed,
 * since nobody knows where the next request would begin. Without a stack trace: it costs an
 * attacker nothing to bring it about, and is to cost us as little.
 */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  static final int BAD_REQUEST = 400;
  static final int TIMEOUT = 408;
  static final int TOO_LARGE = 413;
  static final int EXPECTATION = 417;
  static final int MISDIRECTED = 421;
  static final int HEAD_TOO_LARGE = 431;
  static final int NOT_IMPLEMENTED = 501;
  static final int VERSION = 505;

  private final int status;

  Refusal(int status, String why) {
    super(why, null, false, false);
    this.status = status;
  }

  static Refusal bad(String why) {
    return new Refusal(BAD_REQUEST, why);
  }

  int status() {
    return status;
  }
}
