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

/** One connection to a server, from the moment it was accepted to its end. */
@Name("dev.sluice.HttpConnection")
@Label("HTTP Connection")
@Category("Sluice")
@Description("A connection to a server has ended")
@StackTrace(false)
@Throttle("1000/s")
@SuppressWarnings("UnusedVariable") // Flight Recorder reads the fields
public final class HttpConnectionEvent extends Event {
  /** Asked whether anybody records; never told. */
  private static final HttpConnectionEvent PROBE = new HttpConnectionEvent();

  @Label("Remote Address")
  private @Nullable String remoteAddress;

  @Label("Protocol")
  @Description("None if no request came")
  private @Nullable String protocol;

  @Label("Requests")
  @Description("Answered or cut")
  private long requests;

  @Label("Bytes In")
  @Description("Of the requests' bodies")
  @DataAmount
  private long bytesIn;

  @Label("Bytes Out")
  @Description("Of the responses; of HTTP/2 only their bodies")
  @DataAmount
  private long bytesOut;

  private HttpConnectionEvent() {}

  static @Nullable HttpConnectionEvent begun() {
    if (!PROBE.isEnabled()) {
      return null;
    }
    HttpConnectionEvent event = new HttpConnectionEvent();
    event.begin();
    return event;
  }

  /** A request on it is over. */
  public void request(String ofProtocol, long in, long out) {
    protocol = ofProtocol;
    requests++;
    bytesIn += in;
    bytesOut += out;
  }

  /** It is closed. */
  public void over(String remote) {
    end();
    if (shouldCommit()) {
      remoteAddress = remote;
      commit();
    }
  }
}
