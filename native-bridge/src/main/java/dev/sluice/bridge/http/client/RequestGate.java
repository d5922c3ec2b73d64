package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import java.net.InetAddress;
import java.util.concurrent.CompletionStage;

/**
 * Decides on each request that leaves, before a name is looked up or a connection taken: those of
 * fetch(), each hop of its redirects, event streams, WebSockets, connections for later. Asked on
 * the loop's thread, which it must not block; a verdict that takes long comes by its stage, from
 * any thread.
 */
@FunctionalInterface
public interface RequestGate {
  /** The code of a request that was refused. */
  String ACCESS_DENIED = "ERR_ACCESS_DENIED";

  /**
   * Asks. A stage that fails, or that gives null, refuses the request.
   *
   * @param request its body is not to be touched
   * @param loop that the sources of an answer are read on
   */
  CompletionStage<Verdict> ask(ClientRequest request, Occasion occasion, Loop loop);

  /**
   * May a connection be made to this address? Asked on the loop's thread about each address that a
   * name resolves to, when it is about to be connected to, so that no second look-up can come
   * between; about a proxy's, where there is one. Not about Unix sockets.
   *
   * @param host as the request, or the proxy, names it
   */
  default boolean admits(String host, InetAddress address) {
    return true;
  }

  /** What becomes of a request. */
  sealed interface Verdict {
    /**
     * It goes on.
     *
     * @param request the one that was asked about, or another in its place with the same body
     */
    record Pass(ClientRequest request) implements Verdict {}

    /** It does not; the caller hears of the reason. */
    record Refuse(BridgeException reason) implements Verdict {}

    /**
     * It does not, and this is its response.
     *
     * @param response whose body is opened when somebody reads it
     */
    record Answer(ClientResponse response) implements Verdict {}
  }
}
