package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.InboundBody;
import dev.sluice.bridge.http.OutboundBody.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A stream of HTTP/2 (RFC 9113 §8): one request and its response, as frames. The window of flow
 * control is what makes the client wait for a body that nobody reads.
 */
final class StreamConnection extends ExchangeHandler {
  private static final long UNKNOWN = -1;
  private static final int UNSET = -1;

  /** So much of a request is passed over behind an answer that says that something is wrong. */
  static final int DRAIN_LIMIT = 32 << 20;

  /** Within so many seconds. */
  private static final int DRAIN_SECONDS = 5;

  /** So much is passed over behind any answer. */
  private static final int SMALL_REST = 256 << 10;

  private static final int FIRST_ERROR = 400;

  private @Nullable MultiplexedConnection connection;
  private @Nullable Exchange exchange;
  private boolean hasArrived;
  private boolean hasBegun;
  private boolean hasEnded;

  /** What the response ends with. */
  private @Nullable ChannelFuture lastWrite;

  private boolean continueIsDue;
  private long arrived;

  /** When the client is to be told that the rest of its request is not wanted. */
  private int drainUntil = UNSET;

  private int drained;

  StreamConnection(HttpServer server) {
    super(server);
  }

  // Netty's calls.

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    super.handlerAdded(added);
    Channel parent = added.channel().parent();
    if (parent != null) {
      connection = MultiplexedConnection.track(server, parent);
      connection.opened(this);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // only of handlers that are not inbound ones
  public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
    // A fault of the client's in its frames: the multiplexer resets the stream with the code that
    // belongs to it. A close would send CANCEL first, which the limit on resets does not count.
    if (!(cause instanceof Http2Exception)) {
      if (!(cause instanceof IOException)) {
        server.report(cause);
      }
      context.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ignored, Object event) {
    if (event instanceof Http2ResetFrame) {
      hasEnded = true;
      closed(new BridgeException(Code.ECONNRESET, "read", null, null));
      // Now the stream counts as open yet, and its channel would answer with a reset (§5.4.2).
      context.executor().execute(context::close);
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ignored) {
    if (exchange != null) {
      exchange.writable();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ignored, Object message) {
    activity.now();
    switch (message) {
      case Http2HeadersFrame frame when exchange == null && !hasEnded -> begin(frame);
      case Http2HeadersFrame trailers -> {
        if (trailers.isEndStream()) {
          arrivedAll();
        }
      }
      case Http2DataFrame frame -> {
        server.stats().received(frame.content().readableBytes());
        take(frame);
      }
      default -> ReferenceCountUtil.release(message);
    }
    readOrWait();
  }

  // The request.

  private void begin(Http2HeadersFrame frame) {
    hasArrived = frame.isEndStream();
    Exchange made;
    try {
      made = exchange(new Http2Request(frame.headers()));
    } catch (Refusal refusal) {
      refuse(refusal.status());
      return;
    }
    exchange = made;
    server.stats().request();
    try {
      server.handler().handle(made);
    } catch (RuntimeException | Error e) {
      made.thrown(e);
    }
  }

  private Exchange exchange(Http2Request request) throws Refusal {
    if (!request.isWellFormed()) {
      throw Refusal.bad("the head");
    } else if (request.method().equals("CONNECT")) {
      throw new Refusal(Refusal.NOT_IMPLEMENTED, "CONNECT");
    }
    HeaderFields fields = request.fields();
    String host = fields.get("host");
    if (host == null) {
      throw Refusal.bad("no host");
    } else if (fields.size() > server.options().maxFields()) {
      throw new Refusal(Refusal.HEAD_TOO_LARGE, "too many fields");
    }
    long announced = announced(fields);
    RequestRules.admit(server, connectionChannel(), host, announced);
    String expectation = fields.get("expect");
    if (expectation != null) {
      RequestRules.checkExpectation(expectation);
      continueIsDue = announced != 0;
    }
    if (announced == 0 && !hasArrived) {
      // Nothing comes but the end.
      announced = UNKNOWN;
    }
    return new Exchange(this, request.method(), request.target(), host, fields, announced);
  }

  /**
   * The length of the body. Netty's decoder looks whether it is what comes (RFC 9113 §8.1.1), and
   * makes one field of several that say the same.
   */
  private long announced(HeaderFields fields) throws Refusal {
    String length = fields.get("content-length");
    if (length == null) {
      return hasArrived ? 0 : UNKNOWN;
    }
    long number = RequestRules.contentLength(length);
    return hasArrived ? 0 : number;
  }

  private Channel connectionChannel() {
    Channel stream = context.channel();
    return stream.parent() == null ? stream : stream.parent();
  }

  private void take(Http2DataFrame frame) {
    Exchange running = exchange;
    InboundBody body = running == null ? null : running.inbound();
    ByteBuf content = frame.content();
    if (running == null || body == null || drainUntil != UNSET) {
      passOver(content, frame.isEndStream());
      return;
    }
    arrived += content.readableBytes();
    long limit = server.options().maxRequestBodySize();
    if (limit >= 0 && arrived > limit) {
      content.release();
      tooLarge(limit);
    } else if (frame.isEndStream()) {
      hasArrived = true;
      body.offerLast(content);
      running.arrived();
      restNotWanted();
    } else {
      body.offer(content);
    }
  }

  private void passOver(ByteBuf content, boolean isLast) {
    drained += content.readableBytes();
    content.release();
    if (isLast) {
      drainUntil = UNSET;
      arrivedAll();
    } else if (drained > DRAIN_LIMIT) {
      resetRest();
    }
  }

  private void tooLarge(long limit) {
    Exchange running = exchange;
    exchange = null;
    if (running == null) {
      return;
    }
    boolean isAnswered = running.isOver() || hasBegun;
    running.lost(BridgeException.tooLarge(limit));
    if (isAnswered) {
      reset(Http2Error.CANCEL);
    } else {
      refuse(Refusal.TOO_LARGE);
    }
  }

  private void arrivedAll() {
    hasArrived = true;
    Exchange whose = exchange;
    InboundBody body = whose == null ? null : whose.inbound();
    if (whose != null && body != null) {
      body.complete();
      whose.arrived();
    }
  }

  /** An answer without a handler; what still comes of the request is not wanted. */
  private void refuse(int status) {
    server.stats().refusal();
    hasEnded = true;
    context.write(Http2Heads.of(server.encoder(), ResponseHead.of(status), 0, true));
    if (status == Refusal.BAD_REQUEST) {
      // What is malformed is an error of the stream (RFC 9113 §8.1.1).
      reset(Http2Error.PROTOCOL_ERROR);
    } else {
      context.flush();
      drain(status);
    }
  }

  /**
   * The rest of the request is not wanted, and a reset may tell the client (RFC 9113 §8.1). Clients
   * stop by themselves when they have an answer such as 413, which some lose to a reset that comes
   * with it: curl 7.88, which is Debian 12's. After an answer that tells of no error the reset
   * follows at once, which saves sending for nothing, unless there is little to come: that curl
   * loses such an answer, too, but without the reset it neither sends on nor ever ends.
   */
  private void drain(int status) {
    if (hasArrived || drainUntil != UNSET) {
      return;
    }
    Exchange whose = exchange;
    long length = whose == null ? UNKNOWN : whose.bodyLength();
    if (status >= FIRST_ERROR || length >= 0 && length - arrived <= SMALL_REST) {
      drainUntil = server.now() + DRAIN_SECONDS;
    } else {
      resetRest();
    }
  }

  private void resetRest() {
    drainUntil = UNSET;
    hasArrived = true;
    ChannelFuture last = lastWrite;
    if (last == null) {
      reset(Http2Error.NO_ERROR);
    } else {
      // What waits for the client's window would be lost.
      last.addListener(_ -> reset(Http2Error.NO_ERROR));
    }
  }

  @Override
  public void demand() {
    if (continueIsDue && !hasBegun) {
      continueIsDue = false;
      context.writeAndFlush(Http2Heads.goOn());
    }
    if (context.channel().isActive()) {
      context.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void discard() {
    restNotWanted();
    readOrWait();
  }

  /** The response may be complete: a request that nobody reads need not come to its end. */
  private void restNotWanted() {
    Exchange whose = exchange;
    InboundBody body = whose == null ? null : whose.inbound();
    if (hasEnded && whose != null && body != null && body.isComplete()) {
      drain(whose.status());
    }
  }

  private void readOrWait() {
    InboundBody body = exchange == null ? null : exchange.inbound();
    boolean reads = body == null || body.isComplete() || !body.isHolding();
    Channel channel = context.channel();
    if (channel.isActive() && channel.config().isAutoRead() != reads) {
      channel.config().setAutoRead(reads);
    }
  }

  // The response.

  /** The head leaves; it is the last frame if there is no body. */
  private ChannelFuture writeHead(Exchange whose, ResponseHead head, long length, boolean isLast) {
    hasBegun = true;
    long announced = HeadEncoder.contentLength(whose, head, length);
    return context.write(Http2Heads.of(server.encoder(), head, announced, isLast));
  }

  @Override
  public void send(Exchange whose, ResponseHead head, ByteBuffer bytes) {
    int count = bytes.remaining();
    boolean isEmpty = whose.isBodyless() || count == 0;
    ChannelFuture last = writeHead(whose, head, count, isEmpty);
    if (!isEmpty) {
      whose.counted(count);
      activity.handed(count);
      last =
          context.write(
              new DefaultHttp2DataFrame(context.alloc().buffer(count).writeBytes(bytes), true));
    }
    context.flush();
    ended(whose, last);
  }

  @Override
  public void sendFile(
      Exchange whose, ResponseHead head, FileChannel file, long offset, long length)
      throws IOException {
    if (whose.isBodyless() || length == 0) {
      file.close();
      ChannelFuture last = writeHead(whose, head, length, true);
      context.flush();
      ended(whose, last);
      return;
    }
    whose.pipe(head, new FileChunks(file, offset, length, server.loop(), context.alloc()), length);
  }

  @Override
  public Framing begin(Exchange whose, ResponseHead head, ByteBuf out, long length) {
    boolean isBodyless = whose.isBodyless();
    writeHead(whose, head, length, isBodyless);
    return isBodyless ? Framing.NO_FRAMES : Framing.FRAMES;
  }

  @Override
  public void ended(Exchange whose, ChannelFuture last) {
    hasEnded = true;
    lastWrite = last;
    whose.complete();
    InboundBody body = whose.inbound();
    if (!hasArrived && body != null) {
      if (whose.isBodyTaken()) {
        restNotWanted();
      } else {
        body.cancel();
      }
    }
  }

  // The end.

  @Override
  public void cut(Exchange whose, @Nullable BridgeException reason) {
    whose.lost(reason == null ? new BridgeException(Code.ECANCELED, "write", null, null) : reason);
    reset(Http2Error.INTERNAL_ERROR);
  }

  private void reset(Http2Error error) {
    if (context.channel().isActive()) {
      context.writeAndFlush(new DefaultHttp2ResetFrame(error));
    }
  }

  /**
   * The client has given up the stream, or the connection has gone. Netty keeps the stream's
   * channel open until all that has come was read, which nobody may ever do.
   */
  void lost() {
    closed(new BridgeException(Code.ECONNRESET, "read", null, null));
    context.close();
  }

  @Override
  void closed(BridgeException reason) {
    MultiplexedConnection of = connection;
    connection = null;
    if (of != null) {
      of.closed(this);
    }
    Exchange running = exchange;
    exchange = null;
    if (running != null) {
      running.lost(reason);
    }
  }

  // Time.

  @Override
  void tick() {
    if (drainUntil != UNSET && server.now() >= drainUntil) {
      resetRest();
      return;
    }
    int idle = activity.idleSeconds(context.channel());
    Exchange running = exchange;
    if (running != null && running.isForgotten(idle)) {
      running.forgetBody();
      restNotWanted();
      readOrWait();
      return;
    }
    boolean isOwned = running != null && running.ownsStream();
    // What waits for the client's window is seen to move only in pieces of up to 64 KB.
    boolean isSending = isOwned ? !context.channel().isWritable() : isSending();
    int limit = activity.limit(isSending, isOwned);
    if (limit > 0 && idle >= limit) {
      if (running != null) {
        running.lost(Activity.timedOut(isOwned));
      }
      reset(Http2Error.CANCEL);
    }
  }

  private boolean isSending() {
    return hasBegun && (lastWrite == null || !lastWrite.isDone());
  }

  @Override
  void closeGracefully() {
    // The connection's doing.
  }

  @Override
  void closeNow() {
    closed(new BridgeException(Code.ECONNABORTED, "write", null, null));
  }

  // The rest of Carrier.

  @Override
  public String protocol() {
    return "HTTP/2";
  }
}
