package dev.sluice.bridge.http.client;

import dev.sluice.bridge.http.HeaderFields;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param method a token, case-sensitive
 * @param target path and query as the server is to get them, such as {@code /a?b=c}
 * @param authority for the field Host, unless {@code fields} have one: host, and port where it is
 *     not the scheme's own
 * @param fields without line breaks, not changed any more. Content-Length and Transfer-Encoding are
 *     seen to here and not taken from them; of Connection, what matters is whether it says {@code
 *     close}
 * @param body null for none
 */
public record ClientRequest(
    Origin origin,
    String method,
    String target,
    String authority,
    HeaderFields fields,
    @Nullable RequestBody body,
    Timeouts timeouts) {

  /**
   * Is it to have a connection of HTTP/1.1 to itself, that ends with the response (RFC 9112 §9.6)?
   * One of HTTP/2 is shared all the same.
   */
  boolean closes() {
    return fields.hasToken("connection", "close");
  }
}
