package dev.sluice.bridge.http.client;

import java.util.concurrent.TimeUnit;

/**
 * Counts the bodies that have been handed out and that nobody has pulled from. Each has a
 * connection, and what a program has forgotten is found only by the garbage collector, which sees
 * small objects and neither connections nor pooled memory: when there are many, it is asked.
 *
 * <p>On the loop's thread.
 */
final class UnreadBodies {
  /** So many are nothing unusual. */
  static final int FEW = 256;

  /** Collections take time that a program wants for itself. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Runnable collect;
  private int count;

  /** Twice what was left over, so that many that are really wanted ask for few collections. */
  private int limit = FEW;

  private boolean hasCollected;
  private long collectedAt;

  /**
   * @param collect asks the collector, without waiting for it
   */
  UnreadBodies(Runnable collect) {
    this.collect = collect;
  }

  /** Asks the collector of this machine. */
  static void collectSoon() {
    var _ = Thread.ofPlatform().daemon().name("sluice-collection").start(System::gc);
  }

  void add() {
    count++;
    long now = System.nanoTime();
    if (count > limit && (!hasCollected || now - collectedAt >= PAUSE_NANOS)) {
      hasCollected = true;
      collectedAt = now;
      limit = 2 * count;
      collect.run();
    }
  }

  int count() {
    return count;
  }

  void remove() {
    count--;
    limit = Math.max(FEW, Math.min(limit, 2 * count));
  }
}
