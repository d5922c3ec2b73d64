package dev.sluice.bridge.http.server;

/**
 * Who answers requests.
 *
 * <p>Called by Netty on the loop's thread, not in a task: one that enters a script does so through
 * {@link dev.sluice.bridge.Loop#runTask}.
 */
@FunctionalInterface
public interface RequestHandler {
  /**
   * Answers, now or later, on the loop's thread. What it throws is answered with 500, or cuts a
   * response that has begun.
   */
  void handle(Exchange exchange);
}
