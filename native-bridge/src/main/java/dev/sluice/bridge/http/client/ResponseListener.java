package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;

/** Hears what becomes of a {@link Call}; each in a task of its own on the loop's thread. */
public interface ResponseListener {
  /** The head has come; the body follows from its source. Called at most once. */
  void onResponse(ClientResponse response);

  /**
   * There will be no response. Called at most once, and neither after {@link #onResponse}, whose
   * body's source tells what goes wrong later, nor after {@link Call#abort}.
   */
  void onError(BridgeException error);

  /**
   * Nothing will happen any more: the response's body has been taken to its end, cancelled or
   * forgotten, or there is none, or all has failed or was aborted. Called once, if {@link
   * #awaitsEnd}.
   */
  default void onOver() {}

  /** Is {@link #onOver} to be called? */
  default boolean awaitsEnd() {
    return false;
  }
}
