package dev.sluice.runtime.binding;

/** Whoever wants to know which way each stream was consumed. */
@FunctionalInterface
public interface StreamWatcher {
  /**
   * Called on the loop's thread at the end of a consumption.
   *
   * @param tag what was consumed
   * @param way {@code static}, {@code native} or {@code script}
   * @param bytes that came, -1 if they were not counted
   * @param nanos how long it took
   * @param reason why no faster way was taken, or empty
   */
  void consumed(String tag, String way, long bytes, long nanos, String reason);
}
