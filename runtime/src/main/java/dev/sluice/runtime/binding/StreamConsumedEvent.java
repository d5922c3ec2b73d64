package dev.sluice.runtime.binding;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** One consumption of a stream or body, as Flight Recorder records it. */
@Name("dev.sluice.StreamConsumed")
@Label("Stream Consumed")
@Category("Sluice")
@Description("A stream or body was read whole")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // Flight Recorder reads the fields
final class StreamConsumedEvent extends Event {
  /** Asked whether anybody records; never committed. */
  private static final StreamConsumedEvent PROBE = new StreamConsumedEvent(null, null, 0, 0, null);

  @Label("Tag")
  private final @Nullable String tag;

  @Label("Way")
  @Description("static, native or script")
  private final @Nullable String way;

  @Label("Bytes")
  @DataAmount
  @Description("-1 if they were not counted")
  private final long bytes;

  @Label("Time")
  @Timespan(Timespan.NANOSECONDS)
  private final long time;

  @Label("Reason")
  @Description("Why no faster way was taken, or what went wrong")
  private final @Nullable String reason;

  private StreamConsumedEvent(
      @Nullable String tag, @Nullable String way, long bytes, long time, @Nullable String reason) {
    this.tag = tag;
    this.way = way;
    this.bytes = bytes;
    this.time = time;
    this.reason = reason;
  }

  /** Does a recording want these events? */
  static boolean isRecorded() {
    return PROBE.isEnabled();
  }

  /** Parameters as of {@link StreamWatcher#consumed}. */
  static void record(String tag, String way, long bytes, long nanos, String reason) {
    new StreamConsumedEvent(tag, way, bytes, nanos, reason).commit();
  }
}
