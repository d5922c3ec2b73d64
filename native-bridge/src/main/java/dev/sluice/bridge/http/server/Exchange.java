package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.codec.Utf8;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.flight.Flight;
import dev.sluice.bridge.flight.HttpRequestEvent;
import dev.sluice.bridge.http.FieldSyntax;
import dev.sluice.bridge.http.FileSending;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.InboundBody;
import dev.sluice.bridge.http.OutboundBody;
import dev.sluice.bridge.http.OutboundBody.Framing;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and the response to it (RFC 9110 §3.4). All on the loop's thread.
 *
 * <p>It is answered once, by one of the {@code respond} methods. Content-Length, Transfer-Encoding,
 * Connection and Date are dealt with here, and so are HEAD and the statuses that have no body: the
 * bytes that are given then are passed over.
 */
public final class Exchange extends ReceivedRequest implements OutboundBody.Owner {
  /**
   *
   *
   * <pre>
   * UNANSWERED --respond---------------> RESPONDING --last byte handed over--> COMPLETE
   * RESPONDING --given up, nothing sent-> UNANSWERED
   * UNANSWERED, RESPONDING --the client goes, a limit, abort-----------------> ABORTED
   * </pre>
   */
  private enum State {
    UNANSWERED,
    RESPONDING,
    COMPLETE,
    ABORTED
  }

  private static final int SWITCHING = 101;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int FAULT = 500;
  private static final int LEAST_STATUS = 200;
  private static final int GREATEST_STATUS = 999;

  private final long startNanos;
  private final @Nullable HttpRequestEvent event = Flight.request();

  private State state = State.UNANSWERED;
  private @Nullable OutboundBody outbound;
  private @Nullable ResponseHead head;
  private @Nullable Way way;
  private int status;
  private long bytesSent;
  private @Nullable Consumer<BridgeException> onAbort;
  private @Nullable BridgeException abortReason;
  private @Nullable Runnable onDone;

  Exchange(
      Carrier carrier,
      String method,
      String target,
      String authority,
      HeaderFields fields,
      long bodyLength) {
    super(carrier, method, target, authority, fields, bodyLength);
    this.startNanos = carrier.server().options().accessLog() == null ? 0 : System.nanoTime();
  }

  // What becomes of it.

  /**
   * Called once, in a task, if the exchange ends before the response is complete: the client has
   * gone, a limit or timeout has cut it, the server is being closed. At once, if that has happened.
   * Not after {@link #abort}.
   */
  public void onAbort(Consumer<BridgeException> listener) {
    if (abortReason != null) {
      listener.accept(abortReason);
    } else {
      onAbort = listener;
    }
  }

  /**
   * Called once when the response is complete or the exchange is cut, after {@link #onAbort}; not
   * in a task. At once, if that has happened.
   */
  public void onDone(Runnable listener) {
    if (isOver()) {
      listener.run();
    } else {
      onDone = listener;
    }
  }

  /** Has a response been given? Not any more if it was given up before its first byte. */
  public boolean isResponded() {
    return state != State.UNANSWERED;
  }

  @Override
  public boolean isOver() {
    return state == State.COMPLETE || state == State.ABORTED;
  }

  /** Was it cut before its response was complete? */
  public boolean isAborted() {
    return state == State.ABORTED;
  }

  /** The status of the response, 0 before there is one. */
  public int status() {
    return status;
  }

  /** How many bytes of the response have been handed to the channel, head and framing included. */
  public long bytesSent() {
    return bytesSent;
  }

  /** How long it has taken so far; only with an access log. */
  public long nanoseconds() {
    return startNanos == 0 ? 0 : System.nanoTime() - startNanos;
  }

  /** Says which way the response goes; else it is told from the method that was called. */
  public void way(Way taken) {
    way = taken;
  }

  /** Does Flight Recorder want to know of this exchange? */
  public boolean isRecorded() {
    return event != null;
  }

  /** Says which route has answered, for Flight Recorder. */
  public void route(String pattern) {
    if (event != null) {
      event.route(pattern);
    }
  }

  /**
   * The connection's idle timeout until this exchange is over.
   *
   * @param seconds 0 for none
   */
  public void timeout(int seconds) {
    if (!isOver()) {
      carrier.timeout(seconds);
    }
  }

  // The response.

  // After the exchange has been cut a response is dropped: its handler need not know yet.

  /**
   * Answers with bytes, which are the exchange's from now on and must not change.
   *
   * @throws BridgeException if the head cannot be sent; the exchange is not answered then
   */
  public void respond(ResponseHead responseHead, ByteBuffer bytes) {
    if (!claim(responseHead, Way.STATIC)) {
      return;
    }
    if (bytes.remaining() <= Carrier.SMALL) {
      carrier.send(this, responseHead, bytes);
    } else {
      OutboundBody sink = open(responseHead, bytes.remaining());
      sink.start(Signal.DEAF);
      sink.write(new StreamResult.Owned(bytes, true));
      sink.end();
    }
  }

  /** Answers with a text in UTF-8; otherwise as with bytes. */
  public void respond(ResponseHead responseHead, String text) {
    respond(responseHead, ByteBuffer.wrap(Utf8.encode(text)));
  }

  /**
   * Answers with a range of a store; −1 for «to the end as found now». A file is opened now, and a
   * file that then is cut while it is sent cuts the connection.
   *
   * <p>A local file is opened on the loop's thread: that takes a few microseconds, less than
   * handing it to another thread and back.
   *
   * @throws BridgeException if the head or the file is no good; the exchange is not answered then
   */
  public void respond(ResponseHead responseHead, BlobStore store, long offset, long length) {
    switch (store) {
      case BytesStore bytes -> respond(responseHead, bytes.shared(offset, length));
      case FileStore(FileLocation file) -> respondFile(responseHead, file, offset, length);
      default -> {
        if (!claim(responseHead, Way.NATIVE)) {
          return;
        }
        long known = length >= 0 || !store.isInMemory() ? length : store.size() - offset;
        pipe(responseHead, store.source(offset, length, loop()), known);
      }
    }
  }

  private void respondFile(ResponseHead responseHead, FileLocation file, long offset, long length) {
    if (!claim(responseHead, Way.NATIVE)) {
      return;
    }
    try {
      FileResponses.send(this, responseHead, file, offset, length);
    } catch (IOException e) {
      unclaim();
      throw BridgeException.of(e, "open", file.name());
    }
  }

  /**
   * Answers with a range of a file that is open already, for whoever has to know which file it is.
   *
   * @param file the exchange's to close from now on, also if this throws
   * @param offset where the range begins
   * @param length its length, which the file has to have
   * @throws BridgeException if the head is no good; the exchange is not answered then
   */
  public void respond(ResponseHead responseHead, FileChannel file, long offset, long length) {
    boolean isTaken = false;
    try {
      if (claim(responseHead, Way.NATIVE)) {
        isTaken = true;
        carrier.sendFile(this, responseHead, file, offset, length);
      }
    } catch (IOException e) {
      unclaim();
      throw BridgeException.of(e, "read", null);
    } finally {
      if (!isTaken) {
        FileSending.close(file);
      }
    }
  }

  /** Nobody waits for the end: a fault before the first byte is answered here. */
  void pipe(ResponseHead responseHead, Source source, long length) {
    Pipe.connect(
        source,
        open(responseHead, length),
        (error, _) -> {
          if (error != null && state == State.UNANSWERED) {
            respond(ResponseHead.of(FAULT), ByteBuffer.allocate(0));
          }
        });
  }

  /**
   * Answers piece by piece. The head leaves with the first bytes. A sink that is aborted before
   * leaves the exchange unanswered; after it, the response is cut so that the client can tell. The
   * sink's signal tells of a client that has gone by ECONNRESET.
   *
   * @param length of the body, or −1: then it is what a Content-Length among the fields says, and
   *     if there is none, the body is framed by its length if it ends before anything was sent,
   *     else by chunks
   * @throws BridgeException if the head cannot be sent; the exchange is not answered then
   */
  public OutboundBody respond(ResponseHead responseHead, long length) {
    boolean isOpen = claim(responseHead, Way.SCRIPT);
    OutboundBody sink = open(responseHead, isOpen && length < 0 ? announced(responseHead) : length);
    if (!isOpen) {
      sink.closed(new BridgeException(Code.EPIPE, "write", null, null));
    }
    return sink;
  }

  private static long announced(ResponseHead head) {
    String given = head.fields().get("content-length");
    return given == null ? -1 : FieldSyntax.length(given);
  }

  /**
   * Answers with 101 and leaves the connection to another protocol (RFC 9110 §7.8). The exchange is
   * complete then.
   *
   * @param responseFields what the answer says besides Connection and Date
   * @return false if the connection cannot be left: it speaks HTTP/1.0 or HTTP/2, the request has a
   *     body or an answer, the server closes. The exchange is not answered then
   * @throws BridgeException if the fields cannot be sent; likewise
   */
  public boolean upgrade(HeaderFields responseFields, Successor successor) {
    ResponseHead answer = new ResponseHead(SWITCHING, "", responseFields);
    HeadEncoder.check(answer);
    if (state != State.UNANSWERED || hasBody()) {
      return false;
    }
    state = State.RESPONDING;
    status = SWITCHING;
    way = way == null ? Way.SCRIPT : way;
    if (!carrier.upgrade(this, answer, successor)) {
      unclaim();
      return false;
    }
    complete();
    return true;
  }

  /** What the server counts, for a {@link Successor} to go on with. */
  public ServerStats stats() {
    return carrier.server().stats();
  }

  private OutboundBody open(ResponseHead responseHead, long length) {
    head = responseHead;
    OutboundBody sink = new OutboundBody(carrier.context(), loop(), length, this);
    outbound = sink;
    return sink;
  }

  /**
   * Cuts the exchange: the connection is closed without a last chunk, the stream reset. Harmless
   * when it is over.
   */
  public void abort(@Nullable BridgeException reason) {
    if (!isOver()) {
      onAbort = null;
      carrier.cut(this, reason);
    }
  }

  /** Is it to be sent? Not if the exchange was cut. */
  private boolean claim(ResponseHead responseHead, Way usual) {
    if (state == State.COMPLETE || state == State.RESPONDING) {
      throw new IllegalStateException("answered before");
    }
    int code = responseHead.status();
    if (code < LEAST_STATUS || code > GREATEST_STATUS) {
      throw new IllegalArgumentException("status " + code);
    }
    HeadEncoder.check(responseHead);
    if (state == State.ABORTED) {
      return false;
    }
    state = State.RESPONDING;
    status = code;
    if (way == null) {
      way = usual;
    }
    return true;
  }

  private void unclaim() {
    if (state == State.RESPONDING) {
      state = State.UNANSWERED;
      outbound = null;
      head = null;
      status = 0;
      way = null;
    }
  }

  // What the carrier and the bodies call.

  /** May the response have no body, whatever the handler gives (RFC 9110 §6.4.1)? */
  boolean isBodyless() {
    return isHead() || status == NO_CONTENT || status == NOT_MODIFIED;
  }

  /** Does a handler own a response stream that is not at its end? */
  boolean ownsStream() {
    return state == State.RESPONDING && outbound != null && way != Way.STATIC;
  }

  void writable() {
    if (outbound != null) {
      outbound.writable();
    }
  }

  void counted(long bytes) {
    bytesSent += bytes;
    carrier.server().stats().sent(bytes);
  }

  /** The response is complete. */
  void complete() {
    if (isOver()) {
      return;
    }
    state = State.COMPLETE;
    carrier.server().stats().response(way == null ? Way.STATIC : way);
    over();
  }

  /**
   * The exchange ends here, its response not complete: the client has gone, or is being left. The
   * body's consumer, the sink's feeder and the listeners are told.
   */
  void lost(BridgeException reason) {
    if (!isOver()) {
      state = State.ABORTED;
      abortReason = reason;
      carrier.server().stats().abort();
      Consumer<BridgeException> listener = onAbort;
      onAbort = null;
      if (listener != null) {
        loop().runTask(() -> listener.accept(reason));
      }
      if (outbound != null) {
        outbound.closed(reason);
      }
      over();
    }
    InboundBody arriving = inbound();
    if (arriving != null) {
      arriving.fail(reason);
    }
  }

  private void over() {
    onAbort = null;
    if (Flight.isOn()) {
      record();
    }
    releaseArrived();
    Consumer<Exchange> log = carrier.server().options().accessLog();
    if (log != null) {
      log.accept(this);
    }
    Runnable listener = onDone;
    onDone = null;
    if (listener != null) {
      listener.run();
    }
  }

  private void record() {
    InboundBody body = inbound();
    long arrived = body == null ? 0 : body.arrived();
    RecordedConnections.over(carrier.context().channel(), protocol(), arrived, bytesSent);
    if (event != null) {
      String cut = abortReason == null ? null : abortReason.code();
      event.over(method(), target(), protocol(), status, way, arrived, bytesSent, cut);
    }
  }

  /**
   * What the handler threw, in its call or in a task of its own later: it is answered with 500, or
   * cuts the response that has begun, and is reported.
   */
  public void thrown(Throwable e) {
    if (state == State.UNANSWERED) {
      respond(ResponseHead.of(FAULT), ByteBuffer.allocate(0));
    } else if (!isOver()) {
      carrier.cut(this, BridgeException.of(e, "write", null));
    }
    carrier.server().report(e);
  }

  @Override
  public Framing begin(ByteBuf out, long length) {
    ResponseHead given = head;
    if (given == null) {
      throw new IllegalStateException("no head");
    }
    return carrier.begin(this, given, out, length);
  }

  @Override
  public void sent(long bytes) {
    counted(bytes);
    carrier.handed(bytes);
  }

  @Override
  public void waited() {
    carrier.server().stats().waited();
  }

  @Override
  public void ended(ChannelFuture last) {
    carrier.ended(this, last);
  }

  @Override
  public void cut(boolean begun, @Nullable BridgeException reason) {
    if (begun) {
      abort(reason);
    } else {
      unclaim();
    }
  }
}
