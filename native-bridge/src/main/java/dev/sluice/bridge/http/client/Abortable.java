package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;

/** A request that was sent, and what it can be given up by. On the loop's thread. */
public interface Abortable {
  /**
   * Gives it up: the request's body is cancelled, the response's fails with {@code reason}. The
   * listener hears nothing but {@link ResponseListener#onOver}. Harmless after the end, and where
   * the whole response has come already.
   */
  void abort(BridgeException reason);
}
