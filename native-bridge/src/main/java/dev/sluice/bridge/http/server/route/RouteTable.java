package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.server.TargetPaths;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Routes, compiled. A path without parameters is found by one look into a hash table, without
 * allocating; the others by a tree of segments. Precedence: a whole path, then at each segment a
 * text, a parameter, a wildcard. A path whose routes do not know the request's method is tried no
 * further, but less special ones are.
 *
 * <p>A request's path is what its URL shows, see {@link TargetPaths}. It is compared as it is: not
 * decoded, {@code /a} is not {@code /a/}, and letters count by their case. {@code /files/*} stands
 * for {@code /files/} and what is below it, not for {@code /files}.
 *
 * <p>Immutable, from any thread.
 */
public final class RouteTable {
  /** No routes: nothing is ever found. */
  public static final RouteTable EMPTY = new Builder().build();

  private final PathMap<MethodTable> exact;
  private final RouteNode patterns;
  private final int mostParameters;
  private final IdentityHashMap<Route, String> texts;

  private RouteTable(
      PathMap<MethodTable> exact,
      RouteNode patterns,
      int mostParameters,
      IdentityHashMap<Route, String> texts) {
    this.exact = exact;
    this.patterns = patterns;
    this.mostParameters = mostParameters;
    this.texts = texts;
  }

  /** What takes the parameters of requests that are looked up here; for one thread. */
  public RouteMatch newMatch() {
    return new RouteMatch(mostParameters);
  }

  /**
   * The route of a request.
   *
   * @param target the request's target as received; one that names a host is looked up by its path
   * @param match of {@link #newMatch}; has the parameters afterwards
   * @return null if there is none
   */
  public @Nullable Route find(String method, String target, RouteMatch match) {
    int query = target.indexOf('?');
    int end = query < 0 ? target.length() : query;
    if (target.startsWith("/") && TargetPaths.isPlain(target, 0, end)) {
      return find(method, target, end, match);
    }
    String path = TargetPaths.of(target);
    return path == null ? null : find(method, path, path.length(), match);
  }

  private @Nullable Route find(String method, String target, int end, RouteMatch match) {
    match.begin(target);
    MethodTable methods = exact.get(target, 0, end);
    Route found = methods == null ? null : methods.find(method);
    return found != null ? found : patterns.find(target, 1, end, method, match);
  }

  /** The pattern of a route of this table as it was written; if it has several, the first. */
  String pattern(Route route) {
    return texts.getOrDefault(route, "");
  }

  /** Makes a table. For one thread. */
  public static final class Builder {
    private final Map<String, MethodTable> exact = new HashMap<>();
    private final RouteNode patterns = new RouteNode();
    private final IdentityHashMap<Route, String> texts = new IdentityHashMap<>();
    private int mostParameters;

    /**
     * Adds a route.
     *
     * @param method the request's, by its case; null for whatever has no route of its own
     * @param pattern see {@link RoutePattern#parse}
     * @return the pattern as it was understood, with the names of its parameters
     * @throws BridgeException ERR_INVALID_ARG_VALUE for a pattern that is wrong, or that stands for
     *     the same requests as one before
     */
    public RoutePattern add(@Nullable String method, String pattern, Route route) {
      RoutePattern parsed = RoutePattern.parse(pattern);
      if (parsed.isExact()) {
        exact.computeIfAbsent(parsed.path(), _ -> new MethodTable()).add(method, parsed, route);
      } else {
        patterns.add(parsed, 0, method, route);
        mostParameters = Math.max(mostParameters, parsed.parameterNames().size());
      }
      texts.putIfAbsent(route, pattern);
      return parsed;
    }

    /** The table. The builder is of no more use. */
    public RouteTable build() {
      patterns.compile();
      return new RouteTable(new PathMap<>(exact), patterns, mostParameters, texts);
    }
  }
}
