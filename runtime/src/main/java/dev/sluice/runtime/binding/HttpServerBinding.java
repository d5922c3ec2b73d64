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
import java.util.function.Consumer;
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
  private final String address;
  private @Nullable SharedServer shared;
  private @Nullable WebSocketServerBinding webSockets;
  private boolean holdsLoop;
  private boolean isStopping;
  private boolean isClosed;
  private boolean isStopped;

  /**
   * Listens.
   *
   * @param onRequest see {@link HttpBinding#listen}
   * @param with the server that this is to share the work of, or null
   * @throws BridgeException if it cannot
   */
  HttpServerBinding(
      HttpBinding http,
      HttpConfigBinding config,
      HttpRoutesBinding routes,
      Value onRequest,
      @Nullable SharedServer with) {
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
    this.address = config.address();
    this.shared = with;
    ServerOptions.Builder options =
        config
            .options()
            .accessLog(config.logsAccess() ? new AccessLog(http.stdio())::log : null)
            .onAcceptError(this::acceptFailed);
    if (with != null) {
      with.complete(options);
    } else if (config.threads() > 1) {
      spread(options);
    }
    this.server = open(options.build(), with);
    holdsLoop = true;
    loop.ref();
  }

  /** Several sockets are to listen on the port, but all of them ours, unless a script wants it. */
  private static void spread(ServerOptions.Builder options) {
    ServerOptions wanted = options.build();
    if (wanted.unixPath() == null && HttpServer.spreadsConnections()) {
      if (!wanted.reusePort()) {
        HttpServer.requireFree(wanted.hostname(), wanted.port());
      }
      options.reusePort(true);
    }
  }

  private HttpServer open(ServerOptions options, @Nullable SharedServer with) {
    if (with == null) {
      return HttpServer.listen(loop, loop.netty(), options, router, this::fault);
    }
    HttpServer first = with.first().server();
    if (!with.spreads()) {
      return HttpServer.attach(loop, loop.netty(), options, router, this::fault, first);
    }
    return with.otherGeneration(this) == null
        ? HttpServer.listen(loop, loop.netty(), options, router, this::fault)
        : HttpServer.succeed(loop, loop.netty(), options, router, this::fault, first);
  }

  /** Makes this the first of several that share the work. */
  SharedServer share() {
    SharedServer made = new SharedServer(this);
    shared = made;
    return made;
  }

  boolean isShared() {
    return shared != null;
  }

  /** Does it share the work of a server that asked for this address? */
  boolean isNamed(String asked) {
    return shared != null && address.equals(asked);
  }

  void webSockets(WebSocketServerBinding made) {
    webSockets = made;
  }

  @Nullable WebSocketServerBinding webSockets() {
    return webSockets;
  }

  /** Does something with the WebSockets of each other thread, on its thread. */
  void forOtherThreads(Consumer<WebSocketServerBinding> action) {
    if (shared != null) {
      shared.forOthersThan(
          this,
          other -> {
            WebSocketServerBinding there = other.webSockets();
            if (there != null) {
              action.accept(there);
            }
          });
    }
  }

  private boolean isFirst() {
    return http.threads().index() == 0;
  }

  HttpServer server() {
    return server;
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

  /** Is it the same thread's of another generation? */
  boolean replaces(HttpServerBinding other) {
    return loop != other.loop && http.threads().index() == other.http.threads().index();
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

  /** The port that it listens on, or did; −1 for a Unix socket. */
  @Exported
  public int port() {
    return server.port();
  }

  /** The IP address that it listens on, or did. */
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
    return stats().pendingRequests();
  }

  /** What all threads have counted. */
  @Exported
  public ServerStats stats() {
    return shared == null ? server.stats() : shared.stats();
  }

  /** How many threads answer now. */
  @Exported
  public int threads() {
    return shared == null ? 1 : shared.threads();
  }

  /**
   * Replaces the routes for requests that come from now on; on the first of several threads the
   * others start anew.
   *
   * @throws BridgeException as {@link HttpRoutesBinding#table}
   */
  @Exported
  public void reload(HttpRoutesBinding routes) {
    router.replace(routes.table(policy, precompressed), this::handle, this::handle);
    if (shared != null && isFirst() && !isStopping) {
      http.threads().restart();
    }
  }

  /** On a thread that is not the first, nothing: how long a program lives is the first's affair. */
  @Exported
  public void ref() {
    if (!holdsLoop && !isStopped && isFirst()) {
      holdsLoop = true;
      loop.ref();
    }
  }

  /** Likewise. */
  @Exported
  public void unref() {
    if (isFirst()) {
      release();
    }
  }

  private void release() {
    if (holdsLoop) {
      holdsLoop = false;
      loop.unref();
    }
  }

  /**
   * Stops listening, and closes connections as their exchanges end, or at once: on all threads,
   * whichever asks.
   *
   * @param callback called without an error when the last one is closed; on a thread that is not
   *     the first, the last one of its own
   */
  @Exported
  public void stop(boolean now, Value callback) {
    whenStopped.add(callback);
    stop(now);
  }

  /** Cuts what runs after a {@link #stop} that let it. */
  @Exported
  public void cut() {
    stop(true);
  }

  void stop(boolean now) {
    if (shared == null) {
      stopAlone(now);
    } else if (isFirst()) {
      shared.stopOthers(now);
      stopAlone(now);
    } else {
      isStopping = true;
      shared.stop(now);
    }
  }

  /** Stops on this thread. */
  void stopAlone(boolean now) {
    isStopping = true;
    server.close(now, this::closed);
  }

  /** Stops on this thread, which is not the first, while others go on in its place. */
  void retire() {
    isStopping = true;
    if (shared == null) {
      server.close(false, this::closed);
    } else {
      List<HttpServer> heirs = shared.heirs(this);
      HttpServerBinding successor = shared.otherGeneration(this);
      server.retire(successor == null ? null : successor.server(), heirs, this::closed);
    }
  }

  /** This thread's last connection is closed. */
  private void closed() {
    isClosed = true;
    if (shared == null || !isFirst() || shared.isAlone()) {
      stopped();
    }
  }

  /** On the first thread: those of all others are. */
  void othersStopped() {
    if (isClosed) {
      stopped();
    }
  }

  private void stopped() {
    if (!isStopped) {
      isStopped = true;
      http.closed(this);
      if (shared != null) {
        if (isFirst()) {
          http.threads().servers().remove(shared);
          http.threads().stopped();
        } else {
          shared.leave(this);
        }
      }
      release();
      whenStopped.forEach(callback -> callback.executeVoid(null, null));
      whenStopped.clear();
    }
  }

  /** The runtime ends. */
  void closeNow() {
    isStopping = true;
    server.close(true, () -> {});
    if (shared != null && !isFirst()) {
      shared.leave(this);
    }
  }
}
