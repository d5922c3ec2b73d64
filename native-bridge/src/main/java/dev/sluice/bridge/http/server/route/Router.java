package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.http.server.Exchange;
import dev.sluice.bridge.http.server.RequestHandler;
import dev.sluice.bridge.http.server.ResponseHead;

/**
 * Brings each request to what answers it. Responses that are ready and files are answered here,
 * without the script; everything else is handed to one of its handlers. On the loop's thread.
 */
public final class Router implements RequestHandler {
  private static final int BAD_REQUEST = 400;

  private final FileResponder files;
  private RouteTable table;
  private RouteMatch match;
  private ScriptHandler scripts;
  private RequestHandler fallback;

  /**
   * @param files answers with files; of the same loop
   * @param table the routes
   * @param scripts the script's handlers of routes
   * @param fallback handles what no route is for
   */
  public Router(
      FileResponder files, RouteTable table, ScriptHandler scripts, RequestHandler fallback) {
    this.files = files;
    this.table = table;
    this.match = table.newMatch();
    this.scripts = scripts;
    this.fallback = fallback;
  }

  /**
   * Requests that come from now on are answered by these. Those that are in work stay where they
   * are, except that a file which turns out to be missing falls to the new fallback.
   */
  public void replace(RouteTable newTable, ScriptHandler newScripts, RequestHandler newFallback) {
    table = newTable;
    match = newTable.newMatch();
    scripts = newScripts;
    fallback = newFallback;
  }

  @Override
  public void handle(Exchange exchange) {
    Route route = table.find(exchange.method(), exchange.target(), match);
    if (route != null && exchange.isRecorded()) {
      exchange.route(table.pattern(route));
    }
    switch (route) {
      case null -> fallback.handle(exchange);
      case StaticResponse ready -> ready.answer(exchange, files.loop());
      case FileRoute file -> files.respond(exchange, file, other -> fallback.handle(other));
      case Route.Script(int id) -> {
        String[] parameters = match.parameters();
        if (parameters == null) {
          exchange.respond(
              ResponseHead.of(BAD_REQUEST, "Content-Type", "text/plain;charset=utf-8"),
              "The path is not percent-encoded UTF-8");
        } else {
          scripts.handle(exchange, id, parameters);
        }
      }
    }
  }
}
