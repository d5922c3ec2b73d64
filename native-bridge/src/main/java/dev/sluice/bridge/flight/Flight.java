package dev.sluice.bridge.flight;

import java.net.SocketAddress;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Begins events of Flight Recorder. Each method gives null while nobody records its event, and what
 * gets null has nothing more to do: no object, no look at a clock.
 *
 * <p>As long as no recording was ever started in this process, the classes of the events are not
 * even loaded, which no archive of classes can hold ready. An event begins and is told on the
 * thread of one loop.
 */
public final class Flight {
  private Flight() {}

  /** Has a recording ever been started in this process? */
  public static boolean isOn() {
    return FlightRecorder.isInitialized();
  }

  /** A request has come to a server. */
  public static @Nullable HttpRequestEvent request() {
    return isOn() ? HttpRequestEvent.begun() : null;
  }

  /** A server has accepted a connection. */
  public static @Nullable HttpConnectionEvent connection() {
    return isOn() ? HttpConnectionEvent.begun() : null;
  }

  /**
   * A body begins to wait for the connection that it is sent over.
   *
   * @param local our end of it
   * @param remote the other end
   * @param bytes how many of the body went before
   */
  public static @Nullable BackPressureEvent backPressure(
      @Nullable SocketAddress local, @Nullable SocketAddress remote, long bytes) {
    return isOn() ? BackPressureEvent.begun(local, remote, bytes) : null;
  }

  /** A source is connected with a sink. */
  public static @Nullable StreamPipeEvent pipe(Object source, Object sink) {
    return isOn() ? StreamPipeEvent.begun(source, sink) : null;
  }

  /** The client has been given a request. */
  public static @Nullable FetchEvent fetch() {
    return isOn() ? FetchEvent.begun() : null;
  }

  /** A request target without its query, which may hold what is nobody's business, and host. */
  static String path(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    int scheme = path.indexOf("://");
    if (path.startsWith("/") || scheme < 0) {
      return path;
    }
    int slash = path.indexOf('/', scheme + 3);
    return slash < 0 ? "/" : path.substring(slash);
  }
}
