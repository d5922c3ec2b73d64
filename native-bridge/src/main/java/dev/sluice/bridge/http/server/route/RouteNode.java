package dev.sluice.bridge.http.server.route;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in the tree of the routes that have parameters or wildcards: what may follow the segments
 * that lead here. Filled while the table is built, then compiled.
 */
final class RouteNode {
  private final Map<String, RouteNode> byText = new LinkedHashMap<>();
  private PathMap<RouteNode> literals = new PathMap<>(Map.of());
  private @Nullable RouteNode parameter;
  private @Nullable MethodTable ending;
  private @Nullable MethodTable wildcard;

  void add(RoutePattern pattern, int depth, @Nullable String method, Route route) {
    if (depth == pattern.segments().size()) {
      ending = ending == null ? new MethodTable() : ending;
      ending.add(method, pattern, route);
      return;
    }
    switch (pattern.segments().get(depth)) {
      case RoutePattern.Literal(String text) ->
          byText.computeIfAbsent(text, _ -> new RouteNode()).add(pattern, depth + 1, method, route);
      case RoutePattern.Parameter _ -> {
        parameter = parameter == null ? new RouteNode() : parameter;
        parameter.add(pattern, depth + 1, method, route);
      }
      case RoutePattern.Wildcard _ -> {
        wildcard = wildcard == null ? new MethodTable() : wildcard;
        wildcard.add(method, pattern, route);
      }
    }
  }

  void compile() {
    literals = new PathMap<>(byText);
    byText.values().forEach(RouteNode::compile);
    if (parameter != null) {
      parameter.compile();
    }
  }

  /**
   * Finds the route of the rest of a path. A text is preferred to a parameter, and that to a
   * wildcard, at each segment in turn; where the preferred way leads to nothing, the next one is
   * tried. Tables are as deep as their author wrote them, so that this cannot be drawn out by a
   * request.
   *
   * @param from where the next segment begins; beyond {@code end} if there is none
   * @param end where the path ends
   * @param match takes the places of the parameters
   */
  @Nullable Route find(String target, int from, int end, String method, RouteMatch match) {
    if (from > end) {
      return ending == null ? null : ending.find(method);
    }
    int slash = target.indexOf('/', from, end);
    int to = slash < 0 ? end : slash;
    RouteNode next = literals.get(target, from, to);
    Route found = next == null ? null : next.find(target, to + 1, end, method, match);
    if (found == null && parameter != null && to > from) {
      match.push(from, to);
      found = parameter.find(target, to + 1, end, method, match);
      if (found == null) {
        match.pop();
      }
    }
    return found != null || wildcard == null ? found : wildcard.find(method);
  }
}
