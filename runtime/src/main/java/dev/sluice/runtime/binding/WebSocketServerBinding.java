package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.websocket.OutboundMessage;
import dev.sluice.bridge.http.websocket.ServerHandshake;
import dev.sluice.bridge.http.websocket.Topics;
import dev.sluice.bridge.http.websocket.WebSocket;
import dev.sluice.bridge.http.websocket.WebSocketOptions;
import dev.sluice.bridge.http.websocket.WebSockets;
import dev.sluice.runtime.loop.EventLoop;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * The WebSockets of one server, as {@code bun/serve/websocket} holds them. On the loop's thread.
 */
public final class WebSocketServerBinding {
  private final EventLoop loop;
  private final WebSockets room;
  private final Topics topics = new Topics();
  private WebSocketCallbacks callbacks;
  private WebSocketOptions options;
  private int open;

  /** The server, once it listens; for those of its other threads. */
  private @Nullable HttpServerBinding server;

  WebSocketServerBinding(
      EventLoop loop, WebSockets room, WebSocketCallbacks callbacks, WebSocketOptions options) {
    this.loop = loop;
    this.room = room;
    this.callbacks = callbacks;
    this.options = options;
  }

  EventLoop loop() {
    return loop;
  }

  Topics topics() {
    return topics;
  }

  WebSocketCallbacks callbacks() {
    return callbacks;
  }

  void closed() {
    open--;
  }

  /** Of this server they are: what is published reaches those of its other threads, too. */
  @Exported
  public void serve(HttpServerBinding of) {
    server = of;
    of.webSockets(this);
  }

  /** Other handlers, and other options for those who connect from now on. */
  @Exported
  public void replace(WebSocketServerBinding by) {
    callbacks = by.callbacks;
    options = by.options;
  }

  /**
   * Makes a WebSocket of a request. Headers that were added to the exchange go with the answer.
   *
   * @return null if the request does not ask for one, or cannot be answered so any more
   * @throws BridgeException if a header cannot be sent
   */
  @Exported
  public @Nullable ServerWebSocketBinding upgrade(ExchangeBinding exchange) {
    HeaderFields headers = exchange.takeHeaders();
    ServerWebSocketBinding binding = new ServerWebSocketBinding(this, exchange.remoteAddress());
    WebSocket socket = ServerHandshake.accept(exchange.exchange(), headers, options, room, binding);
    if (socket == null) {
      return null;
    }
    binding.socket(socket);
    open++;
    return binding;
  }

  /** How many are open, or not closed yet. */
  @Exported
  public int pendingWebSockets() {
    return open;
  }

  /** How many are subscribed to a topic. */
  @Exported
  public int subscriberCount(String topic) {
    return topics.count(topic);
  }

  /**
   * Sends a text to all subscribers, of all threads.
   *
   * @param text without lone surrogates
   * @return its length in bytes; 0 if nobody has got it, other threads apart
   */
  @Exported
  public int publishText(String topic, String text, boolean compress) {
    return publishText(topic, text, compress, null);
  }

  /** Likewise, bytes of an ArrayBuffer. */
  @Exported
  public int publishBytes(
      String topic, Value arrayBuffer, int offset, int length, boolean compress) {
    return publishBytes(topic, arrayBuffer, offset, length, compress, null);
  }

  int publishText(String topic, String text, boolean compress, @Nullable WebSocket except) {
    if (topics.count(topic) == 0 && isAlone()) {
      return 0;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return publish(topic, true, bytes, 0, bytes.length, compress, except, true);
  }

  int publishBytes(
      String topic,
      Value arrayBuffer,
      int offset,
      int length,
      boolean compress,
      @Nullable WebSocket except) {
    byte[] bytes = isAlone() ? EngineArrays.of(arrayBuffer) : null;
    return bytes == null || length > bytes.length - offset
        ? publish(
            topic,
            false,
            EngineArrays.copy(arrayBuffer, offset, length),
            0,
            length,
            compress,
            except,
            true)
        : publish(topic, false, bytes, offset, length, compress, except, false);
  }

  private boolean isAlone() {
    return server == null || !server.isShared();
  }

  /**
   * @param isOurs do the bytes stay as they are after this call?
   */
  private int publish(
      String topic,
      boolean isText,
      byte[] bytes,
      int offset,
      int length,
      boolean compress,
      @Nullable WebSocket except,
      boolean isOurs) {
    int reached = send(topic, isText, bytes, offset, length, compress, except);
    if (isOurs && server != null) {
      server.forOtherThreads(
          other -> other.send(topic, isText, bytes, offset, length, compress, null));
    }
    return reached == 0 ? 0 : length;
  }

  private int send(
      String topic,
      boolean isText,
      byte[] bytes,
      int offset,
      int length,
      boolean compress,
      @Nullable WebSocket except) {
    try (OutboundMessage message = new OutboundMessage(isText, bytes, offset, length, compress)) {
      return topics.publish(topic, message, except);
    }
  }
}
