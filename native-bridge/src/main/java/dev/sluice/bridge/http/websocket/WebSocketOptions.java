package dev.sluice.bridge.http.websocket;

/**
 * What a WebSocket puts up with. Sizes in bytes, times in seconds.
 *
 * @param maxPayloadLength a longer message, also one that becomes longer when it is inflated, fails
 *     the connection (1009)
 * @param backpressureLimit while more waits for the socket, messages are dropped; 0 for no limit
 * @param closeOnBackpressureLimit cut the connection instead
 * @param idleTimeout after so long without a sign of life the connection is cut; 0 for never. A
 *     server's only
 * @param sendPings ask for a sign of life in time
 * @param deflate compress and inflate messages, if the other side can
 */
public record WebSocketOptions(
    int maxPayloadLength,
    long backpressureLimit,
    boolean closeOnBackpressureLimit,
    int idleTimeout,
    boolean sendPings,
    boolean deflate) {
  private static final int MAX_PAYLOAD = 16 << 20;
  private static final int BACKPRESSURE = 16 << 20;
  private static final int IDLE_SECONDS = 120;
  private static final int CLIENT_MAX_PAYLOAD = 128 << 20;

  /** A server's. */
  public static final WebSocketOptions SERVER =
      new WebSocketOptions(MAX_PAYLOAD, BACKPRESSURE, false, IDLE_SECONDS, true, false);

  /** A client's: what it sends waits as long as it must, as the standard has it. */
  public static final WebSocketOptions CLIENT =
      new WebSocketOptions(CLIENT_MAX_PAYLOAD, 0, false, 0, false, true);

  public WebSocketOptions {
    if (maxPayloadLength < 0 || backpressureLimit < 0 || idleTimeout < 0) {
      throw new IllegalArgumentException("negative");
    }
  }

  /** The same with other limits on messages and on what waits. */
  public WebSocketOptions limits(int payload, long backpressure, boolean closes) {
    return new WebSocketOptions(payload, backpressure, closes, idleTimeout, sendPings, deflate);
  }

  /** The same with another idle timeout. */
  public WebSocketOptions idle(int seconds, boolean pings) {
    return new WebSocketOptions(
        maxPayloadLength, backpressureLimit, closeOnBackpressureLimit, seconds, pings, deflate);
  }

  /** The same, with or without compression. */
  public WebSocketOptions deflate(boolean wanted) {
    return new WebSocketOptions(
        maxPayloadLength,
        backpressureLimit,
        closeOnBackpressureLimit,
        idleTimeout,
        sendPings,
        wanted);
  }

  /** How many idle seconds are over when a ping is sent: some before the end, for the answer. */
  int pingAfter() {
    return idleTimeout - Math.max(1, Math.min(8, idleTimeout / 2));
  }
}
