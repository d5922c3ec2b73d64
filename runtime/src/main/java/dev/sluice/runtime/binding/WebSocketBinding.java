package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.http.websocket.CloseCode;
import dev.sluice.bridge.http.websocket.WebSocket;
import dev.sluice.bridge.http.websocket.WebSocketListener;
import dev.sluice.runtime.loop.EventLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket, as builtins hold it. What it tells is told in a task of its own, to the functions
 * of its {@link WebSocketCallbacks}, together with what it was {@link #attach attached} to. On the
 * loop's thread.
 *
 * <p>What sends answers with the number of bytes, −1 if they wait for the socket, 0 if they were
 * dropped.
 */
public abstract sealed class WebSocketBinding implements WebSocketListener
    permits ServerWebSocketBinding, ClientWebSocketBinding {
  private static final int CONNECTING = 0;
  private static final int OPEN = 1;
  private static final int CLOSING = 2;
  private static final int CLOSED = 3;
  private static final int CONTROL_LIMIT = 125;

  private final EventLoop loop;
  private @Nullable WebSocket socket;
  private @Nullable Value owner;

  WebSocketBinding(EventLoop loop) {
    this.loop = loop;
  }

  abstract WebSocketCallbacks callbacks();

  EventLoop loop() {
    return loop;
  }

  @Nullable WebSocket socket() {
    return socket;
  }

  void socket(WebSocket opened) {
    socket = opened;
  }

  /** Whose it is: the first argument of all callbacks. */
  @Exported
  public void attach(Value value) {
    owner = value;
  }

  Value owner() {
    if (owner == null) {
      throw new IllegalStateException("not attached");
    }
    return owner;
  }

  /** As the constants of WebSocket. */
  @Exported
  public int readyState() {
    WebSocket known = socket;
    if (known == null) {
      return CONNECTING;
    }
    return known.isOpen() ? OPEN : known.isClosed() ? CLOSED : CLOSING;
  }

  /** Sends a text without lone surrogates. */
  @Exported
  public int sendText(String text, boolean compress) {
    if (socket == null || !socket.isOpen()) {
      return WebSocket.DROPPED;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return socket.send(true, bytes, 0, bytes.length, compress);
  }

  /** Sends bytes of an ArrayBuffer. */
  @Exported
  public int sendBytes(Value arrayBuffer, int offset, int length, boolean compress) {
    if (socket == null || !socket.isOpen()) {
      return WebSocket.DROPPED;
    }
    byte[] bytes = EngineArrays.of(arrayBuffer);
    return bytes == null || length > bytes.length - offset
        ? socket.send(false, EngineArrays.copy(arrayBuffer, offset, length), 0, length, compress)
        : socket.send(false, bytes, offset, length, compress);
  }

  /** Sends bytes of a store in memory. */
  @Exported
  public int sendStore(BlobStoreBinding store, long offset, long length, boolean compress) {
    if (socket == null || !socket.isOpen()) {
      return WebSocket.DROPPED;
    }
    ByteBuffer bytes = store.store().read(offset, length, -1);
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return socket.send(false, array, 0, array.length, compress);
  }

  /**
   * Sends a ping, or a pong.
   *
   * @return −2 if that is too much for one
   */
  @Exported
  public int controlText(boolean isPing, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return control(isPing, bytes);
  }

  /** Likewise, with bytes of an ArrayBuffer. */
  @Exported
  public int controlBytes(boolean isPing, Value arrayBuffer, int offset, int length) {
    return length > CONTROL_LIMIT
        ? -2
        : control(isPing, EngineArrays.copy(arrayBuffer, offset, length));
  }

  private int control(boolean isPing, byte[] bytes) {
    if (bytes.length > CONTROL_LIMIT) {
      return -2;
    }
    return socket == null ? WebSocket.DROPPED : socket.control(isPing, bytes, 0, bytes.length);
  }

  /** Begins the closing handshake; the code is −1 for none. A long reason is shortened. */
  @Exported
  public void close(int code, String reason) {
    if (socket != null) {
      socket.close(code < 0 ? CloseCode.NONE : code, reason);
    }
  }

  /** Cuts the connection. */
  @Exported
  public void terminate() {
    if (socket != null) {
      socket.terminate();
    }
  }

  /** Bytes that wait for the socket. */
  @Exported
  public double waiting() {
    return socket == null ? 0 : socket.waiting();
  }

  @Override
  public void onText(String text) {
    loop.runTask(() -> callbacks().onText().executeVoid(owner(), text));
  }

  @Override
  public void onBinary(byte[] bytes) {
    loop.runTask(() -> callbacks().onBytes().executeVoid(owner(), ByteBuffer.wrap(bytes)));
  }

  @Override
  public void onPing(byte[] payload) {
    control(callbacks().onPing(), payload);
  }

  @Override
  public void onPong(byte[] payload) {
    control(callbacks().onPong(), payload);
  }

  private void control(@Nullable Value callback, byte[] payload) {
    if (callback != null) {
      loop.runTask(() -> callback.executeVoid(owner(), ByteBuffer.wrap(payload)));
    }
  }

  @Override
  public void onDrain() {
    Value callback = callbacks().onDrain();
    if (callback != null) {
      loop.runTask(() -> callback.executeVoid(owner()));
    }
  }

  @Override
  public void onClose(int code, String reason, boolean wasClean) {
    loop.runTask(() -> callbacks().onClose().executeVoid(owner(), code, reason, wasClean));
  }
}
