package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.http.websocket.Topics;
import dev.sluice.bridge.http.websocket.WebSocket;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** A WebSocket of a server, for {@code bun/serve/websocket}. */
public final class ServerWebSocketBinding extends WebSocketBinding {
  private final WebSocketServerBinding server;
  private final @Nullable String remoteAddress;

  ServerWebSocketBinding(WebSocketServerBinding server, @Nullable String remoteAddress) {
    super(server.loop());
    this.server = server;
    this.remoteAddress = remoteAddress;
  }

  @Override
  WebSocketCallbacks callbacks() {
    return server.callbacks();
  }

  private WebSocket opened() {
    WebSocket opened = socket();
    if (opened == null) {
      throw new IllegalStateException("not open");
    }
    return opened;
  }

  /** The client's IP address; null over a Unix socket. */
  @Exported
  public @Nullable String remoteAddress() {
    return remoteAddress;
  }

  /** False if the socket has ended. */
  @Exported
  public boolean subscribe(String topic) {
    return server.topics().subscribe(opened(), topic);
  }

  /** Was it subscribed? */
  @Exported
  public boolean unsubscribe(String topic) {
    return Topics.unsubscribe(opened(), topic);
  }

  @Exported
  public boolean isSubscribed(String topic) {
    return Topics.isSubscribed(opened(), topic);
  }

  @Exported
  public int subscriptionCount() {
    return Topics.of(opened()).size();
  }

  /** The name of a topic that it is subscribed to, or null if there are not so many. */
  @Exported
  public @Nullable String subscription(int index) {
    List<String> topics = Topics.of(opened());
    return index < topics.size() ? topics.get(index) : null;
  }

  /** Publishes to all but this one; as {@link WebSocketServerBinding#publishText}. */
  @Exported
  public int publishText(String topic, String text, boolean compress) {
    return server.publishText(topic, text, compress, opened());
  }

  /** Likewise, bytes of an ArrayBuffer. */
  @Exported
  public int publishBytes(
      String topic, Value arrayBuffer, int offset, int length, boolean compress) {
    return server.publishBytes(topic, arrayBuffer, offset, length, compress, opened());
  }

  @Override
  public void onClose(int code, String reason, boolean wasClean) {
    server.closed();
    super.onClose(code, reason, wasClean);
  }
}
