package dev.sluice.bridge.http.server;

import dev.sluice.bridge.http.Http2Questions;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;

/**
 * A connection that speaks HTTP/2 (RFC 9113): its limits, and its end. Streams are channels of
 * their own, with the handlers that {@link ServerChannels#initializeHttp2Stream} gives them.
 *
 * <p>What a client can make the server hold is bounded: {@value #MAX_STREAMS} streams, each with a
 * head of at most the options' size and {@value #STREAM_WINDOW} bytes of a body that nobody reads,
 * all bodies together {@value #CONNECTION_WINDOW} bytes, because windows grow again only by what
 * has been read. What it can make the server do for nothing is bounded, too: streams that it resets
 * as soon as they are begun, or that it provokes the server into resetting; PING and SETTINGS,
 * which are to be answered; empty DATA; a head in very many pieces. Beyond, the connection ends
 * with ENHANCE_YOUR_CALM.
 *
 * <p>On the connection's loop.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter {
  static final int MAX_STREAMS = 128;
  static final int STREAM_WINDOW = 256 << 10;
  static final int CONNECTION_WINDOW = 1 << 20;

  /** The time in which floods are counted. */
  private static final int WINDOW_SECONDS = 30;

  /** CVE-2023-44487: RST_STREAM from the client. */
  private static final int MAX_RESETS_RECEIVED = 200;

  /**
   * CVE-2025-8671: RST_STREAM that the client has made us send. More than received ones, since a
   * handler that cuts its responses or leaves uploads unread causes them as well.
   */
  private static final int MAX_RESETS_SENT = 1_000;

  /** Answers to PING and SETTINGS that the client does not read. */
  private static final int MAX_QUEUED_ANSWERS = 1_000;

  private static final int MAX_EMPTY_DATA = 2;
  private static final int MAX_SMALL_CONTINUATIONS = 16;

  private final Http2FrameCodec codec;
  private final Http2Questions questions = new Http2Questions();
  private boolean closing;

  private Http2Connection(Http2FrameCodec codec) {
    this.codec = codec;
  }

  /** Makes a connection speak HTTP/2 from its next byte on, which is the preface's first. */
  static void install(Channel channel, ServerChannels channels) {
    Http2FrameCodec codec = codec(channels.options().maxHeadSize());
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(codec);
    pipeline.addLast(new Http2MultiplexHandler(new Streams(channels)));
    pipeline.addLast(new Http2Connection(codec));
    // Flow control bounds what comes; and the answers to it must be read.
    channel.config().setAutoRead(true);
    channels.openedHttp2(channel);
  }

  private static Http2FrameCodec codec(int maxHeadSize) {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(MAX_STREAMS)
                .maxHeaderListSize(maxHeadSize)
                .initialWindowSize(STREAM_WINDOW))
        .validateHeaders(true)
        .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS_RECEIVED, WINDOW_SECONDS)
        .encoderEnforceMaxRstFramesPerWindow(MAX_RESETS_SENT, WINDOW_SECONDS)
        .encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_ANSWERS)
        .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA)
        .decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS)
        // A close is a close: the farewell is said by closeGracefully.
        .decoupleCloseAndGoAway(true)
        .build();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Http2Exception {
    Http2LocalFlowController flow = codec.decoder().flowController();
    Http2Stream connection = codec.connection().connectionStream();
    flow.incrementWindowSize(connection, CONNECTION_WINDOW - flow.initialWindowSize(connection));
    ctx.flush();
  }

  /**
   * Tells the client that no stream beyond those it has begun will be served, and closes the
   * connection when they have ended (RFC 9113 §6.8).
   */
  static void closeGracefully(Channel channel) {
    ChannelHandlerContext ctx = channel.pipeline().context(Http2Connection.class);
    if (ctx == null) {
      channel.close();
    } else {
      ((Http2Connection) ctx.handler()).closeGracefully(ctx);
    }
  }

  private void closeGracefully(ChannelHandlerContext ctx) {
    if (closing) {
      return;
    }
    closing = true;
    ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    codec
        .connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamRemoved(Http2Stream stream) {
                closeIfIdle(ctx);
              }
            });
    closeIfIdle(ctx);
  }

  private void closeIfIdle(ChannelHandlerContext ctx) {
    if (codec.connection().numActiveStreams() == 0) {
      MultiplexedConnection.linger(ctx.pipeline().context(codec));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    boolean isQuestion =
        message instanceof Http2SettingsFrame
            || message instanceof Http2PingFrame ping && !ping.ack();
    ReferenceCountUtil.release(message);
    if (isQuestion && questions.isOneTooMany()) {
      ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM));
      ctx.close();
    }
  }

  /**
   * What is wrong with the client's frames the codec tells it, by GOAWAY, and then closes; it asks
   * here before it does.
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
      ctx.close();
    }
  }

  /** Gives each new stream its handlers. */
  private static final class Streams extends ChannelInitializer<Channel> {
    private final ServerChannels channels;

    Streams(ServerChannels channels) {
      this.channels = channels;
    }

    @Override
    public boolean isSharable() {
      return true;
    }

    @Override
    protected void initChannel(Channel stream) {
      channels.initializeHttp2Stream(stream);
    }
  }
}
