package dev.sluice.bridge.http.websocket;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.server.Exchange;
import org.jspecify.annotations.Nullable;

/** A server's side of the opening handshake (RFC 6455 §4.2). */
public final class ServerHandshake {
  private static final String VERSION = "13";
  private static final String PROTOCOL = "Sec-WebSocket-Protocol";
  private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

  private ServerHandshake() {}

  /**
   * Turns an exchange into a WebSocket, if its request asks for one. The subprotocol is the first
   * that the client names, unless {@code more} has one. Who may connect is not looked at: that is
   * what Origin and cookies are for.
   *
   * @param more further fields of the answer; those of the handshake are passed over, but for
   *     Sec-WebSocket-Protocol
   * @return null if the request does not ask for a WebSocket of version 13, or the connection
   *     cannot become one; the exchange is not answered then
   * @throws BridgeException if a field cannot be sent; likewise
   */
  public static @Nullable WebSocket accept(
      Exchange exchange,
      HeaderFields more,
      WebSocketOptions options,
      WebSockets room,
      WebSocketListener listener) {
    HeaderFields asked = exchange.fields();
    String key = asked.get("sec-websocket-key");
    if (key == null
        || !HandshakeKeys.isKey(key)
        || asked.count("sec-websocket-key") != 1
        || !exchange.method().equals("GET")
        || !VERSION.equals(asked.get("sec-websocket-version"))
        || !asked.hasToken("upgrade", "websocket")
        || !asked.hasToken("connection", "upgrade")) {
      return null;
    }
    HeaderFields answer = new HeaderFields();
    answer.add("Upgrade", "websocket");
    answer.add("Sec-WebSocket-Accept", HandshakeKeys.answer(key));
    PerMessageDeflate deflate =
        options.deflate() ? PerMessageDeflate.accept(asked.joined(EXTENSIONS)) : null;
    if (deflate != null) {
      answer.add(EXTENSIONS, deflate.response());
    }
    String protocol = more.get(PROTOCOL);
    if (protocol == null) {
      protocol = first(asked.get(PROTOCOL));
    }
    if (protocol != null && !protocol.isEmpty()) {
      answer.add(PROTOCOL, protocol);
    }
    for (int i = 0; i < more.size(); i++) {
      if (!isOurs(more.name(i))) {
        answer.add(more.name(i), more.value(i));
      }
    }
    WebSocket socket = new WebSocket(room, options, true, deflate, exchange.stats(), listener);
    return exchange.upgrade(answer, socket.successor()) ? socket : null;
  }

  private static @Nullable String first(@Nullable String list) {
    if (list == null) {
      return null;
    }
    int comma = list.indexOf(',');
    return (comma < 0 ? list : list.substring(0, comma)).strip();
  }

  private static boolean isOurs(String name) {
    return name.equalsIgnoreCase("upgrade")
        || name.equalsIgnoreCase("sec-websocket-accept")
        || name.equalsIgnoreCase(EXTENSIONS)
        || name.equalsIgnoreCase(PROTOCOL);
  }
}
