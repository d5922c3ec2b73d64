package dev.sluice.bridge.http.server;

import dev.sluice.bridge.http.HeaderFields;

/**
 * What a response begins with. Content-Length, Transfer-Encoding, Connection and Date are the
 * exchange's: among {@code fields} the first three are passed over, but for the «close» of a
 * Connection, and Date is kept as it is.
 *
 * @param status from 200 to 999
 * @param statusText the reason phrase; empty for the usual one
 * @param fields not changed by the exchange, and by nobody else before the response is complete
 */
public record ResponseHead(int status, String statusText, HeaderFields fields) {
  /** A response with the usual reason phrase. */
  public static ResponseHead of(int status, String... namesAndValues) {
    return new ResponseHead(status, "", HeaderFields.of(namesAndValues));
  }
}
