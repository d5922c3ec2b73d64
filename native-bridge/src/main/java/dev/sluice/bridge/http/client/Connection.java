package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.OutboundBody;
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
final class Connection extends ChannelInboundHandlerAdapter implements Carrier {
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

  /** Does the body end with the connection (RFC 9112 §6.3)? */
  private boolean isUntilEnd;

  /** Has a read or a write failed? */
  private boolean hasFailed;

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

  @Override
  public ChannelHandlerContext context() {
    return channel.pipeline().context(this);
  }

  @Override
  public boolean isOpen() {
    return channel.isActive();
  }

  @Override
  public boolean isWorthDraining() {
    return true;
  }

  boolean isUsable() {
    return state == State.IDLE && channel.isActive();
  }

  /** Has it served a call before, and has nothing come for the one that it serves now? */
  private Fate fate() {
    return calls > 1 && !decoder.hasBegun() ? Fate.SILENT : Fate.UNKNOWN;
  }

  long idleNanos(long otherwise) {
    return idleNanos >= 0 ? Math.min(idleNanos, otherwise) : otherwise;
  }

  @Override
  public void begin(Call next) {
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

  @Override
  public boolean sendWhole(ClientRequest request) {
    ByteBuf whole = RequestHead.whole(request, channel.alloc());
    if (whole == null) {
      return false;
    }
    channel.writeAndFlush(whole);
    requestSent();
    return true;
  }

  @Override
  public OutboundBody.Framing beginRequest(ClientRequest request, ByteBuf out, long length) {
    RequestHead.write(request, length, out);
    return length == RequestHead.CHUNKED
        ? OutboundBody.Framing.CHUNKED
        : OutboundBody.Framing.LENGTH;
  }

  @Override
  public void requestSent() {
    isRequestSent = true;
    finishIfComplete();
  }

  @Override
  public void read() {
    channel.read();
  }

  /** The channel is read from only when something is wanted: there is nothing to give back. */
  @Override
  public void taken(long bytes) {}

  @Override
  public boolean isResponseComplete() {
    return isResponseComplete;
  }

  @Override
  public void close() {
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
      failed.carrierFailed(error, fate());
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
      keepAlive = !call.request().closes() && HttpUtil.isKeepAlive(response);
      noteKeepAlive(response);
      ReceivedHead received = received(response, status);
      if (received != null) {
        call.head(received);
      }
    }
  }

  private @Nullable ReceivedHead received(HttpResponse response, int status) {
    HeaderFields fields;
    try {
      fields = ResponseFields.of(response.headers());
    } catch (DecoderException e) {
      fail(NetworkErrors.badResponse(e));
      return null;
    }
    long length = HttpUtil.getContentLength(response, -1L);
    isUntilEnd = length < 0 && !HttpUtil.isTransferEncodingChunked(response);
    return new ReceivedHead(
        status,
        response.status().reasonPhrase(),
        fields,
        length,
        response.protocolVersion().text());
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
      if (isUntilEnd && !hasEndedWell()) {
        fail(NetworkErrors.cut());
        return;
      }
      isResponseComplete = true;
      finishIfComplete();
    }
  }

  /**
   * Was it the server that has ended the connection, so that nothing is missing: not by a reset,
   * and over TLS with close_notify, which nobody else can send (RFC 9112 §9.8)?
   */
  private boolean hasEndedWell() {
    return !hasFailed && (!origin.isSecure() || ClientContexts.hasSaidFarewell(channel));
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
    Throwable root = NetworkErrors.root(cause);
    if (root instanceof IOException && !(root instanceof SSLException) && call != null) {
      // Of a write, after which the answer may still be read, or of a read, after which the channel
      // closes by itself.
      hasFailed = true;
      call.sendingFailed();
      ctx.read();
      return;
    }
    fail(
        root instanceof SSLException ? TlsFailures.of(root) : NetworkErrors.of(root, "read", null));
  }
}
