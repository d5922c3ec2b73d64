package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.Abortable;
import dev.sluice.bridge.http.client.ClientRequest;
import dev.sluice.bridge.http.client.ClientResponse;
import dev.sluice.bridge.http.client.Occasion;
import dev.sluice.bridge.http.client.Origin;
import dev.sluice.bridge.http.client.Protocol;
import dev.sluice.bridge.http.client.Proxy;
import dev.sluice.bridge.http.client.Purpose;
import dev.sluice.bridge.http.client.RequestBody;
import dev.sluice.bridge.http.client.ResponseListener;
import dev.sluice.bridge.http.client.Timeouts;
import dev.sluice.bridge.tls.TlsOptions;
import dev.sluice.bridge.url.UrlRecord;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** One HTTP request of fetch(): filled in, sent once, and given up if need be. */
public final class FetchRequestBinding {
  private final FetchBinding room;
  private final UrlRecord url;
  private final String method;
  private final HeaderFields fields = new HeaderFields();
  private @Nullable RequestBody body;
  private @Nullable Proxy proxy;
  private @Nullable Path socket;
  private TlsOptions tls = TlsOptions.DEFAULTS;
  private Protocol protocol = Protocol.ANY;
  private Timeouts timeouts = Timeouts.DEFAULT;
  private Occasion occasion = Occasion.FETCH;
  private @Nullable Abortable call;

  FetchRequestBinding(FetchBinding room, UrlRecord url, String method) {
    this.room = room;
    this.url = url;
    this.method = method;
  }

  /** The host of a URL as it is connected to: IPv6 addresses without their brackets. */
  static String host(UrlRecord url) {
    String host = url.hostname();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  static int port(UrlRecord url) {
    String port = url.port();
    return port.isEmpty() ? (url.protocol().equals("https:") ? 443 : 80) : Integer.parseInt(port);
  }

  /** Adds a header; the value is one byte a character. */
  @Exported
  public void header(String name, String value) {
    fields.add(name, value);
  }

  /** The body is a text, as UTF-8; a lone surrogate becomes U+FFFD. */
  @Exported
  public void bodyText(String text) {
    stored(BytesStore.of(text), 0, -1);
  }

  /** The body is bytes of an ArrayBuffer, which are copied. */
  @Exported
  public void bodyBytes(Value arrayBuffer, int offset, int length) {
    stored(BytesStore.of(BlobsBinding.copy(arrayBuffer, offset, length)), 0, length);
  }

  /** The body is a range of a store; a length of −1 is all that there is. */
  @Exported
  public void bodyStore(BlobStoreBinding store, long offset, long length) {
    if (store.store().isRemote()) {
      body = new RequestBody.Streamed(store.store().source(offset, length, room.loop()));
      return;
    }
    stored(store.store(), offset, length);
  }

  private void stored(BlobStore store, long offset, long length) {
    body = RequestBody.Stored.of(store, offset, length);
  }

  /** The body is what comes out of a native source. */
  @Exported
  public void bodySource(SourceBinding source) {
    body = new RequestBody.Streamed(source.source());
  }

  /**
   * The body is what a script's stream gives: see {@link FetchBodyBinding}.
   *
   * @param onPull called without arguments when bytes are wanted
   * @param onCancel called without arguments when none are wanted any more
   */
  @Exported
  public FetchBodyBinding bodyScript(Value onPull, Value onCancel) {
    FetchBodyBinding source = new FetchBodyBinding(room.loop(), onPull, onCancel);
    body = new RequestBody.Streamed(source);
    return source;
  }

  /** Goes through a proxy. */
  @Exported
  public void proxy(ProxyBinding of) {
    proxy = of.proxy();
  }

  /** Which version of HTTP is spoken: {@code http2} or {@code http1.1}. */
  @Exported
  public void protocol(String name) {
    protocol = name.equals("http2") ? Protocol.HTTP2 : Protocol.HTTP1;
  }

  /** Goes through a Unix socket. */
  @Exported
  public void socket(String path) {
    try {
      socket = room.workingDirectory().resolve(path);
    } catch (InvalidPathException e) {
      throw new BridgeException(Code.EINVAL, "connect", path, e);
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

  /** As {@link Timeouts}; −1 keeps the default. */
  @Exported
  public void timeouts(double connect, double head, double idle, double total) {
    timeouts =
        new Timeouts(
            or(connect, timeouts.connect()),
            or(head, timeouts.head()),
            or(idle, timeouts.idle()),
            or(total, timeouts.total()));
  }

  private static long or(double given, long otherwise) {
    return given < 0 ? otherwise : (long) given;
  }

  /**
   * What the host is told of it; by default it is a fetch that no redirect has led to.
   *
   * @param purpose a name of {@link Purpose}
   */
  @Exported
  public void occasion(String purpose, int redirects) {
    occasion = new Occasion(Purpose.valueOf(purpose), redirects);
  }

  /**
   * Sends it.
   *
   * @param callback {@code (error, FetchResponseBinding)}, once, in a task of its own; not after
   *     {@link #abort}
   * @param whenOver called without arguments when nothing will happen any more, the body has been
   *     read included; null for nobody
   */
  @Exported
  public void send(Value callback, @Nullable Value whenOver) {
    String query = url.search();
    // Asked now, since a connection may end with the loop, when the context answers nothing more.
    boolean awaitsEnd = whenOver != null && !whenOver.isNull();
    ClientRequest request =
        new ClientRequest(
            new Origin(
                url.protocol().equals("https:") ? tls : null,
                host(url),
                port(url),
                proxy,
                socket,
                protocol),
            method,
            url.pathname() + query,
            url.host(),
            fields,
            body,
            timeouts);
    call =
        room.client()
            .send(
                request,
                occasion,
                new ResponseListener() {
                  @Override
                  public void onResponse(ClientResponse response) {
                    callback.executeVoid(null, new FetchResponseBinding(response, room.loop()));
                  }

                  @Override
                  public void onError(BridgeException error) {
                    callback.executeVoid(error, null);
                  }

                  @Override
                  public void onOver() {
                    if (whenOver != null && awaitsEnd) {
                      whenOver.executeVoid();
                    }
                  }

                  @Override
                  public boolean awaitsEnd() {
                    return awaitsEnd;
                  }
                });
  }

  /**
   * Gives it up, at any time.
   *
   * @param reason what a body that is still to be read fails with: that very value
   */
  @Exported
  public void abort(Value reason) {
    if (call != null) {
      call.abort(BridgeException.aborted(reason));
    }
  }
}
