package dev.sluice.bridge.http.websocket;

import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.Origin;
import java.util.List;

/**
 * What a client asks a server for.
 *
 * @param origin the server, and how to get there
 * @param authority the value of Host
 * @param target path and query
 * @param protocols subprotocols, the preferred one first; tokens
 * @param fields further ones; those of the handshake are passed over
 */
public record ClientRequest(
    Origin origin, String authority, String target, List<String> protocols, HeaderFields fields) {
  public ClientRequest {
    protocols = List.copyOf(protocols);
  }
}
