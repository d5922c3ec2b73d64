package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.BridgeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes of one path by method. Changed only while a table is built. */
final class MethodTable {
  private final List<String> methods = new ArrayList<>(1);
  private final List<Route> routes = new ArrayList<>(1);
  private @Nullable Route any;

  /**
   * @param method null for whatever has no route of its own
   * @throws BridgeException ERR_INVALID_ARG_VALUE if there is one already
   */
  void add(@Nullable String method, RoutePattern pattern, Route route) {
    boolean isTaken = method == null ? any != null : methods.contains(method);
    if (isTaken) {
      throw BridgeException.type(
          "ERR_INVALID_ARG_VALUE",
          "Invalid route '"
              + pattern.text()
              + "': another one answers the same "
              + (method == null ? "requests" : method + " requests"));
    }
    if (method == null) {
      any = route;
    } else {
      methods.add(method);
      routes.add(route);
    }
  }

  /** The route for a method: its own; for HEAD that of GET; the one for all. */
  @Nullable Route find(String method) {
    for (int i = 0; i < methods.size(); i++) {
      if (methods.get(i).equals(method)) {
        return routes.get(i);
      }
    }
    if (method.equals("HEAD")) {
      int get = methods.indexOf("GET");
      if (get >= 0) {
        return routes.get(get);
      }
    }
    return any;
  }
}
