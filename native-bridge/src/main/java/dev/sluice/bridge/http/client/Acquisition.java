package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;

/** A carrier to be, which a call waits for: one that is made, or room on one that stands. */
interface Acquisition {
  /** Told once how it went, on the loop's thread, unless it was abandoned before. */
  interface Listener {
    void acquired(Carrier carrier);

    void failed(BridgeException error);
  }

  /** Gives up; nobody is told. Harmless after the end. */
  void abandon();
}
