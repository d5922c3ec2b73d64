package dev.sluice.bridge.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** One request of the client's, from the call to the last byte that anybody took. */
@Name("dev.sluice.Fetch")
@Label("Fetch")
@Category("Sluice")
@Description("A request of fetch() has ended; a redirect is another one")
@StackTrace(false)
@Throttle("1000/s")
@SuppressWarnings("UnusedVariable") // Flight Recorder reads the fields
public final class FetchEvent extends Event {
  /** The error of a request that was given up, or whose response nobody read to its end. */
  public static final String LEFT = "left";

  /** Asked whether anybody records; never told. */
  private static final FetchEvent PROBE = new FetchEvent();

  private final transient long start = System.nanoTime();

  @Label("Method")
  private @Nullable String method;

  @Label("Authority")
  @Description("Host and port, or the path of a Unix socket")
  private @Nullable String authority;

  @Label("Secure")
  private boolean secure;

  @Label("Path")
  @Description("Without query")
  private @Nullable String path;

  @Label("Status")
  @Description("0 if there was no response")
  private int status;

  @Label("Protocol")
  private @Nullable String protocol;

  @Label("Time To Head")
  @Description("Until the response's head had come, connecting and sending included")
  @Timespan(Timespan.NANOSECONDS)
  private long timeToHead = Long.MIN_VALUE;

  @Label("Bytes Out")
  @Description("Length of the request's body, -1 if it was not known")
  @DataAmount
  private long bytesOut;

  @Label("Bytes In")
  @Description("Of the response's body, before any content coding is undone")
  @DataAmount
  private long bytesIn;

  @Label("Error")
  @Description("The code of what went wrong; left: given up, or not read to the end")
  private @Nullable String error = LEFT;

  private FetchEvent() {}

  static @Nullable FetchEvent begun() {
    if (!PROBE.isEnabled()) {
      return null;
    }
    FetchEvent event = new FetchEvent();
    event.begin();
    return event;
  }

  /**
   * What is asked for.
   *
   * @param where host and port
   * @param length of the request's body; 0 for none
   */
  public void request(String ofMethod, String where, boolean isSecure, String target, long length) {
    method = ofMethod;
    authority = where;
    secure = isSecure;
    path = Flight.path(target);
    bytesOut = length;
  }

  /** The head has come. */
  public void head(int ofStatus, String ofProtocol) {
    status = ofStatus;
    protocol = ofProtocol;
    timeToHead = System.nanoTime() - start;
  }

  /** Bytes of the body were taken. */
  public void took(long bytes) {
    bytesIn += bytes;
  }

  /** The whole body has been taken, or the response has none. */
  public void complete() {
    error = null;
  }

  /** It has failed. */
  public void failed(String code) {
    error = code;
  }

  /** Nothing more will happen. */
  public void over() {
    end();
    commit();
  }
}
