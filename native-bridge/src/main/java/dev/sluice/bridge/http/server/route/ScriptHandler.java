package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.http.server.Exchange;

/** What enters the script for a request whose route has a handler there. */
@FunctionalInterface
public interface ScriptHandler {
  /**
   * Handles a request, on the loop's thread.
   *
   * @param id of the route, see {@link Route.Script}
   * @param parameters decoded, in the order of the route's pattern
   */
  void handle(Exchange exchange, int id, String[] parameters);
}
