package dev.sluice.runtime;

import java.time.Duration;
import java.util.Locale;

/**
 * How a stream or body was read whole: the fast ways are there to be taken, and this shows whether
 * they were. Passed to {@link JsRuntimeBuilder#onStreamConsumed}, printed by {@code runtime
 * --trace-streams}, and recorded by Flight Recorder as {@code dev.sluice.StreamConsumed}.
 *
 * @param tag what it was made of: {@code JavaScript}, {@code Blob}, {@code File}, {@code Direct} or
 *     {@code Bytes} for streams; for a body that had no stream, what it held, such as {@code
 *     String}
 * @param way how it was read
 * @param bytes that came; -1 where they were not counted
 * @param time from the call to the value; zero where that was one step
 * @param reason why no faster way was possible, or what went wrong; empty for nothing
 */
public record StreamConsumption(String tag, Way way, long bytes, Duration time, String reason) {

  /** From the fastest to the slowest. */
  public enum Way {
    /** The bytes or the text were here and were handed over. */
    STATIC,
    /** Java moved the bytes; JavaScript was told of the end. */
    NATIVE,
    /** JavaScript looked at each chunk. */
    SCRIPT
  }

  /** One line for people, such as {@code File native, 4096 bytes, 0.310 ms}. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(64).append(tag).append(' ').append(wayName());
    if (bytes >= 0) {
      line.append(", ").append(bytes).append(bytes == 1 ? " byte" : " bytes");
    }
    line.append(", ").append(milliseconds());
    if (!reason.isEmpty()) {
      line.append(": ").append(reason);
    }
    return line.toString();
  }

  /** The way in lower case. */
  public String wayName() {
    return way.name().toLowerCase(Locale.ROOT);
  }

  private String milliseconds() {
    return String.format(Locale.ROOT, "%.3f ms", time.toNanos() / 1e6);
  }
}
