package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.OutboundBody;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2NoMoreStreamIdsException;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of HTTP/2 that serves one call (RFC 9113 §8).
 *
 * <p>What comes is handed to the call at once, and held there until somebody reads; the server is
 * given room again by as much as has been taken. Its window is small while nobody asks for the body
 * and wider as soon as somebody waits for it. It is doubled when a whole window has come to a
 * reader who waited for each piece, and no more could have come in the time that the way there and
 * back takes: then it was the window, and not the reader, that was slow. So a thousand responses
 * that nobody reads hold little, one on a long way is not held up, and one on a short way stays in
 * the processor's cache.
 */
final class SessionStream extends ChannelInboundHandlerAdapter implements Carrier {
  /** As all streams have it unless something else is said (RFC 9113 §6.9.2). */
  static final int WINDOW_AT_FIRST = 65_535;

  private static final int WINDOW_WHEN_READ = 256 << 10;
  private static final int WINDOW_AT_MOST = 8 << 20;

  private final Session session;

  /** Was the server known to be there when this began? */
  private final boolean isReused;

  @SuppressWarnings("NullAway.Init") // set before anything else is called
  private ChannelHandlerContext context;

  private @Nullable Call call;
  private boolean hasHead;
  private boolean isRequestSent;
  private boolean isResponseComplete;
  private boolean isOver;
  private long length = -1;
  private int window = WINDOW_AT_FIRST;

  /** So many bytes in a row somebody has waited for. */
  private long awaited;

  private long awaitedSince;

  SessionStream(Session session) {
    this.session = session;
    this.isReused = session.hasBeenHeard();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  private int id() {
    return ((Http2StreamChannel) context.channel()).stream().id();
  }

  // What the call does.

  @Override
  public void begin(Call next) {
    call = next;
  }

  @Override
  public boolean sendWhole(ClientRequest request) {
    ByteBuffer bytes = RequestHead.bytesToGoWith(request);
    if (bytes == null) {
      return false;
    }
    int count = bytes.remaining();
    ChannelFuture last = writeHead(request, count, count == 0);
    if (count > 0) {
      ByteBuf copy = context.alloc().buffer(count).writeBytes(bytes);
      last = context.write(new DefaultHttp2DataFrame(copy, true));
    }
    last.addListener(this::written);
    return true;
  }

  @Override
  public OutboundBody.Framing beginRequest(ClientRequest request, ByteBuf out, long size) {
    writeHead(request, size, false);
    return OutboundBody.Framing.FRAMES;
  }

  private ChannelFuture writeHead(ClientRequest request, long size, boolean isAll) {
    var frame = new DefaultHttp2HeadersFrame(Http2Heads.of(request, size), isAll);
    ChannelFuture head = context.write(frame);
    head.addListener(this::headWritten);
    session.flushSoon();
    return head;
  }

  private void headWritten(Future<?> head) {
    Throwable cause = head.cause();
    if (cause == null || isOver) {
      return;
    }
    switch (cause) {
      case Http2NoMoreStreamIdsException _ -> {
        session.leave();
        failed(NetworkErrors.cut(), Fate.UNPROCESSED);
      }
      case Http2Exception e when e.error() == Http2Error.REFUSED_STREAM ->
          // The server has just said that it takes fewer streams.
          failed(Http2Errors.reset(e.error().code()), Fate.UNPROCESSED);
      case Http2Exception e -> failed(NetworkErrors.refused(e), Fate.UNKNOWN);
      default -> failed(NetworkErrors.of(cause, "write", session.origin.where()), silentOrNot());
    }
  }

  private void written(Future<?> last) {
    if (last.isSuccess()) {
      requestSent();
    }
  }

  @Override
  public ChannelHandlerContext context() {
    return context;
  }

  @Override
  public void requestSent() {
    isRequestSent = true;
  }

  @Override
  public void read() {
    boolean isLong = length < 0 || length > WINDOW_AT_FIRST;
    if (hasHead && isLong && window < WINDOW_WHEN_READ) {
      widen(WINDOW_WHEN_READ);
    }
  }

  private void widen(int to) {
    session.widen(id(), to - window);
    window = to;
  }

  @Override
  public void taken(long bytes) {
    session.consumed(id(), bytes);
  }

  @Override
  public boolean isResponseComplete() {
    return isResponseComplete;
  }

  @Override
  public boolean isOpen() {
    return !isOver && context.channel().isActive();
  }

  /** To end a stream costs its server less than to send the rest. */
  @Override
  public boolean isWorthDraining() {
    return false;
  }

  @Override
  public void close() {
    call = null;
    end(Http2Error.CANCEL);
  }

  // What the connection brings.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Http2HeadersFrame frame -> head(frame);
      case Http2DataFrame frame -> data(frame);
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void head(Http2HeadersFrame frame) {
    Call current = call;
    if (current == null) {
      return;
    }
    if (!hasHead) {
      try {
        int status = Http2Heads.status(frame.headers());
        if (status / 100 == 1) {
          if (status == 101 || frame.isEndStream()) {
            throw new DecoderException("an interim response that is none");
          }
          return;
        }
        ReceivedHead received = Http2Heads.received(frame.headers());
        hasHead = true;
        length = received.length();
        current.head(received);
      } catch (DecoderException e) {
        malformed(e);
        return;
      }
    }
    // Of the second, which holds trailers, Netty has seen to it that it is the last.
    if (frame.isEndStream()) {
      complete();
    }
  }

  private void data(Http2DataFrame frame) {
    ByteBuf content = frame.content();
    int count = content.readableBytes();
    int padding = frame.initialFlowControlledBytes() - count;
    Call current = call;
    if (current == null || !hasHead) {
      content.release();
      if (current != null) {
        malformed(new DecoderException("a body before its head"));
      }
      return;
    }
    if (padding > 0) {
      session.consumed(id(), padding);
    }
    if (count == 0) {
      content.release();
    } else {
      noteAwaited(current, count);
      current.bytes(content);
    }
    if (frame.isEndStream()) {
      complete();
    }
  }

  private void noteAwaited(Call current, int count) {
    if (!current.isHungry()) {
      awaited = 0;
      return;
    }
    if (window == WINDOW_AT_MOST) {
      return;
    }
    if (awaited == 0) {
      awaitedSince = System.nanoTime();
    }
    awaited += count;
    if (awaited >= window) {
      if (session.neededWindow(awaited, System.nanoTime() - awaitedSince) > window) {
        widen(2 * window);
      }
      awaited = 0;
    }
  }

  private void complete() {
    isResponseComplete = true;
    Call done = call;
    call = null;
    // A server that answers without hearing the request out does not want the rest of it.
    end(Http2Error.CANCEL);
    if (done != null) {
      done.responseComplete();
    }
  }

  private void malformed(DecoderException cause) {
    fail(NetworkErrors.badResponse(cause), Fate.UNKNOWN, Http2Error.PROTOCOL_ERROR);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (call != null) {
      call.writabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case Http2ResetFrame frame -> {
        long code = frame.errorCode();
        // RFC 9113 §8.7.
        boolean isUnprocessed =
            code == Http2Error.REFUSED_STREAM.code()
                || code == Http2Error.HTTP_1_1_REQUIRED.code() && session.fallsBack();
        failed(Http2Errors.reset(code), isUnprocessed ? Fate.UNPROCESSED : Fate.UNKNOWN);
      }
      case Http2GoAwayFrame frame -> {
        // This stream is beyond the last that the server serves.
        session.goneAway(frame.errorCode());
        failed(Http2Errors.unprocessed(frame.errorCode()), Fate.UNPROCESSED);
      }
      default -> {}
    }
    ReferenceCountUtil.release(event);
  }

  /** Only now does the codec count one stream less. */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    failed(NetworkErrors.cut(), Fate.UNKNOWN);
    session.over(this);
  }

  /** The connection has gone. */
  void sessionFailed(BridgeException error) {
    failed(error, silentOrNot());
  }

  private Fate silentOrNot() {
    return isReused && !hasHead ? Fate.SILENT : Fate.UNKNOWN;
  }

  /** A fault in the server's frames; with its code the multiplexer ends the stream. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Http2Exception) {
      failed(NetworkErrors.badResponse(cause), Fate.UNKNOWN);
    } else {
      fail(NetworkErrors.of(cause, "read", null), Fate.UNKNOWN, Http2Error.INTERNAL_ERROR);
    }
  }

  /** The stream has ended, or is being ended by whoever calls. */
  private void failed(BridgeException error, Fate fate) {
    fail(error, fate, null);
  }

  private void fail(BridgeException error, Fate fate, @Nullable Http2Error told) {
    Call failed = call;
    call = null;
    end(told);
    if (failed != null) {
      failed.carrierFailed(error, fate);
    }
  }

  /**
   * Has nothing more to do with its call.
   *
   * @param told the code that the server is told if it does not know of the end; null if it does
   */
  private void end(@Nullable Http2Error told) {
    if (isOver) {
      return;
    }
    isOver = true;
    boolean isEnding = told == null || isResponseComplete && isRequestSent;
    if (!isEnding && context.channel().isActive()) {
      if (Http2CodecUtil.isStreamIdValid(id())) {
        context.write(new DefaultHttp2ResetFrame(told));
        session.flushSoon();
      } else {
        // Nothing of it has left.
        context.close();
      }
    }
  }
}
