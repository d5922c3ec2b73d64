package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;

/**
 * {@code internal.clock}: monotonic time since the context's time origin (High Resolution Time §4).
 */
public final class ClockBinding {
  private final long originNanos = System.nanoTime();
  private final double originMillis;

  ClockBinding() {
    var now = java.time.Instant.now();
    originMillis = now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
  }

  /** Milliseconds since the time origin, to the nanosecond; never goes back. */
  @Exported
  public double now() {
    return (System.nanoTime() - originNanos) / 1e6;
  }

  /** The time origin in milliseconds since 1970. */
  @Exported
  public double timeOrigin() {
    return originMillis;
  }
}
