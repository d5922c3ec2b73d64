package dev.sluice.bridge.http.websocket;

/**
 * The other side has broken the protocol, or a limit: the connection fails (RFC 6455 §7.1.7).
 * Without a stack trace, since it costs an attacker nothing to bring it about.
 */
final class Fault extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;

  /**
   * @param code to close with
   * @param reason likewise, in ASCII, at most {@link CloseCode#LONGEST_REASON} long
   */
  Fault(int code, String reason) {
    super(reason, null, false, false);
    this.code = code;
    this.reason = reason;
  }

  static Fault protocol(String reason) {
    return new Fault(CloseCode.PROTOCOL_ERROR, reason);
  }

  static Fault tooBig() {
    return new Fault(CloseCode.TOO_BIG, "The message is too big");
  }

  int code() {
    return code;
  }

  String reason() {
    return reason;
  }
}
