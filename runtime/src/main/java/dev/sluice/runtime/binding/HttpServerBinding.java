package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.http.server.Exchange;
import dev.sluice.bridge.http.server.HttpServer;
import dev.sluice.bridge.http.server.ServerOptions;
import dev.sluice.bridge.http.server.ServerStats;
import dev.sluice.bridge.http.server.route.CompressionPolicy;
import dev.sluice.bridge.http.server.route.FileResponder;
import dev.sluice.bridge.http.server.route.Router;
import dev.sluice.runtime.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * One server, as {@code bun/serve} holds it. While it listens, or answers what has come before it
 * stopped, it keeps the program running, unless {@link #unref} says otherwise. On the loop's
 * thread.
 */
public final class HttpServerBinding {
  private static final String[] NO_PARAMETERS = {};

  private final HttpBinding http;
  private final EventLoop loop;
  private final Value onRequest;
  private final RequestUrls urls;
  private final ResponseHeads heads = new ResponseHeads();
  private final @Nullable CompressionPolicy policy;
  private final boolean precompressed;
  private final List<Value> whenStopped = new ArrayList<>();
  private final HttpServer server;
  private final Router router;
  private boolean holdsLoop;
  private boolean isStopping;
  private boolean isStopped;

  /**
   * Listens.
   *
   * @param onRequest see {@link HttpBinding#listen}
   * @throws BridgeException if it cannot
   */
  HttpServerBinding(
      HttpBinding http, HttpConfigBinding config, HttpRoutesBinding routes, Value onRequest) {
    this.http = http;
    this.loop = http.loop();
    this.onRequest = onRequest;
    this.urls = new RequestUrls(config.isSecure());
    this.policy = config.compresses() ? CompressionPolicy.usual() : null;
    this.precompressed = config.isPrecompressed();
    this.router =
        new Router(
            new FileResponder(loop, policy),
            routes.table(policy, precompressed),
            this::handle,
            this::handle);
    ServerOptions options =
        config
            .options()
            .accessLog(config.logsAccess() ? new AccessLog(http.stdio())::log : null)
            .onAcceptError(this::acceptFailed)
            .build();
    this.server = HttpServer.listen(loop, loop.netty(), options, router, this::fault);
    ref();
  }

  private void acceptFailed(Throwable error) {
    http.stdio().writeError("Bun.serve: connections cannot be accepted for now: " + error + "\n");
  }

  /** A defect of ours; the client has been answered or cut. */
  private void fault(Throwable error) {
    http.stdio().writeError("Bun.serve: internal error: " + error + "\n");
  }

  private void handle(Exchange exchange) {
    handle(exchange, -1, NO_PARAMETERS);
  }

  private void handle(Exchange exchange, int route, String[] parameters) {
    loop.runTask(
        () -> {
          try {
            onRequest.executeVoid(new ExchangeBinding(exchange, this, parameters), route);
          } catch (RuntimeException e) {
            // What a handler throws has been dealt with: this is a defect, or the runtime's end.
            exchange.abort(null);
            throw e;
          }
        });
  }

  HttpBinding http() {
    return http;
  }

  EventLoop loop() {
    return loop;
  }

  RequestUrls urls() {
    return urls;
  }

  ResponseHeads heads() {
    return heads;
  }

  /** How responses of scripts are compressed, or null. */
  @Nullable CompressionPolicy policy() {
    return policy;
  }

  /** −1 for a Unix socket. */
  @Exported
  public int port() {
    return isStopping ? 0 : server.port();
  }

  /** The IP address that it listens on. */
  @Exported
  public @Nullable String address() {
    return Addresses.text(server.address());
  }

  @Exported
  public String family() {
    return Addresses.family(server.address());
  }

  @Exported
  public int pendingRequests() {
    return server.stats().pendingRequests();
  }

  @Exported
  public ServerStats stats() {
    return server.stats();
  }

  /**
   * Replaces the routes for requests that come from now on.
   *
   * @throws BridgeException as {@link HttpRoutesBinding#table}
   */
  @Exported
  public void reload(HttpRoutesBinding routes) {
    router.replace(routes.table(policy, precompressed), this::handle, this::handle);
  }

  @Exported
  public void ref() {
    if (!holdsLoop && !isStopped) {
      holdsLoop = true;
      loop.ref();
    }
  }

  @Exported
  public void unref() {
    if (holdsLoop) {
      holdsLoop = false;
      loop.unref();
    }
  }

  /**
   * Stops listening, and closes connections as their exchanges end, or at once.
   *
   * @param callback called without an error when the last one is closed
   */
  @Exported
  public void stop(boolean now, Value callback) {
    whenStopped.add(callback);
    isStopping = true;
    server.close(now, this::stopped);
  }

  /** Cuts what runs after a {@link #stop} that let it. */
  @Exported
  public void cut() {
    server.close(true, this::stopped);
  }

  private void stopped() {
    if (!isStopped) {
      isStopped = true;
      http.closed(this);
      unref();
      whenStopped.forEach(callback -> callback.executeVoid(null, null));
      whenStopped.clear();
    }
  }

  /** The runtime ends. */
  void closeNow() {
    isStopping = true;
    server.close(true, () -> {});
  }
}
