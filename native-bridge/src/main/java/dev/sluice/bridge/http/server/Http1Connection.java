package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.http.InboundBody;
import dev.sluice.bridge.http.OutboundBody.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks HTTP/1.1 (RFC 9112): parses requests, hands them to the handler one at a
 * time in their order, and sends the responses. The one handler of its pipeline, but for TLS.
 *
 * <p>Bytes are read from the socket while somebody wants them or while none are held that nobody
 * wants: a body waits in the socket until it is pulled, and so do pipelined requests behind one
 * that is in work. As long as nothing is held the socket is read, so that a client that goes away
 * is noticed.
 *
 * <p>Small responses are put into one buffer and leave when the read is done that brought their
 * requests, or at once if they come later.
 */
final class Http1Connection extends Connections.Entry implements ChannelInboundHandler, Carrier {
  /**
   *
   *
   * <pre>
   * OPEN --no request can follow--> LAST --answered--> LINGERING --the client has closed--> CLOSED
   * </pre>
   *
   * LAST: one exchange runs, and after it the connection closes. LINGERING: our side is closed;
   * what the client still sends is dropped, since closing with bytes unread would take away the
   * answer from it (RFC 9112 §9.6).
   */
  private enum Life {
    OPEN,
    LAST,
    LINGERING,
    CLOSED
  }

  private static final int LINGER_SECONDS = 5;

  /** Responses are handed to the channel when so much is gathered. */
  private static final int GATHERED = 32 << 10;

  private static final int FIRST_OUT = 1024;
  private static final int UNSET = -1;

  /** Who has connected to a server that retires has so long to say what for. */
  private static final int FIRST_REQUEST_SECONDS = 5;

  private static final ByteBuf CONTINUE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
              .asReadOnly());

  private final HttpServer server;

  @SuppressWarnings("NullAway.Init") // set before anything else is called
  private ChannelHandlerContext context;

  private Life life = Life.OPEN;

  /** What was read and not looked at yet. */
  private @Nullable ByteBuf in;

  /** How many bytes of an incomplete head need not be looked at again. */
  private int scanned;

  /** The exchange whose response is not complete. */
  private @Nullable Exchange exchange;

  /** Where the body of a request goes; its exchange may be over. */
  private final BodyReader body;

  /** Does the client speak HTTP/1.0? */
  private boolean isHttp10;

  private boolean continueIsDue;

  /** Small responses that have not been handed to the channel. */
  private @Nullable ByteBuf out;

  private boolean needsFlush;
  private boolean isReading;
  private boolean isProcessing;

  private final Activity activity;
  private int headSince = UNSET;
  private int timeout = UNSET;

  /** Has no request come yet? */
  private boolean isFresh = true;

  Http1Connection(HttpServer server) {
    this.server = server;
    this.body = new BodyReader(server);
    this.activity = new Activity(server);
  }

  // Netty's calls.

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    if (added.channel().isActive()) {
      opened();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    if (removed.channel().isActive() && life == Life.OPEN && isOpened) {
      server.replaced(this);
    }
    closed(new BridgeException(Code.ECONNRESET, "read", null, null));
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ignored) {}

  @Override
  public void channelUnregistered(ChannelHandlerContext ignored) {}

  @Override
  public void channelActive(ChannelHandlerContext ignored) {
    opened();
  }

  private boolean isOpened;

  private void opened() {
    if (!isOpened) {
      isOpened = true;
      server.opened(this);
      if (server.isClosing() && !server.isRetiring()) {
        context.close();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ignored) {
    closed(new BridgeException(Code.ECONNRESET, "read", null, null));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ignored, Object event) {
    ReferenceCountUtil.release(event);
  }

  @Override
  @SuppressWarnings("deprecation") // only of handlers that are not inbound ones
  public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
    // The socket's errors, mostly of a client that has gone; TLS's, which it has answered itself.
    if (!(cause instanceof IOException) && !(cause instanceof DecoderException)) {
      server.report(cause);
    }
    context.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ignored, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    server.stats().received(bytes.readableBytes());
    activity.now();
    if (life == Life.LINGERING || life == Life.CLOSED) {
      bytes.release();
      return;
    }
    isReading = true;
    in =
        in == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), in, bytes);
    process();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ignored) {
    isReading = false;
    flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ignored) {
    if (exchange != null) {
      exchange.writable();
    }
    if (context.channel().isWritable() && !isProcessing) {
      process();
      flushSoon();
    }
  }

  // Requests.

  /** Goes on with what was read, as far as it leads. */
  private void process() {
    if (isProcessing || life == Life.CLOSED) {
      return;
    }
    isProcessing = true;
    try {
      while ((life == Life.OPEN || life == Life.LAST && body.isArriving())
          && (body.isArriving() ? nextOfBody() : nextRequest())) {}
    } catch (Refusal refusal) {
      refuse(refusal);
    } finally {
      isProcessing = false;
    }
    if (life == Life.LAST && exchange == null && !body.isArriving()) {
      // The server was closed while the body of an answered request still came.
      linger(handOverAll(), false);
    }
    // Behind the last request nothing is looked at.
    if (in != null && (!in.isReadable() || life != Life.OPEN && !body.isArriving())) {
      in.release();
      in = null;
    }
    readOrWait();
  }

  /** Begins with the next request, if it is there and its turn has come. */
  private boolean nextRequest() throws Refusal {
    ByteBuf bytes = in;
    if (exchange != null || bytes == null || !context.channel().isWritable()) {
      return false;
    }
    // An empty line before a request is put up with (RFC 9112 §2.2).
    if (scanned == 0 && startsWithEmptyLine(bytes)) {
      bytes.skipBytes(2);
    }
    if (!bytes.isReadable()) {
      headSince = UNSET;
      return false;
    }
    int end = server.parser().findEnd(bytes, scanned);
    if (end <= 0) {
      scanned = -end;
      if (headSince == UNSET) {
        headSince = server.now();
      }
      return false;
    }
    scanned = 0;
    headSince = UNSET;
    isFresh = false;
    begin(server.parser().parse(bytes, end));
    return true;
  }

  private static boolean startsWithEmptyLine(ByteBuf bytes) {
    return bytes.readableBytes() >= 2
        && bytes.getByte(bytes.readerIndex()) == '\r'
        && bytes.getByte(bytes.readerIndex() + 1) == '\n';
  }

  private void begin(ParsedHead head) throws Refusal {
    long limit = server.options().maxRequestBodySize();
    if (limit >= 0 && head.length() > limit) {
      throw new Refusal(Refusal.TOO_LARGE, "the body is too long");
    }
    isHttp10 = head.isHttp10();
    Exchange next =
        new Exchange(
            this, head.method(), head.target(), head.authority(), head.fields(), head.length());
    exchange = next;
    timeout = UNSET;
    continueIsDue = head.expectsContinue() && head.length() != 0;
    if (!head.keepsAlive()) {
      life = Life.LAST;
    }
    server.stats().request();
    if (head.length() != 0) {
      body.begin(next, head.length());
      // A small body is there as a whole when the handler is called.
      while (body.isArriving() && nextOfBody()) {}
    }
    try {
      server.handler().handle(next);
    } catch (RuntimeException | Error e) {
      next.thrown(e);
    }
  }

  /** Goes on with a request's body, as far as it leads. */
  private boolean nextOfBody() throws Refusal {
    ByteBuf bytes = in;
    boolean hasMoved = bytes != null && body.next(bytes);
    if (!body.isArriving()) {
      continueIsDue = false;
    } else if (body.hasDrainedTooMuch()) {
      if (life == Life.OPEN) {
        life = Life.LAST;
      }
      if (exchange == null) {
        linger(handOverAll(), true);
      }
    }
    return hasMoved;
  }

  @Override
  public void demand() {
    if (continueIsDue) {
      continueIsDue = false;
      handOver();
      context.write(CONTINUE.duplicate(), context.voidPromise());
      context.flush();
    }
    if (life != Life.CLOSED) {
      context.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void discard() {
    readOrWait();
  }

  /** Reads on, or lets the client wait. */
  private void readOrWait() {
    if (life == Life.CLOSED) {
      return;
    }
    // Pipelined requests wait for their turn, a part of a head does not.
    boolean reads =
        life == Life.LINGERING
            || (body.isArriving()
                ? body.takesMore()
                : in == null || exchange == null && context.channel().isWritable());
    Channel channel = context.channel();
    if (channel.config().isAutoRead() != reads) {
      channel.config().setAutoRead(reads);
    }
  }

  /**
   * Answers what is no request, or too much of one. A handler that has the request already is told
   * as if the client had gone.
   */
  private void refuse(Refusal refusal) {
    server.stats().refusal();
    Exchange running = exchange;
    Exchange halfway = body.stop();
    boolean isAnswered = running == null && halfway != null;
    boolean isCut = running != null && hasBegun;
    exchange = null;
    life = Life.LAST;
    BridgeException reason =
        refusal.status() == Refusal.TOO_LARGE
            ? BridgeException.tooLarge(server.options().maxRequestBodySize())
            : BridgeException.plain(
                "ERR_HTTP_BAD_REQUEST", "the request is malformed: " + refusal.getMessage());
    if (running != null) {
      running.lost(reason);
    }
    if (halfway != null && halfway != running) {
      halfway.lost(reason);
    }
    if (life == Life.CLOSED) {
      return;
    }
    if (isCut) {
      reset();
      return;
    }
    if (!isAnswered) {
      server
          .encoder()
          .encode(
              buffer(0), ResponseHead.of(refusal.status()), 0, false, HeadEncoder.Connection.CLOSE);
    }
    linger(handOverAll(), true);
  }

  // Responses.

  /** Has the head of the running exchange's response left? */
  private boolean hasBegun;

  private HeadEncoder.Connection connection(ResponseHead head, boolean isFramed) {
    if (head.fields().hasToken("connection", "close") || server.isClosing() || !isFramed) {
      life = Life.LAST;
    } else if (continueIsDue) {
      // Nobody knows whether the body still comes (RFC 9110 §10.1.1).
      continueIsDue = false;
      life = Life.LAST;
    } else if (body.isTooLongToDrain()) {
      life = Life.LAST;
    }
    if (life != Life.OPEN) {
      return HeadEncoder.Connection.CLOSE;
    }
    return isHttp10 ? HeadEncoder.Connection.KEEP_ALIVE : HeadEncoder.Connection.USUAL;
  }

  private ByteBuf buffer(int more) {
    ByteBuf buffer = out;
    if (buffer == null) {
      buffer = context.alloc().buffer(FIRST_OUT + more);
      out = buffer;
    }
    return buffer;
  }

  @Override
  public void send(Exchange whose, ResponseHead head, ByteBuffer bytes) {
    int count = bytes.remaining();
    boolean isBodyless = whose.isBodyless();
    ByteBuf buffer = buffer(isBodyless ? 0 : count);
    int before = buffer.writerIndex();
    server
        .encoder()
        .encode(
            buffer,
            head,
            HeadEncoder.contentLength(whose, head, count),
            false,
            connection(head, true));
    if (!isBodyless) {
      buffer.writeBytes(bytes);
    }
    sent(whose, buffer, buffer.writerIndex() - before);
  }

  /** A response stands complete among the gathered ones. */
  private void sent(Exchange whose, ByteBuf buffer, int bytes) {
    count(whose, bytes);
    whose.complete();
    if (life == Life.OPEN) {
      if (buffer.readableBytes() > GATHERED) {
        handOver();
      }
      answered(null);
    } else {
      answered(handOverAll());
    }
  }

  private void count(Exchange whose, long bytes) {
    whose.counted(bytes);
    activity.handed(bytes);
  }

  @Override
  public void sendFile(
      Exchange whose, ResponseHead head, FileChannel file, long offset, long length)
      throws IOException {
    if (whose.isBodyless()) {
      file.close();
      sendHead(whose, head, length);
      return;
    }
    if (length <= SMALL) {
      sendSmallFile(whose, head, file, offset, (int) length);
      return;
    }
    if (isEncrypted()) {
      whose.pipeFile(
          head, new FileChunks(file, offset, length, server.loop(), context.alloc()), length);
      return;
    }
    ByteBuf buffer = buffer(0);
    int before = buffer.writerIndex();
    server.encoder().encode(buffer, head, length, false, connection(head, true));
    count(whose, buffer.writerIndex() - before);
    handOver();
    hasBegun = true;
    ChannelPromise promise = context.newPromise();
    promise.addListener(done -> fileSent(whose, length, done.isSuccess(), promise));
    context.write(new FilePiece(file, offset, length), promise);
    needsFlush = true;
    flushSoon();
  }

  private void fileSent(Exchange whose, long length, boolean isSent, ChannelPromise promise) {
    if (isSent) {
      count(whose, length);
      whose.complete();
      if (exchange == whose) {
        answered(life == Life.OPEN ? null : promise);
      }
    } else if (life != Life.CLOSED) {
      cut(whose, new BridgeException(Code.EIO, "read", null, promise.cause()));
    }
  }

  private void sendHead(Exchange whose, ResponseHead head, long length) {
    ByteBuf buffer = buffer(0);
    int before = buffer.writerIndex();
    server
        .encoder()
        .encode(
            buffer,
            head,
            HeadEncoder.contentLength(whose, head, length),
            false,
            connection(head, true));
    sent(whose, buffer, buffer.writerIndex() - before);
  }

  /** A system call to read it is less than a second one to send it. */
  private void sendSmallFile(
      Exchange whose, ResponseHead head, FileChannel file, long offset, int length)
      throws IOException {
    ByteBuf buffer = buffer(length);
    int before = buffer.writerIndex();
    try (file) {
      HeadEncoder.Connection connection = connection(head, true);
      server.encoder().encode(buffer, head, length, false, connection);
      int end = buffer.writerIndex() + length;
      while (buffer.writerIndex() < end) {
        int left = end - buffer.writerIndex();
        if (buffer.writeBytes(file, offset + length - left, left) <= 0) {
          throw new EOFException("the file has become shorter");
        }
      }
    } catch (IOException | RuntimeException e) {
      buffer.writerIndex(before);
      throw e;
    }
    sent(whose, buffer, buffer.writerIndex() - before);
  }

  private boolean isEncrypted() {
    return server.options().protocol().isSecure()
        || context.pipeline().get(SslHandler.class) != null;
  }

  @Override
  public Framing begin(Exchange whose, ResponseHead head, ByteBuf buffer, long length) {
    handOver();
    hasBegun = true;
    boolean isBodyless = whose.isBodyless();
    boolean isFramed = isBodyless || length >= 0 || !isHttp10;
    long announced = HeadEncoder.contentLength(whose, head, length);
    boolean isChunked = announced < 0 && !isBodyless && !isHttp10;
    HeadEncoder.Connection connection = connection(head, isFramed);
    server.encoder().encode(buffer, head, announced, isChunked, connection);
    if (isBodyless) {
      return Framing.NONE;
    } else if (announced >= 0) {
      return Framing.LENGTH;
    }
    return isChunked ? Framing.CHUNKED : Framing.CLOSE;
  }

  @Override
  public void handed(long bytes) {
    activity.handed(bytes);
  }

  @Override
  public void ended(Exchange whose, ChannelFuture last) {
    whose.complete();
    if (exchange == whose) {
      answered(life == Life.OPEN ? null : last);
    }
  }

  /** The response is complete: on to the next request, or to the end. */
  private void answered(@Nullable ChannelFuture last) {
    exchange = null;
    hasBegun = false;
    timeout = UNSET;
    activity.now();
    if (last != null) {
      linger(last, body.isArriving());
      return;
    }
    Exchange halfway = body.exchange();
    InboundBody unread = halfway == null ? null : halfway.inbound();
    if (halfway != null && unread != null && !halfway.isBodyTaken()) {
      unread.cancel();
    }
    if (!isProcessing) {
      process();
      flushSoon();
    }
  }

  /** Hands the gathered responses to the channel. */
  private void handOver() {
    ByteBuf gathered = out;
    if (gathered != null) {
      out = null;
      context.write(gathered, context.voidPromise());
      needsFlush = true;
    }
  }

  private ChannelFuture handOverAll() {
    ByteBuf gathered = out;
    out = null;
    needsFlush = false;
    return context.writeAndFlush(gathered == null ? Unpooled.EMPTY_BUFFER : gathered);
  }

  /** Flushes now, unless the end of a read is near, which will. */
  private void flushSoon() {
    if (!isReading) {
      flush();
    }
  }

  private void flush() {
    handOver();
    if (needsFlush) {
      needsFlush = false;
      context.flush();
    }
  }

  // The end.

  /**
   * Closes when {@code last} has been sent; if more may come, only our side, and the connection
   * when the client does.
   */
  private void linger(ChannelFuture last, boolean mayComeMore) {
    if (life == Life.CLOSED || life == Life.LINGERING) {
      return;
    }
    Exchange halfway = body.stop();
    life = Life.LINGERING;
    headSince = UNSET;
    if (halfway != null) {
      halfway.lost(new BridgeException(Code.ECONNABORTED, "read", null, null));
    }
    last.addListener(
        done -> {
          headSince = server.now();
          if (mayComeMore
              && done.isSuccess()
              && context.channel() instanceof DuplexChannel duplex
              && !isEncrypted()) {
            duplex.shutdownOutput();
          } else {
            context.close();
          }
        });
    readOrWait();
  }

  @Override
  public void cut(Exchange whose, @Nullable BridgeException reason) {
    whose.lost(reason == null ? new BridgeException(Code.ECANCELED, "write", null, null) : reason);
    if (exchange == whose) {
      reset();
    }
  }

  /** Closes at once. Bytes that are on their way stay so; no end follows them. */
  private void reset() {
    if (life != Life.CLOSED) {
      if (isHttp10 && context.channel() instanceof SocketChannel socket) {
        // There is no length and no last chunk to miss: only a reset is no end.
        socket.config().setSoLinger(0);
      }
      context.close();
    }
  }

  private void closed(BridgeException reason) {
    if (life == Life.CLOSED) {
      return;
    }
    life = Life.CLOSED;
    if (in != null && !isProcessing) {
      in.release();
      in = null;
    }
    if (out != null) {
      out.release();
      out = null;
    }
    Exchange running = exchange;
    Exchange halfway = body.stop();
    exchange = null;
    if (running != null) {
      running.lost(reason);
    }
    if (halfway != null && halfway != running) {
      halfway.lost(reason);
    }
    server.closed(this);
  }

  // Time.

  @Override
  public void timeout(int seconds) {
    timeout = seconds;
    activity.now();
  }

  @Override
  void tick() {
    int now = server.now();
    if (life == Life.LINGERING) {
      if (headSince == UNSET ? isStuck() : now - headSince >= LINGER_SECONDS) {
        context.close();
      }
      return;
    }
    int idle = activity.idleSeconds(context.channel());
    int headTimeout = server.options().headTimeout();
    if (headSince != UNSET && exchange == null) {
      if (headTimeout > 0 && now - headSince >= headTimeout) {
        refuse(new Refusal(Refusal.TIMEOUT, "the head takes too long"));
      }
      return;
    }
    Exchange running = exchange;
    boolean isOwned = running != null && running.ownsStream();
    int limit = isOwned ? stallTimeout() : timeout == UNSET ? server.idleTimeout() : timeout;
    if (isFresh && server.isRetiring()) {
      limit = limit > 0 ? Math.min(limit, FIRST_REQUEST_SECONDS) : FIRST_REQUEST_SECONDS;
    }
    if (limit > 0 && idle >= limit) {
      if (running != null) {
        cut(running, new BridgeException(Code.ETIMEDOUT, isOwned ? "write" : "read", null, null));
      } else {
        context.close();
      }
    }
  }

  /** Does the client take nothing of the last answer? As long as it does, it may be slow. */
  private boolean isStuck() {
    int idle = activity.idleSeconds(context.channel());
    int limit = server.idleTimeout() > 0 ? server.idleTimeout() : server.options().stallTimeout();
    return limit > 0 && idle >= limit;
  }

  /** A stream that a handler owns may be silent; a client that takes nothing of it may not. */
  private int stallTimeout() {
    return context.channel().isWritable() ? 0 : server.options().stallTimeout();
  }

  @Override
  void closeGracefully() {
    if (isFresh && server.isRetiring() && life == Life.OPEN) {
      return;
    }
    if (exchange == null && life == Life.OPEN && !body.isArriving()) {
      context.close();
    } else if (life == Life.OPEN) {
      life = Life.LAST;
    }
  }

  @Override
  void closeNow() {
    Exchange running = exchange;
    if (running != null) {
      running.lost(new BridgeException(Code.ECONNABORTED, "write", null, null));
    }
    context.close();
  }

  // The rest of Carrier.

  @Override
  public ChannelHandlerContext context() {
    return context;
  }

  @Override
  public HttpServer server() {
    return server;
  }

  @Override
  public String protocol() {
    return isHttp10 ? "HTTP/1.0" : "HTTP/1.1";
  }
}
