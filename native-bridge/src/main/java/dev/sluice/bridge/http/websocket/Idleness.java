package dev.sluice.bridge.http.websocket;

/** How long a server's WebSocket has given no sign of life, in seconds. */
final class Idleness {
  /** What follows from it. */
  enum Verdict {
    NOTHING,
    /** It is to be asked for a sign of life. */
    PING,
    /** It is to be cut. */
    CUT
  }

  private final WebSocketOptions options;
  private boolean hasHeard;
  private int seconds;

  Idleness(WebSocketOptions options) {
    this.options = options;
  }

  /** Something has come. */
  void heard() {
    hasHeard = true;
  }

  /** A second has passed. */
  Verdict tick(Outbox outbox) {
    int limit = options.idleTimeout();
    if (limit == 0) {
      return Verdict.NOTHING;
    }
    boolean pings = options.sendPings();
    // What the socket has taken proves nothing where a ping can be answered.
    seconds = hasHeard || outbox.hasMoved() && !pings ? 0 : seconds + 1;
    hasHeard = false;
    if (seconds >= limit) {
      return Verdict.CUT;
    }
    return pings && seconds == options.pingAfter() ? Verdict.PING : Verdict.NOTHING;
  }
}
