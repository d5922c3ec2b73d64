package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.http.client.HttpClient;
import dev.sluice.bridge.http.websocket.WebSocketOptions;
import dev.sluice.bridge.http.websocket.WebSockets;
import dev.sluice.bridge.url.UrlRecord;
import dev.sluice.runtime.loop.EventLoop;
import java.nio.file.Path;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** {@code internal.webSockets}: those of servers and of clients. On the loop's thread. */
public final class WebSocketsBinding {
  private final EventLoop loop;
  private final FetchBinding fetch;
  private @Nullable WebSockets room;

  WebSocketsBinding(EventLoop loop, FetchBinding fetch) {
    this.loop = loop;
    this.fetch = fetch;
  }

  EventLoop loop() {
    return loop;
  }

  Path workingDirectory() {
    return fetch.workingDirectory();
  }

  HttpClient client() {
    return fetch.client();
  }

  WebSockets room() {
    WebSockets known = room;
    if (known == null) {
      known = new WebSockets(loop.netty());
      room = known;
    }
    return known;
  }

  /**
   * What a server makes WebSockets with. Parameters as of {@link WebSocketCallbacks} and {@link
   * WebSocketOptions}.
   */
  @Exported
  public WebSocketServerBinding server(
      Value onText,
      Value onBytes,
      @Nullable Value onPing,
      @Nullable Value onPong,
      @Nullable Value onDrain,
      Value onClose,
      int maxPayloadLength,
      double backpressureLimit,
      boolean closeOnBackpressureLimit,
      int idleTimeout,
      boolean sendPings,
      boolean deflate) {
    return new WebSocketServerBinding(
        loop,
        room(),
        new WebSocketCallbacks(
            onText, onBytes, orNull(onPing), orNull(onPong), orNull(onDrain), onClose),
        new WebSocketOptions(
            maxPayloadLength,
            (long) backpressureLimit,
            closeOnBackpressureLimit,
            idleTimeout,
            sendPings,
            deflate));
  }

  private static @Nullable Value orNull(@Nullable Value callback) {
    return callback == null || callback.isNull() ? null : callback;
  }

  /**
   * A client's, to be filled in.
   *
   * @param url of the scheme {@code ws} or {@code wss}
   * @param onOpen {@code (owner, protocol, extensions)}
   * @param onFailure {@code (owner, error)}, in the place of all others; error is null if it was
   *     given up
   */
  @Exported
  public ClientWebSocketBinding client(
      UrlRecord url,
      Value onOpen,
      Value onFailure,
      Value onText,
      Value onBytes,
      @Nullable Value onPing,
      @Nullable Value onPong,
      Value onClose) {
    return new ClientWebSocketBinding(
        this,
        url,
        new WebSocketCallbacks(onText, onBytes, orNull(onPing), orNull(onPong), null, onClose),
        onOpen,
        onFailure);
  }
}
