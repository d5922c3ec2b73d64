package dev.sluice.bridge.flight;

import java.util.Locale;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** One request to a server and the response to it, from the head's arrival to the last byte. */
@Name("dev.sluice.HttpRequest")
@Label("HTTP Request")
@Category("Sluice")
@Description("A server has answered a request, or the exchange was cut")
@StackTrace(false)
@Throttle("1000/s")
@SuppressWarnings("UnusedVariable") // Flight Recorder reads the fields
public final class HttpRequestEvent extends Event {
  /** Asked whether anybody records; never told. */
  private static final HttpRequestEvent PROBE = new HttpRequestEvent();

  @Label("Method")
  private @Nullable String method;

  @Label("Path")
  @Description("Without host and query")
  private @Nullable String path;

  @Label("Route")
  @Description("The pattern of the route that answered; none if fetch() did")
  private @Nullable String route;

  @Label("Status")
  @Description("0 if it was cut before there was a response")
  private int status;

  @Label("Way")
  @Description("static, native or script")
  private @Nullable String way;

  @Label("Protocol")
  private @Nullable String protocol;

  @Label("Bytes In")
  @Description("Of the request's body")
  @DataAmount
  private long bytesIn;

  @Label("Bytes Out")
  @Description("Of the response; of HTTP/2 only its body")
  @DataAmount
  private long bytesOut;

  @Label("Cut")
  @Description("The code of what cut it before it was complete")
  private @Nullable String cut;

  private HttpRequestEvent() {}

  static @Nullable HttpRequestEvent begun() {
    if (!PROBE.isEnabled()) {
      return null;
    }
    HttpRequestEvent event = new HttpRequestEvent();
    event.begin();
    return event;
  }

  /** The pattern of the route that it was given to. */
  public void route(String pattern) {
    route = pattern;
  }

  /**
   * It is over.
   *
   * @param target as received
   * @param taken which way the response went; null if there is none
   * @param code of the error that cut it, or null
   */
  public void over(
      String ofMethod,
      String target,
      String ofProtocol,
      int ofStatus,
      @Nullable Enum<?> taken,
      long in,
      long out,
      @Nullable String code) {
    end();
    if (!shouldCommit()) {
      return;
    }
    method = ofMethod;
    path = Flight.path(target);
    protocol = ofProtocol;
    status = ofStatus;
    way = taken == null ? null : taken.name().toLowerCase(Locale.ROOT);
    bytesIn = in;
    bytesOut = out;
    cut = code;
    commit();
  }
}
