package dev.sluice.bridge.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** Bytes that went from a source to a sink, both in Java. */
@Name("dev.sluice.StreamPipe")
@Label("Stream Pipe")
@Category("Sluice")
@Description("A source was connected with a sink, without JavaScript in between")
@StackTrace(false)
@Throttle("1000/s")
@SuppressWarnings("UnusedVariable") // Flight Recorder reads the fields
public final class StreamPipeEvent extends Event {
  /** The error of a pipe that one of its owners has given up. */
  public static final String CANCELLED = "cancelled";

  /** Asked whether anybody records; never told. */
  private static final StreamPipeEvent PROBE = new StreamPipeEvent(null, null);

  @Label("Source")
  @Description("Its class: what the bytes came from")
  private final @Nullable Class<?> source;

  @Label("Sink")
  @Description("Its class: where the bytes went")
  private final @Nullable Class<?> sink;

  @Label("Bytes")
  @DataAmount
  private long bytes;

  @Label("Error")
  @Description("The code of what ended it too early")
  private @Nullable String error;

  private StreamPipeEvent(@Nullable Class<?> source, @Nullable Class<?> sink) {
    this.source = source;
    this.sink = sink;
  }

  static @Nullable StreamPipeEvent begun(Object source, Object sink) {
    if (!PROBE.isEnabled()) {
      return null;
    }
    StreamPipeEvent event = new StreamPipeEvent(source.getClass(), sink.getClass());
    event.begin();
    return event;
  }

  /**
   * It has ended.
   *
   * @param moved bytes that the sink had taken
   * @param code of what went wrong, or null
   */
  public void over(long moved, @Nullable String code) {
    end();
    bytes = moved;
    error = code;
    commit();
  }
}
