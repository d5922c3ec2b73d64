package dev.sluice.runtime.binding;

import dev.sluice.bridge.http.server.Exchange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A line on standard error for each request, at its end: time, client, request, status, bytes sent,
 * milliseconds. What a client has sent cannot make a line of its own: control characters are
 * escaped.
 */
final class AccessLog {
  private static final double NANOS_A_MILLI = 1e6;

  private final StdioBinding stdio;

  AccessLog(StdioBinding stdio) {
    this.stdio = stdio;
  }

  void log(Exchange exchange) {
    String client = Addresses.text(exchange.remoteAddress());
    stdio.writeError(
        Instant.now().truncatedTo(ChronoUnit.MILLIS)
            + " "
            + (client == null ? "-" : client)
            + " \""
            + printable(exchange.method())
            + ' '
            + printable(exchange.target())
            + ' '
            + exchange.protocol()
            + "\" "
            + (exchange.isAborted() ? "cut" : Integer.toString(exchange.status()))
            + ' '
            + exchange.bytesSent()
            + ' '
            + Math.round(exchange.nanoseconds() / NANOS_A_MILLI * 1000) / 1000.0
            + " ms\n");
  }

  private static String printable(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c >= 0x7F) {
        if (out == null) {
          out = new StringBuilder(text.length() + 16).append(text, 0, i);
        }
        out.append("\\u%04x".formatted((int) c));
      } else if (out != null) {
        out.append(c);
      }
    }
    return out == null ? text : out.toString();
  }
}
