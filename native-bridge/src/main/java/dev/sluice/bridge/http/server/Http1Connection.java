package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.http.FileSending;
import dev.sluice.bridge.http.InboundBody;
import dev.sluice.bridge.http.OutboundBody.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks HTTP/1.1 (RFC 9112): the one handler of its pipeline, but for TLS. Here
 * is what it answers, and when and how it ends.
 *
 * <p>Small responses are put into one buffer and leave when the read is done that brought their
 * requests, or at once if they come later.
 */
final class Http1Connection extends Http1Reception {
  /** Who has connected to a server that retires has so long to say what for. */
  private static final int FIRST_REQUEST_SECONDS = 5;

  private @Nullable LingeringClose lingering;

  /** Is the end of the running exchange's response told by the end of the connection? */
  private boolean endsByClose;

  Http1Connection(HttpServer server) {
    super(server);
  }

  // Netty's calls.

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    super.handlerAdded(added);
    output.context(added);
    if (added.channel().isActive()) {
      opened();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    if (removed.channel().isActive() && life == Life.OPEN && isOpened) {
      server.replaced(this);
    }
    super.handlerRemoved(removed);
  }

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
  public void channelWritabilityChanged(ChannelHandlerContext ignored) {
    if (exchange != null) {
      exchange.writable();
    }
    if (context.channel().isWritable()) {
      goOn();
    }
  }

  // Responses.

  private HeadEncoder.Connection connection(ResponseHead head, boolean isFramed) {
    // Without a «100 Continue» nobody knows whether the body still comes (RFC 9110 §10.1.1); and it
    // must not be sent any more.
    boolean isUnsure = body.withholdContinue();
    if (isUnsure
        || !isFramed
        || body.isTooLongToDrain()
        || server.isClosing()
        || head.fields().hasToken("connection", "close")) {
      life = Life.LAST;
    }
    if (life != Life.OPEN) {
      return HeadEncoder.Connection.CLOSE;
    }
    return isHttp10 ? HeadEncoder.Connection.KEEP_ALIVE : HeadEncoder.Connection.USUAL;
  }

  @Override
  public void send(Exchange whose, ResponseHead head, ByteBuffer bytes) {
    sent(whose, output.add(whose, head, bytes, connection(head, true)));
  }

  /** A response stands complete among the gathered ones. */
  private void sent(Exchange whose, int bytes) {
    count(whose, bytes);
    whose.complete();
    if (life == Life.OPEN) {
      if (output.isFull()) {
        output.handOver();
      }
      answered(null);
    } else {
      answered(output.handOverAll());
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
      sent(whose, output.addHead(whose, head, length, connection(head, true)));
    } else if (length <= SMALL) {
      HeadEncoder.Connection connection = connection(head, true);
      sent(whose, output.addSmallFile(head, file, offset, (int) length, connection));
    } else if (!output.canSend(file)) {
      whose.pipe(
          head, new FileChunks(file, offset, length, server.loop(), context.alloc()), length);
    } else {
      hasBegun = true;
      FileSending.Observer observer =
          new FileSending.Observer() {
            @Override
            public void sent(long bytes) {
              count(whose, bytes);
              // The next piece may be looked at when it stands where this one stood a second ago.
              activity.now();
            }

            @Override
            public void ended(ChannelFuture last) {
              fileSent(whose, last);
            }
          };
      count(whose, output.sendFile(head, file, offset, length, connection(head, true), observer));
      flushSoon();
    }
  }

  private void fileSent(Exchange whose, ChannelFuture last) {
    if (last.isSuccess()) {
      whose.complete();
      if (exchange == whose) {
        answered(life == Life.OPEN ? null : last);
      }
    } else if (life != Life.CLOSED) {
      cut(whose, new BridgeException(Code.EIO, "read", null, last.cause()));
    }
  }

  @Override
  public Framing begin(Exchange whose, ResponseHead head, ByteBuf buffer, long length) {
    output.handOver();
    hasBegun = true;
    boolean isFramed = whose.isBodyless() || length >= 0 || !isHttp10;
    endsByClose = !isFramed;
    return output.begin(whose, head, buffer, length, !isHttp10, connection(head, isFramed));
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
    activity.usualTimeout();
    activity.now();
    if (last != null && (endsByClose || !body.isWanted())) {
      // Who sends request after request may be sending another one.
      linger(last, body.isArriving() || isPipelined());
      return;
    }
    Exchange halfway = body.exchange();
    InboundBody unread = halfway == null ? null : halfway.inbound();
    if (halfway != null && unread != null && !halfway.isBodyTaken()) {
      unread.cancel();
    }
    goOn();
  }

  private boolean isPipelined() {
    ByteBuf more = input.bytes();
    return input.hasDropped() || more != null && more.isReadable();
  }

  // The end.

  /** Behind {@code last} our side is closed; see {@link LingeringClose}. */
  @Override
  void linger(ChannelFuture last, boolean mayComeMore) {
    if (life == Life.CLOSED || life == Life.LINGERING) {
      return;
    }
    Exchange halfway = body.stop();
    life = Life.LINGERING;
    if (halfway != null) {
      halfway.lost(new BridgeException(Code.ECONNABORTED, "read", null, null));
    }
    LingeringClose end = new LingeringClose(context, server, activity);
    lingering = end;
    end.begin(last, mayComeMore);
    readOrWait();
  }

  @Override
  public void cut(Exchange whose, @Nullable BridgeException reason) {
    whose.lost(reason == null ? new BridgeException(Code.ECANCELED, "write", null, null) : reason);
    if (exchange == whose) {
      reset();
    }
  }

  /** Bytes that are on their way stay so; no end follows them. */
  @Override
  void reset() {
    if (life != Life.CLOSED) {
      Channel channel = context.channel();
      if (isHttp10 && channel instanceof SocketChannel socket) {
        // There is no length and no last chunk to miss: only a reset is no end.
        socket.config().setSoLinger(0);
      }
      // Past TLS, which would end in good order, by a close_notify.
      channel.unsafe().close(channel.unsafe().voidPromise());
    }
  }

  @Override
  void closed(BridgeException reason) {
    if (life == Life.CLOSED) {
      return;
    }
    life = Life.CLOSED;
    releaseInput();
    output.release();
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
  void tick() {
    if (lingering != null) {
      lingering.tick();
      return;
    }
    int idle = activity.idleSeconds(context.channel());
    if (forgetBody(idle)) {
      return;
    }
    int headTimeout = server.options().headTimeout();
    if (input.hasPartOfHead() && exchange == null) {
      if (headTimeout > 0 && input.headSeconds() >= headTimeout) {
        refuse(new Refusal(Refusal.TIMEOUT, "the head takes too long"));
      }
      return;
    }
    Exchange running = exchange;
    boolean isOwned = running != null && running.ownsStream();
    int limit = activity.limit(Activity.isSending(context.channel()), isOwned);
    if (isFresh && server.isRetiring()) {
      limit = limit > 0 ? Math.min(limit, FIRST_REQUEST_SECONDS) : FIRST_REQUEST_SECONDS;
    }
    if (limit > 0 && idle >= limit) {
      if (running != null) {
        cut(running, Activity.timedOut(isOwned));
      } else {
        context.close();
      }
    }
  }

  @Override
  public boolean upgrade(Exchange whose, ResponseHead head, Successor successor) {
    if (exchange != whose || life != Life.OPEN || isHttp10 || server.isClosing()) {
      return false;
    }
    count(whose, output.addUpgrade(head));
    output.handOverAll();
    ByteBuf rest = input.take();
    exchange = null;
    life = Life.CLOSED;
    server.upgraded(this, context.channel(), successor);
    context.pipeline().replace(this, null, successor.handler());
    successor.begin(rest);
    return true;
  }

  @Override
  void closeGracefully() {
    if (life != Life.OPEN) {
      return;
    }
    if (exchange != null || body.isArriving()) {
      life = Life.LAST;
    } else if (server.isRetiring() && !isSending() && input.bytes() == null && !isFresh) {
      Channel channel = context.channel();
      channel.config().setAutoRead(false);
      channel.pipeline().remove(this);
      server.handOn(channel);
    } else if (!server.isRetiring() || !isFresh) {
      // What has been answered may still be on its way.
      linger(output.handOverAll(), isSending() && input.bytes() != null);
    }
  }

  /** Does anything of what was answered wait for the socket? */
  private boolean isSending() {
    output.flush();
    return Activity.isSending(context.channel());
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
  public String protocol() {
    return isHttp10 ? "HTTP/1.0" : "HTTP/1.1";
  }
}
