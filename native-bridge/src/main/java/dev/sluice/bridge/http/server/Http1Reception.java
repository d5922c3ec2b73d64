package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What a connection of HTTP/1.1 receives (RFC 9112): parses requests, hands them to the handler one
 * at a time in their order, and their bodies to whoever reads them.
 *
 * <p>Bytes are read from the socket while somebody wants them or while none are held that nobody
 * wants: a body waits in the socket until it is pulled, and so do pipelined requests behind one
 * that is in work. As long as nothing is held the socket is read, so that a client that goes away
 * is noticed.
 *
 * <p>A superclass and not a part, so that a connection costs one object.
 */
abstract sealed class Http1Reception extends ExchangeHandler permits Http1Connection {
  /**
   *
   *
   * <pre>
   * OPEN --no request can follow--> LAST --answered--> LINGERING --the client has closed--> CLOSED
   * </pre>
   *
   * LAST: one exchange runs, or its body is still read, and after it the connection closes.
   * LINGERING: see {@link LingeringClose}.
   */
  enum Life {
    OPEN,
    LAST,
    LINGERING,
    CLOSED
  }

  Life life = Life.OPEN;

  final Http1Input input;

  /** Where the body of a request goes; its exchange may be over. */
  final BodyReader body;

  final Http1Output output;

  /** The exchange whose response is not complete. */
  @Nullable Exchange exchange;

  /** Has the head of its response left? */
  boolean hasBegun;

  /** Does the client speak HTTP/1.0? */
  boolean isHttp10;

  /** Has no request come yet? */
  boolean isFresh = true;

  private boolean isReading;
  private boolean isProcessing;

  Http1Reception(HttpServer server) {
    super(server);
    this.input = new Http1Input(server);
    this.body = new BodyReader(server);
    this.output = new Http1Output(server);
  }

  /** Closes when {@code last} has been sent, and, if more may come, the client has closed. */
  abstract void linger(ChannelFuture last, boolean mayComeMore);

  /** Closes at once, so that the client can tell that the response is not complete. */
  abstract void reset();

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
    input.add(bytes, context.alloc());
    process();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ignored) {
    isReading = false;
    output.flush();
  }

  /**
   * Passes over the body of an exchange that is over if nobody has begun to read it by now: the
   * next request is behind it.
   *
   * @param idle for how many seconds nothing has moved
   * @return whether there was such a body
   */
  final boolean forgetBody(int idle) {
    Exchange halfway = body.exchange();
    if (exchange != null || halfway == null || !halfway.isForgotten(idle)) {
      return false;
    }
    halfway.forgetBody();
    goOn();
    return true;
  }

  /** Goes on, if that is not being done: there may be something to do again. */
  final void goOn() {
    if (!isProcessing) {
      process();
      flushSoon();
    }
  }

  /** Flushes now, unless the end of a read is near, which will. */
  final void flushSoon() {
    if (!isReading) {
      output.flush();
    }
  }

  /** Goes on with what was read, as far as it leads. */
  private void process() {
    if (life == Life.CLOSED) {
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
      // The body of the last request has come to its end behind the answer.
      linger(output.handOverAll(), false);
    }
    // Behind the last request nothing is looked at.
    if (life != Life.OPEN && !body.isArriving()) {
      input.release();
    } else {
      input.releaseRead();
    }
    readOrWait();
  }

  /** What is held is not wanted any more, or not yet: {@link #process} is amid it. */
  final void releaseInput() {
    if (!isProcessing) {
      input.release();
    }
  }

  /** Begins with the next request, if it is there and its turn has come. */
  private boolean nextRequest() throws Refusal {
    if (exchange != null || !context.channel().isWritable()) {
      return false;
    }
    ParsedHead head = input.nextHead();
    if (head == null) {
      return false;
    }
    isFresh = false;
    begin(head);
    return true;
  }

  private void begin(ParsedHead head) throws Refusal {
    RequestRules.admit(server, context.channel(), head.authority(), head.length());
    isHttp10 = head.isHttp10();
    Exchange next =
        new Exchange(
            this, head.method(), head.target(), head.authority(), head.fields(), head.length());
    exchange = next;
    activity.usualTimeout();
    if (!head.keepsAlive()) {
      life = Life.LAST;
    }
    server.stats().request();
    if (head.length() != 0) {
      body.begin(next, head.length(), head.expectsContinue());
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
    ByteBuf bytes = input.bytes();
    boolean hasMoved = bytes != null && body.next(bytes);
    if (body.hasDrainedTooMuch()) {
      if (life == Life.OPEN) {
        life = Life.LAST;
      }
      if (exchange == null) {
        linger(output.handOverAll(), true);
      }
    }
    return hasMoved;
  }

  @Override
  public final void demand() {
    if (body.takeContinue()) {
      output.sendContinue();
    }
    if (life != Life.CLOSED) {
      context.channel().config().setAutoRead(true);
    }
  }

  @Override
  public final void discard() {
    readOrWait();
  }

  /** Reads on, or lets the client wait. */
  final void readOrWait() {
    if (life == Life.CLOSED) {
      return;
    }
    // Pipelined requests wait for their turn, a part of a head does not.
    boolean reads =
        life == Life.LINGERING
            || (body.isArriving()
                ? body.takesMore()
                : input.bytes() == null || exchange == null && context.channel().isWritable());
    Channel channel = context.channel();
    if (channel.config().isAutoRead() != reads) {
      channel.config().setAutoRead(reads);
    }
  }

  /**
   * Answers what is no request, or too much of one. A handler that has the request already is told
   * as if the client had gone.
   */
  final void refuse(Refusal refusal) {
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
      output.addRefusal(refusal.status());
    }
    linger(output.handOverAll(), true);
  }
}
