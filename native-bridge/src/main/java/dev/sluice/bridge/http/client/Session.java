package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.Http2Questions;
import dev.sluice.bridge.tls.TlsFailures;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamChannelOption;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks HTTP/2 (RFC 9113), shared by as many calls as the server allows at a
 * time. Each has a {@link SessionStream}.
 *
 * <pre>
 * OPEN --GOAWAY, nothing can be sent, told to--> LEAVING --last stream over--> CLOSED
 * any  --end of the connection, fault----------------------------------------> CLOSED
 * </pre>
 *
 * <p>What comes is read at once, since SETTINGS, PING and the streams' windows are to be heard of;
 * it is flow control that makes a server wait. The connection's own window is as good as none:
 * where it bounded all streams together, one whose reader has stopped would stall the others. What
 * is held for readers is so bounded by the streams' windows, see {@link SessionStream}.
 *
 * <p>What a server can make us do for nothing is bounded by Netty's codec and {@link
 * Http2Questions}. On the loop's thread.
 */
final class Session extends ChannelInboundHandlerAdapter {
  /**
   * How long it may be quiet, in nanoseconds.
   *
   * @param idle without a stream, until it is closed; less than most servers wait
   * @param silence with streams, none of which hears anything, until the server is asked by PING
   *     whether it is there: a peer that has gone without a word is found out so, though a response
   *     such as an event stream may be silent for as long as it likes
   * @param answer until that is answered
   * @param pace how often all that is looked at
   */
  record Patience(long idle, long silence, long answer, long pace) {
    static final Patience DEFAULT = ofSeconds(30, 30, 15, 1);

    private static Patience ofSeconds(long idle, long silence, long answer, long pace) {
      return new Patience(
          TimeUnit.SECONDS.toNanos(idle),
          TimeUnit.SECONDS.toNanos(silence),
          TimeUnit.SECONDS.toNanos(answer),
          TimeUnit.SECONDS.toNanos(pace));
    }
  }

  /** Where it belongs. */
  interface Owner {
    /** A stream has ended, or more are allowed: there may be room for a call that waits. */
    void roomy(Session session);

    /** It takes no more calls, but has some. */
    void leaving(Session session);

    /** It is of no use any more. */
    void closed(Session session);

    /** The server wants HTTP/1.1 of us instead. */
    void http1Required(Session session);
  }

  private enum State {
    OPEN,
    LEAVING,
    CLOSED
  }

  /** All fields of a head together, each with 32 bytes more (RFC 9113 §6.5.2). */
  private static final int HEAD_LIMIT = 128 << 10;

  /** Until the server has said how many; the least that it should allow (RFC 9113 §6.5.2). */
  private static final int STREAMS_AT_FIRST = 100;

  /** If it sets no limit. */
  private static final int STREAMS_LIMIT = 1000;

  private static final int CONNECTION_WINDOW = 1 << 30;

  /** To be asked more often servers take for an attack. */
  private static final long MEASURE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Answers to PING and SETTINGS that the server does not read. */
  private static final int MAX_QUEUED_ANSWERS = 1_000;

  private static final int MAX_EMPTY_DATA = 100;

  /** Cookies of less than so many bytes can be guessed by what their compression saves. */
  private static final int SHORT_COOKIE = 20;

  final Origin origin;
  private final Channel channel;
  private final Owner owner;
  private final Patience patience;
  private final Http2FrameCodec codec;
  private final Http2StreamChannelBootstrap bootstrap;
  private final Set<SessionStream> streams = new HashSet<>();
  private final Http2Questions questions = new Http2Questions();
  private State state = State.OPEN;
  private int maxStreams = STREAMS_AT_FIRST;

  /** Has the server said its settings, as it does before anything else? */
  private boolean hasSettings;

  private boolean isFlushDue;
  private long idleSince = System.nanoTime();
  private long lastHeard = idleSince;
  private boolean isAsking;
  private long askedAt;
  private boolean isMeasuring;
  private long measuredAt = idleSince - MEASURE_NANOS;

  /** The shortest way there and back that a PING has had; 0 if none has come back. */
  private long roundTrip;

  private @Nullable BridgeException farewell;

  private Session(
      Channel channel, Origin origin, Owner owner, Patience patience, Http2FrameCodec codec) {
    this.channel = channel;
    this.origin = origin;
    this.owner = owner;
    this.patience = patience;
    this.codec = codec;
    this.bootstrap =
        new Http2StreamChannelBootstrap(channel)
            .option(Http2StreamChannelOption.AUTO_STREAM_FLOW_CONTROL, false);
  }

  /** Makes a connection speak HTTP/2: the preface leaves with the first request. */
  static Session begin(Channel channel, Origin origin, Owner owner, Patience patience) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forClient()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .pushEnabled(false)
                    .maxHeaderListSize(HEAD_LIMIT)
                    .initialWindowSize(SessionStream.WINDOW_AT_FIRST))
            .validateHeaders(true)
            .headerSensitivityDetector(Session::isSecret)
            .encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_ANSWERS)
            .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA)
            // A close is a close: GOAWAY is said by farewell.
            .decoupleCloseAndGoAway(true)
            .build();
    Session session = new Session(channel, origin, owner, patience, codec);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(codec, new Http2MultiplexHandler(Unasked.INSTANCE), session);
    channel.config().setAutoRead(true);
    session.flushSoon();
    return session;
  }

  /** RFC 7541 §7.1.3: what is a secret is not to be found out by how well it compresses. */
  private static boolean isSecret(CharSequence name, CharSequence value) {
    return switch (name.toString()) {
      case "authorization", "proxy-authorization" -> true;
      case "cookie" -> value.length() < SHORT_COOKIE;
      default -> false;
    };
  }

  /** A stream that the server has begun: it has been told not to. */
  @ChannelHandler.Sharable
  private static final class Unasked extends ChannelInboundHandlerAdapter {
    static final Unasked INSTANCE = new Unasked();

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      Http2Exception fault =
          Http2Exception.connectionError(
              Http2Error.PROTOCOL_ERROR, "the server has begun a stream");
      ctx.channel().parent().pipeline().fireExceptionCaught(fault);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Http2Exception {
    Http2LocalFlowController flow = flow();
    Http2Stream connection = codec.connection().connectionStream();
    flow.incrementWindowSize(connection, CONNECTION_WINDOW - flow.initialWindowSize(connection));
  }

  // What calls do.

  /** Does it take another call? */
  boolean hasRoom() {
    return state == State.OPEN && channel.isActive() && streams.size() < maxStreams;
  }

  boolean isIdle() {
    return streams.isEmpty();
  }

  /** A stream for a call; there must be room. */
  SessionStream open() {
    SessionStream stream = new SessionStream(this);
    streams.add(stream);
    if (!bootstrap.handler(stream).open().isSuccess()) {
      throw new IllegalStateException("a channel of this very thread's takes a stream at once");
    }
    return stream;
  }

  /**
   * Has the server been heard of, so that what it does not answer now it may have been about to?
   */
  boolean hasBeenHeard() {
    return hasSettings;
  }

  /** A stream has ended. */
  void over(SessionStream stream) {
    if (!streams.remove(stream) || state == State.CLOSED) {
      return;
    }
    if (streams.isEmpty()) {
      idleSince = System.nanoTime();
      if (state == State.LEAVING) {
        close();
        return;
      }
    }
    owner.roomy(this);
  }

  /**
   * Gives room to the server: bytes of a stream have been taken by whoever reads it.
   *
   * @param id of the stream
   */
  void consumed(int id, long bytes) {
    try {
      long left = bytes;
      while (left > 0) {
        int some = (int) Math.min(left, Integer.MAX_VALUE);
        if (flow().consumeBytes(codec.connection().stream(id), some)) {
          flushSoon();
        }
        left -= some;
      }
    } catch (Http2Exception e) {
      fail(NetworkErrors.badResponse(e));
    }
  }

  /**
   * Lets the server send further ahead of whoever reads a stream.
   *
   * @param id of the stream
   * @param by so many bytes
   */
  void widen(int id, int by) {
    Http2Stream stream = codec.connection().stream(id);
    if (stream != null) {
      try {
        flow().incrementWindowSize(stream, by);
        flushSoon();
      } catch (Http2Exception e) {
        fail(NetworkErrors.badResponse(e));
      }
    }
  }

  /**
   * How many bytes a stream must be allowed so that it is not the window that slows it.
   *
   * @param bytes that have come in {@code nanos}
   */
  long neededWindow(long bytes, long nanos) {
    long now = System.nanoTime();
    if (!isMeasuring && now - measuredAt >= MEASURE_NANOS) {
      isMeasuring = true;
      measuredAt = now;
      channel.write(new DefaultHttp2PingFrame(now));
      flushSoon();
    }
    return (long) (2.0 * bytes * roundTrip / Math.max(1, nanos));
  }

  private void measured(Http2PingFrame answer) {
    long sample = System.nanoTime() - answer.content();
    if (isMeasuring && sample > 0) {
      isMeasuring = false;
      roundTrip = roundTrip == 0 ? sample : Math.min(roundTrip, sample);
    }
  }

  private Http2LocalFlowController flow() {
    return codec.decoder().flowController();
  }

  /**
   * Sends what has been written when this turn of the loop is over, so that the requests that a
   * script makes at a time go out in one packet.
   */
  void flushSoon() {
    if (!isFlushDue) {
      isFlushDue = true;
      channel
          .eventLoop()
          .execute(
              () -> {
                isFlushDue = false;
                channel.flush();
              });
    }
  }

  // Its end.

  /** Takes no more calls, and closes when the last of those that it has is over. */
  void leave() {
    if (state == State.OPEN) {
      state = State.LEAVING;
      owner.leaving(this);
      if (streams.isEmpty()) {
        close();
      }
    }
  }

  /** The server serves no streams but those that it has named; why, it says by {@code code}. */
  void goneAway(long code) {
    if (code != Http2Error.NO_ERROR.code()) {
      farewell = Http2Errors.ended(code);
    }
    leave();
  }

  /**
   * The server wants HTTP/1.1 (RFC 9113 §7, HTTP_1_1_REQUIRED).
   *
   * @return whether it is to have its will
   */
  boolean fallsBack() {
    if (origin.protocol() != Protocol.ANY) {
      return false;
    }
    owner.http1Required(this);
    leave();
    return true;
  }

  /** Says farewell and closes; the calls that it has are told nothing. */
  private void close() {
    if (shut() && channel.isActive()) {
      channel
          .writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private boolean shut() {
    if (state == State.CLOSED) {
      return false;
    }
    state = State.CLOSED;
    owner.closed(this);
    return true;
  }

  /** Its calls fail; the channel is the caller's to close. */
  private void fail(BridgeException error) {
    if (shut()) {
      for (SessionStream stream : List.copyOf(streams)) {
        stream.sessionFailed(error);
      }
      streams.clear();
    }
  }

  /** To be called now and then. */
  void tick(long now) {
    if (state == State.CLOSED) {
      return;
    }
    if (streams.isEmpty()) {
      if (now - idleSince >= patience.idle()) {
        close();
      }
    } else if (isAsking) {
      if (now - askedAt >= patience.answer()) {
        fail(NetworkErrors.timedOut("read", origin.where()));
        channel.close();
      }
    } else if (now - lastHeard >= patience.silence()) {
      isAsking = true;
      askedAt = now;
      channel.writeAndFlush(new DefaultHttp2PingFrame(now));
    }
  }

  // What the connection brings.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    boolean isQuestion = false;
    switch (message) {
      case Http2SettingsFrame frame -> {
        isQuestion = true;
        take(frame.settings());
      }
      case Http2PingFrame ping when ping.ack() -> measured(ping);
      case Http2PingFrame _ -> isQuestion = true;
      case Http2GoAwayFrame frame -> goneAway(frame.errorCode());
      default -> {}
    }
    ReferenceCountUtil.release(message);
    if (isQuestion && questions.isOneTooMany()) {
      fail(NetworkErrors.badResponse(new DecoderException("too many frames of SETTINGS or PING")));
      ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void take(Http2Settings settings) {
    Long max = settings.maxConcurrentStreams();
    if (max != null) {
      maxStreams = (int) Math.min(max, STREAMS_LIMIT);
    } else if (!hasSettings) {
      maxStreams = STREAMS_LIMIT;
    }
    hasSettings = true;
    if (hasRoom()) {
      owner.roomy(this);
    }
  }

  /** Whatever comes, if only the answer to a PING. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    lastHeard = System.nanoTime();
    isAsking = false;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelOutputShutdownEvent) {
      // The connection takes nothing more; what the server has said before is still to be read.
      leave();
    } else if (event instanceof SslCloseCompletionEvent) {
      // The server has said that nothing follows.
      ctx.close();
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(farewell == null ? NetworkErrors.cut() : farewell);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Throwable root = NetworkErrors.root(cause);
    switch (root) {
      case SSLException _ -> {
        fail(TlsFailures.of(root));
        ctx.close();
      }
      case IOException _ -> {
        // Of a read: the channel closes by itself.
      }
      case Http2Exception _ -> {
        // The codec tells the server, and closes.
        boolean isAnother = !hasSettings && !origin.isSecure();
        fail(isAnother ? Http2Errors.unsupported(origin.where()) : NetworkErrors.badResponse(root));
      }
      default -> {
        fail(NetworkErrors.of(root, "read", origin.where()));
        ctx.close();
      }
    }
  }
}
