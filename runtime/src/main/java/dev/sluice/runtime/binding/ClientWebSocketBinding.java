package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.Origin;
import dev.sluice.bridge.http.client.Proxy;
import dev.sluice.bridge.http.websocket.ClientHandshake;
import dev.sluice.bridge.http.websocket.ClientListener;
import dev.sluice.bridge.http.websocket.ClientRequest;
import dev.sluice.bridge.http.websocket.WebSocket;
import dev.sluice.bridge.http.websocket.WebSocketOptions;
import dev.sluice.bridge.tls.TlsOptions;
import dev.sluice.bridge.url.UrlRecord;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of a client, for {@code websocket/WebSocket}: filled in, connected once. It holds the
 * loop from then to its end.
 */
public final class ClientWebSocketBinding extends WebSocketBinding implements ClientListener {
  private static final int SECURE_PORT = 443;
  private static final int PORT = 80;

  private final WebSocketsBinding rooms;
  private final WebSocketCallbacks callbacks;
  private final UrlRecord url;
  private final HeaderFields fields = new HeaderFields();
  private final List<String> protocols = new ArrayList<>();
  private final Value onOpen;
  private final Value onFailure;
  private @Nullable Proxy proxy;
  private @Nullable Path path;
  private TlsOptions tls = TlsOptions.DEFAULTS;
  private boolean deflates = true;
  private @Nullable ClientHandshake handshake;
  private boolean holdsLoop;

  ClientWebSocketBinding(
      WebSocketsBinding rooms,
      UrlRecord url,
      WebSocketCallbacks callbacks,
      Value onOpen,
      Value onFailure) {
    super(rooms.loop());
    this.rooms = rooms;
    this.url = url;
    this.callbacks = callbacks;
    this.onOpen = onOpen;
    this.onFailure = onFailure;
  }

  @Override
  WebSocketCallbacks callbacks() {
    return callbacks;
  }

  @Exported
  public void protocol(String name) {
    protocols.add(name);
  }

  /** Adds a header; the value is one byte a character. */
  @Exported
  public void header(String name, String value) {
    fields.add(name, value);
  }

  /** Goes through a proxy; as {@link FetchRequestBinding#proxy}. */
  @Exported
  public void proxy(ProxyBinding of) {
    proxy = of.proxy();
  }

  /** Goes through a Unix socket; as {@link FetchRequestBinding#socket}. */
  @Exported
  public void socketPath(String text) {
    try {
      path = rooms.workingDirectory().resolve(text);
    } catch (InvalidPathException e) {
      throw new BridgeException(Code.EINVAL, "connect", text, e);
    }
  }

  /** What a script wants of TLS; null where it says nothing. */
  @Exported
  public void tls(
      @Nullable String key,
      @Nullable String cert,
      @Nullable String ca,
      @Nullable String passphrase,
      @Nullable String serverName,
      boolean rejectUnauthorized) {
    tls = ClientTlsOptions.of(key, cert, ca, passphrase, serverName, rejectUnauthorized);
  }

  /** Is compression offered? */
  @Exported
  public void deflate(boolean offered) {
    deflates = offered;
  }

  /**
   * Connects. Nobody is called back amid this call.
   *
   * @throws BridgeException ERR_INVALID_HTTP_TOKEN, ERR_INVALID_CHAR
   */
  @Exported
  public void connect() {
    boolean isSecure = url.protocol().equals("wss:");
    String port = url.port();
    int number = port.isEmpty() ? (isSecure ? SECURE_PORT : PORT) : Integer.parseInt(port);
    Origin origin =
        new Origin(
            isSecure ? tls.withAlpn(List.of("http/1.1")) : null,
            FetchRequestBinding.host(url),
            number,
            proxy,
            path);
    handshake =
        ClientHandshake.connect(
            rooms.client(),
            rooms.room(),
            new ClientRequest(origin, url.host(), url.pathname() + url.search(), protocols, fields),
            WebSocketOptions.CLIENT.deflate(deflates),
            this);
    holdsLoop = true;
    loop().ref();
  }

  /** Gives up to connect: {@code onFailure} is called, in a task of its own. */
  @Exported
  public void abandon() {
    if (handshake != null && socket() == null) {
      handshake.abandon();
      loop()
          .post(
              () -> {
                release();
                onFailure.executeVoid(owner(), null);
              });
    }
  }

  /** Bytes of messages that the socket has not taken. */
  @Exported
  public double unsent() {
    WebSocket opened = socket();
    return opened == null ? 0 : opened.unsentPayload();
  }

  private void release() {
    if (holdsLoop) {
      holdsLoop = false;
      loop().unref();
    }
  }

  @Override
  public void onOpen(WebSocket opened, String protocol, String extensions) {
    socket(opened);
    loop().runTask(() -> onOpen.executeVoid(owner(), protocol, extensions));
  }

  @Override
  public void onFailure(BridgeException error) {
    loop()
        .runTask(
            () -> {
              onFailure.executeVoid(owner(), error);
              release();
            });
  }

  @Override
  public void onClose(int code, String reason, boolean wasClean) {
    super.onClose(code, reason, wasClean);
    release();
  }
}
