package dev.sluice.bridge.http.server.route;

import io.netty.handler.codec.DateFormatter;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Dates in fields (RFC 9110 §5.6.7), which know seconds only. Times are in seconds since 1970. */
@SuppressWarnings("JavaUtilDate") // what the formatter takes and gives
final class HttpDates {
  private static final long MILLIS = 1000;

  /** The longest of the formats has 33; Netty throws at more than 64. */
  private static final int LONGEST = 64;

  /** No time: the field is missing, or no date. */
  static final long NONE = Long.MIN_VALUE;

  private HttpDates() {}

  static String format(long seconds) {
    return DateFormatter.format(new Date(seconds * MILLIS));
  }

  /** What a field says, in any of the three formats, or {@link #NONE}. */
  static long parse(@Nullable String field) {
    Date date =
        field == null || field.length() > LONGEST ? null : DateFormatter.parseHttpDate(field);
    return date == null ? NONE : Math.floorDiv(date.getTime(), MILLIS);
  }
}
