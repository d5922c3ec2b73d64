package dev.sluice.bridge.http.client;

/** Makes connections; tests put their own wires here. */
@FunctionalInterface
interface ConnectionMaker {
  /**
   * Begins to connect.
   *
   * @param timeout in milliseconds for all of it, 0 for none
   * @param whenDone told once, on the loop's thread, unless the attempt is abandoned; may be told
   *     during the call
   */
  Acquisition connect(Origin origin, long timeout, Connector.WhenDone whenDone);

  /** Finds out where a host is, for a connection that may follow. Nobody is told. */
  default void lookUp(String host) {}
}
