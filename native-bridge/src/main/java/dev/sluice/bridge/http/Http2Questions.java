package dev.sluice.bridge.http;

import java.util.concurrent.TimeUnit;

/**
 * Counts the frames of HTTP/2 that have to be answered, SETTINGS and PING: each costs the other
 * side next to nothing, and us an answer. Who asks too often is shut out with ENHANCE_YOUR_CALM.
 */
public final class Http2Questions {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** In the time of one window. */
  private static final int LIMIT = 2_000;

  private long windowStart = System.nanoTime();
  private int count;

  /**
   * One more has come.
   *
   * @return whether that was one too many
   */
  public boolean isOneTooMany() {
    long now = System.nanoTime();
    if (now - windowStart > WINDOW_NANOS) {
      windowStart = now;
      count = 0;
    }
    return ++count > LIMIT;
  }
}
