package dev.sluice.bridge.http.websocket;

/** Why a WebSocket ends, as a number (RFC 6455 §7.4). */
public final class CloseCode {
  public static final int NORMAL = 1000;
  public static final int GOING_AWAY = 1001;
  public static final int PROTOCOL_ERROR = 1002;

  /** Never sent: the other side has given none. */
  public static final int NONE = 1005;

  /** Never sent: the connection has ended without a closing handshake. */
  public static final int ABNORMAL = 1006;

  public static final int INVALID_DATA = 1007;
  public static final int TOO_BIG = 1009;

  /** A reason has so many bytes at most, so that it fits into a frame with its code. */
  public static final int LONGEST_REASON = 123;

  private CloseCode() {}

  /**
   * May it stand in a frame? Those of the standards, but for the ones that are only told, and 3000
   * to 4999.
   */
  public static boolean isSendable(int code) {
    return code >= 1000 && code <= 1003
        || code >= 1007 && code <= 1014
        || code >= 3000 && code <= 4999;
  }
}
