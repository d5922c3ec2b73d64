package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** {@code internal.trace}: which way streams are consumed, for those who watch. */
public final class TraceBinding {
  private final @Nullable StreamWatcher watcher;

  TraceBinding(@Nullable StreamWatcher watcher) {
    this.watcher = watcher;
  }

  /** Does anybody watch? A recording may begin and end at any time. */
  @Exported
  public boolean isWatched() {
    return watcher != null || isRecorded();
  }

  /** Nanoseconds, for {@code begun} of {@link #note}; never 0. */
  @Exported
  public double now() {
    return System.nanoTime();
  }

  /**
   * Tells of a consumption.
   *
   * @param begun what {@link #now} gave at its beginning; 0 if it was one step, or unknown
   */
  @Exported
  public void note(String tag, String way, double bytes, String reason, double begun) {
    long nanos = begun == 0 ? 0 : Math.max(0, System.nanoTime() - (long) begun);
    if (watcher != null) {
      watcher.consumed(tag, way, (long) bytes, nanos, reason);
    }
    if (isRecorded()) {
      StreamConsumedEvent.record(tag, way, (long) bytes, nanos, reason);
    }
  }

  /** The class of an event, which no archive of classes can hold, is not loaded for nothing. */
  private static boolean isRecorded() {
    return FlightRecorder.isInitialized() && StreamConsumedEvent.isRecorded();
  }
}
