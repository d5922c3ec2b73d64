package dev.sluice.bridge.http.websocket;

/**
 * What a WebSocket tells. Called by Netty on the loop's thread, not in a task: who enters a script
 * does so through {@link dev.sluice.bridge.Loop#runTask}. Arrays are the listener's own.
 */
public interface WebSocketListener {
  /** A message of text. */
  void onText(String text);

  /** A message of bytes. */
  void onBinary(byte[] bytes);

  /** A ping, which has been answered. */
  void onPing(byte[] payload);

  void onPong(byte[] payload);

  /** The socket takes more again, after {@link WebSocket#send} has said that it does not. */
  void onDrain();

  /**
   * The end, once; nothing is told after it.
   *
   * @param code what the other side has given, {@link CloseCode#NONE} if nothing; else what we have
   *     failed with, or {@link CloseCode#ABNORMAL}
   * @param wasClean has the other side sent its closing frame?
   */
  void onClose(int code, String reason, boolean wasClean);
}
