package dev.sluice.bridge.http.server.route;

/** What answers a request whose path a table knows. */
public sealed interface Route permits StaticResponse, FileRoute, Route.Script {
  /**
   * A handler of the script's.
   *
   * @param id what the script knows it by
   */
  record Script(int id) implements Route {}
}
