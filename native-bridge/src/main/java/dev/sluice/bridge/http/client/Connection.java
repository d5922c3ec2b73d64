package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.tls.TlsFailures;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that stands, with one call on it at a time, or none while it lies in the pool. It
 * reads when its call wants something; while it is idle it listens, so that it knows when the
 * server closes it.
 *
 * <pre>
 * IDLE --begin--> BUSY --both messages complete, to be kept--> IDLE
 * any  --end of the connection, fault, message cut short-----> CLOSED
 * </pre>
 */
final class Connection extends ChannelInboundHandlerAdapter {
  private enum State {
    IDLE,
    BUSY,
    CLOSED
  }

  /** Where it belongs when it is idle. */
  interface Owner {
    /** It can take another call. */
    void idle(Connection connection);

    /** It is of no use any more. */
    void closed(Connection connection);
  }

  final Origin origin;
  private final Channel channel;
  private final Owner owner;
  private final ResponseDecoder decoder = new ResponseDecoder();
  private State state = State.IDLE;
  private @Nullable Call call;
  private int calls;
  private boolean keepAlive;
  private boolean isInformational;
  private boolean isRequestSent;
  private boolean isResponseComplete;

  /** Of {@link System#nanoTime}; the pool's. */
  long idleUntil;

  /** As the server said in Keep-Alive; −1 if it did not. */
  private long idleNanos = -1;

  Connection(Channel channel, Origin origin, Owner owner) {
    this.channel = channel;
    this.origin = origin;
    this.owner = owner;
    channel.pipeline().addLast(decoder, this);
  }

  Channel channel() {
    return channel;
  }

  /** Where the request is written. */
  ChannelHandlerContext context() {
    return channel.pipeline().context(this);
  }

  boolean isUsable() {
    return state == State.IDLE && channel.isActive();
  }

  /** Has it served a call before the one that it serves now? */
  boolean isReused() {
    return calls > 1;
  }

  /** Has anything come for the call that it serves now? */
  boolean hasBegunToAnswer() {
    return decoder.hasBegun();
  }

  long idleNanos(long otherwise) {
    return idleNanos >= 0 ? Math.min(idleNanos, otherwise) : otherwise;
  }

  /** Serves a call: the caller writes the request, and says so by {@link #requestSent}. */
  void begin(Call next) {
    state = State.BUSY;
    call = next;
    calls++;
    isInformational = false;
    isRequestSent = false;
    isResponseComplete = false;
    keepAlive = false;
    decoder.expect(HttpMethod.valueOf(next.request().method()));
    channel.read();
  }

  /** The whole request has been written. */
  void requestSent() {
    isRequestSent = true;
    finishIfComplete();
  }

  /** Reads on. */
  void read() {
    channel.read();
  }

  /** Is the response all here? */
  boolean isResponseComplete() {
    return isResponseComplete;
  }

  /** Gives it up, and with it what its call has not got yet; the call is told nothing. */
  void close() {
    call = null;
    shut();
  }

  private void shut() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      channel.close();
      owner.closed(this);
    }
  }

  private void fail(BridgeException error) {
    Call failed = call;
    call = null;
    shut();
    if (failed != null) {
      failed.connectionFailed(error);
    }
  }

  private void finishIfComplete() {
    Call done = call;
    if (!isResponseComplete || done == null) {
      return;
    }
    call = null;
    boolean isAll = decoder.rest();
    if (isRequestSent && keepAlive && isAll && channel.isActive()) {
      state = State.IDLE;
      owner.idle(this);
      // Whatever comes now is the end, or nothing that we have asked for.
      channel.read();
    } else {
      // A server that answers without hearing the request out does not want the rest of it.
      shut();
    }
    done.responseComplete();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (call == null || !(message instanceof HttpObject object)) {
        shut();
      } else if (object.decoderResult().isFailure()) {
        fail(NetworkErrors.badResponse(object.decoderResult().cause()));
      } else {
        if (object instanceof HttpResponse response) {
          head(response);
        }
        if (object instanceof HttpContent content) {
          content(content);
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void head(HttpResponse response) {
    int status = response.status().code();
    isInformational = status / 100 == 1;
    if (status < 100 || status > 999) {
      fail(NetworkErrors.badResponse(new DecoderException("a status has three digits")));
    } else if (status == 101) {
      fail(
          NetworkErrors.badResponse(new DecoderException("nobody has asked for another protocol")));
    } else if (!isInformational && call != null) {
      keepAlive = HttpUtil.isKeepAlive(response);
      noteKeepAlive(response);
      call.head(response);
    }
  }

  /** RFC 2068 §19.7.1.1, which all servers know: how long it keeps a connection that is idle. */
  private void noteKeepAlive(HttpResponse response) {
    String hint = response.headers().get("Keep-Alive");
    int at = hint == null ? -1 : hint.indexOf("timeout=");
    if (hint == null || at < 0) {
      return;
    }
    int end = at += "timeout=".length();
    while (end < hint.length() && end - at < 6 && Character.isDigit(hint.charAt(end))) {
      end++;
    }
    if (end > at) {
      // Somewhat less, for what is under way when the server closes.
      idleNanos =
          Math.max(0, TimeUnit.SECONDS.toNanos(Integer.parseInt(hint.substring(at, end)) - 1L));
    }
  }

  private void content(HttpContent content) {
    if (isInformational) {
      isInformational = !(content instanceof LastHttpContent);
      return;
    }
    Call current = call;
    if (current == null) {
      return;
    }
    ByteBuf bytes = content.content();
    if (bytes.isReadable()) {
      current.bytes(bytes.retain());
    }
    if (content instanceof LastHttpContent) {
      isResponseComplete = true;
      finishIfComplete();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    Call current = call;
    if (current != null && !isResponseComplete && current.isHungry()) {
      ctx.read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (call != null) {
      call.writabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(NetworkErrors.cut());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Throwable root =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    if (root instanceof IOException && !(root instanceof SSLException) && call != null) {
      // Of a write, after which the answer may still be read, or of a read, after which the channel
      // closes by itself.
      call.sendingFailed();
      ctx.read();
      return;
    }
    fail(
        root instanceof SSLException ? TlsFailures.of(root) : NetworkErrors.of(root, "read", null));
  }
}
