package dev.sluice.bridge.http.websocket;

import dev.sluice.bridge.BridgeException;

/**
 * Told how a client's handshake went: one of the two, once, not in a task, and nothing else before.
 */
public interface ClientListener extends WebSocketListener {
  /**
   * The WebSocket is open.
   *
   * @param protocol the subprotocol that the server has chosen, or the empty string
   * @param extensions what it has said about extensions, or the empty string
   */
  void onOpen(WebSocket socket, String protocol, String extensions);

  /**
   * There will be none.
   *
   * @param error ECONNREFUSED, ENOTFOUND, names of certificates' faults and so on, or
   *     ERR_WEBSOCKET_HANDSHAKE for an answer that opens no WebSocket
   */
  void onFailure(BridgeException error);
}
