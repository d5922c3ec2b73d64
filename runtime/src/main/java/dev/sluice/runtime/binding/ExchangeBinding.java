package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.codec.Utf8;
import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.compress.Encoding;
import dev.sluice.bridge.compress.EncodingSink;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.OutboundBody;
import dev.sluice.bridge.http.server.Exchange;
import dev.sluice.bridge.http.server.ResponseHead;
import dev.sluice.bridge.http.server.Way;
import dev.sluice.bridge.http.server.route.CompressionPolicy;
import dev.sluice.bridge.http.server.route.CompressionPolicy.Decision;
import dev.sluice.bridge.http.server.route.FileRanges;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import dev.sluice.runtime.loop.EventLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * One request and the response to it, as {@code bun/serve} sees an {@link Exchange}. Made for a
 * request that a script is to answer, and used on the loop's thread.
 *
 * <p>A response is one call: status, reason phrase (empty for the usual one), the Content-Type
 * where that is the only header of its own, and the body. Other headers are given before it, one by
 * one ({@link #addHeader}), which is cheaper than any list that crosses the border.
 */
public final class ExchangeBinding {
  /** Up to so many bytes are encoded in one go: some milliseconds of work. */
  private static final int AT_ONCE = 128 << 10;

  private final Exchange exchange;
  private final HttpServerBinding server;
  private final EventLoop loop;
  private final String[] params;
  private @Nullable HeaderFields headers;

  ExchangeBinding(Exchange exchange, HttpServerBinding server, String[] params) {
    this.exchange = exchange;
    this.server = server;
    this.loop = server.loop();
    this.params = params;
  }

  Exchange exchange() {
    return exchange;
  }

  /** The headers that were added, which are the caller's now. */
  HeaderFields takeHeaders() {
    HeaderFields taken = headers == null ? new HeaderFields() : headers;
    headers = null;
    return taken;
  }

  // The request.

  @Exported
  public String method() {
    return exchange.method();
  }

  @Exported
  public boolean isHead() {
    return exchange.method().equals("HEAD");
  }

  /** The URL, serialized. */
  @Exported
  public String url() {
    return server.urls().url(exchange.authority(), exchange.target());
  }

  /** The value of a parameter of the route, percent-decoded. */
  @Exported
  public String param(int index) {
    return params[index];
  }

  @Exported
  public int headerCount() {
    return exchange.fields().size();
  }

  /** The name of a header, in lower case. */
  @Exported
  public String headerName(int index) {
    return exchange.fields().name(index).toLowerCase(Locale.ROOT);
  }

  @Exported
  public String headerValue(int index) {
    return exchange.fields().value(index);
  }

  /** The values of a name, joined by commas; null if there are none. */
  @Exported
  public @Nullable String header(String name) {
    return exchange.fields().joined(name);
  }

  @Exported
  public boolean hasBody() {
    return exchange.hasBody();
  }

  /** The body as it arrives; nothing is read before the first pull. Once. */
  @Exported
  public SourceBinding body() {
    return new SourceBinding(exchange.body(), loop);
  }

  /** The client's address, or null where it has none, as over a Unix socket. */
  @Exported
  public @Nullable String remoteAddress() {
    return Addresses.text(exchange.remoteAddress());
  }

  @Exported
  public int remotePort() {
    return exchange.remoteAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
  }

  @Exported
  public String remoteFamily() {
    return Addresses.family(exchange.remoteAddress());
  }

  // Its end.

  /** Has a response been begun? */
  @Exported
  public boolean isResponded() {
    return exchange.isResponded();
  }

  /** Is it over, one way or the other? Then nothing can be sent any more. */
  @Exported
  public boolean isOver() {
    return exchange.isOver();
  }

  /** Has the client gone, or was it cut, before the response was complete? */
  @Exported
  public boolean isAborted() {
    return exchange.isAborted();
  }

  /** Calls back once, in a task of its own, if that happens. Once. */
  @Exported
  public void onAbort(Value callback) {
    // It may come amid a call of a script, such as server.stop(true).
    exchange.onAbort(_ -> loop.post(callback::executeVoid));
  }

  /** Cuts: the client can tell that the response is not complete. */
  @Exported
  public void abort() {
    exchange.abort(null);
  }

  /** Sets the idle timeout of its connection, in seconds; 0 for none. */
  @Exported
  public void timeout(int seconds) {
    exchange.timeout(seconds);
  }

  // The response.

  /** Forgets the headers that were added for a response which did not come to be. */
  @Exported
  public void clearHeaders() {
    headers = null;
  }

  /** Adds a header to the response to be. */
  @Exported
  public void addHeader(String name, String value) {
    if (headers == null) {
      headers = new HeaderFields();
    }
    headers.add(name, value);
  }

  /** The first value of a header that was added, or null. */
  @Exported
  public @Nullable String addedHeader(String name) {
    return headers == null ? null : headers.get(name);
  }

  /** Takes away what was added under a name. */
  @Exported
  public void removeHeader(String name) {
    if (headers != null) {
      headers.remove(name);
    }
  }

  private ResponseHead head(int status, String statusText, @Nullable String type) {
    HeaderFields fields = headers;
    headers = null;
    if (fields == null) {
      return statusText.isEmpty()
          ? server.heads().head(status, type)
          : new ResponseHead(status, statusText, ResponseHeads.fields(type));
    }
    return new ResponseHead(status, statusText, fields);
  }

  // What is compressed is decided here, for all bodies alike.

  private Decision decide(ResponseHead head, long length) {
    CompressionPolicy policy = server.policy();
    return policy == null
        ? new Decision(null, head)
        : policy.decide(exchange.fields(), head, length);
  }

  private Sink encoded(OutboundBody body, @Nullable Coding coding) {
    return coding == null ? body : new EncodingSink(body, coding, Coding.DEFAULT_LEVEL, loop);
  }

  /** Responds without a body. */
  @Exported
  public void respondEmpty(int status, String statusText, @Nullable String type) {
    exchange.respond(head(status, statusText, type), "");
  }

  /** Responds with a text, as UTF-8. */
  @Exported
  public void respondText(int status, String statusText, @Nullable String type, String text) {
    ResponseHead head = head(status, statusText, type);
    if (server.policy() == null) {
      exchange.respond(head, text);
    } else {
      respondBytes(head, ByteBuffer.wrap(Utf8.encode(text)));
    }
  }

  /** Responds with the first bytes of an ArrayBuffer; they are copied. */
  @Exported
  public void respondBytes(
      int status, String statusText, @Nullable String type, Value arrayBuffer, int length) {
    byte[] bytes = BlobsBinding.copy(arrayBuffer, 0, length);
    respondBytes(head(status, statusText, type), ByteBuffer.wrap(bytes));
  }

  private void respondBytes(ResponseHead head, ByteBuffer bytes) {
    Decision decision = decide(head, bytes.remaining());
    Coding coding = decision.coding();
    if (coding == null) {
      exchange.respond(decision.head(), bytes);
      return;
    }
    OutboundBody body = exchange.respond(decision.head(), -1);
    exchange.way(Way.STATIC);
    if (bytes.remaining() <= AT_ONCE || isHead()) {
      Sink sink = encoded(body, coding);
      sink.start(Signal.DEAF);
      if (!isHead()) {
        sink.write(new StreamResult.Owned(bytes, true));
      }
      sink.end();
      return;
    }
    // Others have their turn in between, and no more is encoded than the client takes.
    Source plain = BytesStore.of(bytes).source(0, -1, loop);
    Source source = new Encoding(plain, coding, Coding.DEFAULT_LEVEL, loop);
    Pipe.connect(
        source,
        body,
        (error, _) -> {
          if (error != null && !exchange.isOver()) {
            exchange.thrown(error);
          }
        });
  }

  /** Responds with a head that promises a body of unknown length, for HEAD. */
  @Exported
  public void respondHead(int status, String statusText, @Nullable String type) {
    respondHead(decide(head(status, statusText, type), -1).head());
  }

  private void respondHead(ResponseHead head) {
    OutboundBody sink = exchange.respond(head, -1);
    sink.start(Signal.DEAF);
    sink.flushHead();
    sink.end();
  }

  /** Responds with a range of a store in memory. */
  @Exported
  public void respondMemory(
      int status,
      String statusText,
      @Nullable String type,
      BlobStoreBinding binding,
      long offset,
      long length) {
    ResponseHead head = head(status, statusText, type);
    if (server.policy() == null) {
      exchange.respond(head, binding.store(), offset, length);
    } else {
      respondBytes(head, binding.store().read(offset, length, -1));
    }
  }

  /**
   * Responds with a range of a store; −1 for «to the end». A file on plain TCP is sent by the
   * system. Of a file that is sent whole the client may ask for ranges.
   *
   * @param callback called when all has been handed to the socket or it has failed: {@code (error,
   *     bytes)}, in a task of its own, with no error where the client has gone; bytes is −1 if they
   *     were not counted. After an error the exchange may still be unanswered
   */
  @Exported
  public void respondStore(
      int status,
      String statusText,
      @Nullable String type,
      BlobStoreBinding binding,
      long offset,
      long length,
      Value callback) {
    BlobStore store = binding.store();
    ResponseHead head = head(status, statusText, type);
    if (offset == 0
        && length < 0
        && store instanceof FileStore(var whole)
        && FileRanges.respond(exchange, head, whole)) {
      exchange.onDone(() -> loop.post(() -> callback.executeVoid(null, -1.0)));
      return;
    }
    // Of what is elsewhere there may be less than was asked for.
    Decision decision = decide(head, store.isRemote() ? -1 : length);
    if (decision.coding() == null && store instanceof FileStore(var file) && file.fd() < 0) {
      exchange.respond(decision.head(), store, offset, length);
      exchange.onDone(() -> loop.post(() -> callback.executeVoid(null, (double) length)));
    } else {
      long known = store.isRemote() ? -1 : length;
      pipe(decision, store.source(offset, length, loop), known, callback);
    }
  }

  /**
   * Responds with what a source gives; the head leaves with the first bytes.
   *
   * @param callback as of {@link #respondStore}
   */
  @Exported
  public void respondSource(
      int status, String statusText, @Nullable String type, SourceBinding binding, Value callback) {
    Source source = binding.source();
    long length = source.length();
    pipe(decide(head(status, statusText, type), length), source, length, callback);
  }

  private void pipe(Decision decision, Source source, long length, Value callback) {
    if (isHead()) {
      // Nobody will see what it gives, so it is not asked.
      source.cancel();
      respondHead(
          length >= 0 && decision.coding() == null
              ? withLength(decision.head(), length)
              : decision.head());
      exchange.way(Way.NATIVE);
      loop.post(() -> callback.executeVoid(null, 0.0));
      return;
    }
    OutboundBody body;
    try {
      body = exchange.respond(decision.head(), decision.coding() == null ? length : -1);
    } catch (RuntimeException e) {
      source.cancel();
      throw e;
    }
    exchange.way(Way.NATIVE);
    Pipe.connect(
        source,
        encoded(body, decision.coding()),
        (error, bytes) ->
            loop.post(
                () ->
                    callback.executeVoid(hasGone(exchange, error) ? null : error, (double) bytes)));
  }

  /**
   * Has the client gone, be it that {@code error} of the response's body says so? That is no error
   * of the body, nor of who makes it; the request's signal tells of it. The last write may find out
   * before the connection does: by EPIPE, which no source knows. ECONNRESET is another matter: a
   * source that comes over the network may have lost its own peer.
   */
  static boolean hasGone(Exchange exchange, @Nullable BridgeException error) {
    return exchange.isAborted() || error != null && error.code().equals(Code.EPIPE.name());
  }

  private static ResponseHead withLength(ResponseHead head, long length) {
    HeaderFields fields = head.fields().copy().set("Content-Length", String.valueOf(length));
    return new ResponseHead(head.status(), head.statusText(), fields);
  }

  /** Responds with what a script writes into the sink; the head leaves with the first bytes. */
  @Exported
  public ResponseSinkBinding respondSink(int status, String statusText, @Nullable String type) {
    Decision decision = decide(head(status, statusText, type), -1);
    OutboundBody body = exchange.respond(decision.head(), -1);
    return new ResponseSinkBinding(
        exchange, body, encoded(body, decision.coding()), decision.head(), server.http());
  }
}
