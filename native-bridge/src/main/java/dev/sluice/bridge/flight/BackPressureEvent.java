package dev.sluice.bridge.flight;

import java.net.SocketAddress;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** One wait of a body for a peer that did not read: the source of the body stood still. */
@Name("dev.sluice.BackPressure")
@Label("Back-Pressure")
@Category("Sluice")
@Description("The body of a response, or of a request of fetch(), had to wait for its reader")
@StackTrace(false)
@Throttle("1000/s")
@SuppressWarnings("UnusedVariable") // Flight Recorder reads the fields
public final class BackPressureEvent extends Event {
  /** Asked whether anybody records; never told. */
  private static final BackPressureEvent PROBE = new BackPressureEvent(null, null, 0);

  @Label("Local Address")
  private final @Nullable String localAddress;

  @Label("Remote Address")
  private final @Nullable String remoteAddress;

  @Label("Bytes")
  @Description("How much of the body had been taken before")
  @DataAmount
  private final long bytes;

  private BackPressureEvent(
      @Nullable String localAddress, @Nullable String remoteAddress, long bytes) {
    this.localAddress = localAddress;
    this.remoteAddress = remoteAddress;
    this.bytes = bytes;
  }

  static @Nullable BackPressureEvent begun(
      @Nullable SocketAddress local, @Nullable SocketAddress remote, long bytes) {
    if (!PROBE.isEnabled()) {
      return null;
    }
    BackPressureEvent event =
        new BackPressureEvent(
            local == null ? null : local.toString(),
            remote == null ? null : remote.toString(),
            bytes);
    event.begin();
    return event;
  }

  /** It goes on, or it will not any more. */
  public void over() {
    end();
    commit();
  }
}
