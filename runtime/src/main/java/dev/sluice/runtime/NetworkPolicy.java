package dev.sluice.runtime;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Decides on each request that a script sends: it may look at it, let it go, refuse it, change it
 * or answer it in the server's place. {@link JsRuntimeBuilder#network} sets it.
 *
 * {@snippet :
 * NetworkPolicy policy =
 *     NetworkPolicy.of(
 *         request ->
 *             request.host().endsWith(".example.com")
 *                 ? NetworkDecision.allow()
 *                 : NetworkDecision.deny(request.host() + " is none of ours"));
 * }
 *
 * <p>Asked about are {@code fetch()}, each hop of its redirects, event streams, WebSockets, S3, and
 * connections opened for later: all that leaves by the runtime's HTTP client, before a name is
 * looked up. Not asked about are {@code data:}, {@code blob:} and {@code file:} URLs, which do not
 * leave, and servers.
 *
 * <p>{@link #decide} is called on the runtime's thread, which it must not block: what takes long is
 * done elsewhere, and its decision comes by the stage, from any thread. A runtime whose server has
 * several threads asks from each of them. A policy that throws, or whose stage fails or gives null,
 * refuses the request; what it has thrown goes to the thread's {@link
 * Thread.UncaughtExceptionHandler} and is not shown to the script.
 *
 * <p>{@link #decide} sees names; what they resolve to is for {@link #admits} to judge.
 */
@FunctionalInterface
public interface NetworkPolicy {
  /** Decides on a request. */
  CompletionStage<NetworkDecision> decide(NetworkRequest request);

  /**
   * May a connection be made to this address? By default to all. Called on the runtime's thread for
   * each address of a name when it is about to be connected to, so that nobody can change what the
   * name resolves to in between; the address is the proxy's where a request goes through one. A
   * request none of whose addresses is admitted fails with {@code ERR_ACCESS_DENIED}.
   *
   * @param host as the request, or the proxy, names it
   */
  default boolean admits(String host, InetAddress address) {
    return true;
  }

  /** A policy that decides at once. */
  static NetworkPolicy of(Function<NetworkRequest, NetworkDecision> decision) {
    return request -> CompletableFuture.completedFuture(decision.apply(request));
  }

  /**
   * Refuses everything.
   *
   * @param reason told to the script
   */
  static NetworkPolicy denyAll(String reason) {
    return of(_ -> NetworkDecision.deny(reason));
  }
}
