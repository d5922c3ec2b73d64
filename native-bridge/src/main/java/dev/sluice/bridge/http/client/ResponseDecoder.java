package dev.sluice.bridge.http.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 responses of one connection (RFC 9112). It is told the method that each response
 * answers, since that decides whether there is a body (§6.3).
 */
final class ResponseDecoder extends HttpResponseDecoder {
  /** All fields of a head together; the status line may have as much again. */
  private static final int HEAD_LIMIT = 128 << 10;

  /** As long as what is read at once, so that a piece of a body is a slice of that. */
  private static final int CHUNK_LIMIT = 1 << 20;

  private @Nullable HttpMethod method;
  private boolean hasBegun;

  ResponseDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(HEAD_LIMIT)
            .setMaxHeaderSize(HEAD_LIMIT)
            .setMaxChunkSize(CHUNK_LIMIT)
            // The same length twice is harmless (Fetch, «extract a length»); two lengths are not.
            .setAllowDuplicateContentLengths(true)
            // Nor are a length and chunks: nobody can tell where the next one begins (RFC 9112
            // §6.3).
            .setUseRfc9112TransferEncoding(true)
            // A lone LF ends a line as well (RFC 9112 §2.2), as in browsers.
            .setStrictLineParsing(false)
            // Values are handed on as they are; scripts see what was sent.
            .setValidateHeaders(false));
  }

  /** The next response answers a request of this method. */
  void expect(HttpMethod of) {
    method = of;
    hasBegun = false;
  }

  /**
   * The response is complete, and none is expected.
   *
   * @return whether that was all; what is left over belongs to no response
   */
  boolean rest() {
    method = null;
    return actualReadableBytes() == 0;
  }

  /** Has anything come since a response is expected? */
  boolean hasBegun() {
    return hasBegun;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (method == null) {
      // A server that speaks without being asked would answer the next request with it.
      ReferenceCountUtil.release(message);
      ctx.close();
      return;
    }
    hasBegun = true;
    super.channelRead(ctx, message);
  }

  /**
   * Between a name and its colon there may be spaces (RFC 9112 §5.1), and nothing else: {@code
   * Content-Length x: 5} is not a length to anybody.
   */
  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    int at = start + length;
    while (at < line.length && (line[at] == ' ' || line[at] == '\t')) {
      at++;
    }
    if (at == line.length || line[at] != ':') {
      throw new IllegalArgumentException("a header whose name has a space");
    }
    return super.splitHeaderName(line, start, length);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    HttpMethod of = method;
    if (HttpMethod.HEAD.equals(of)) {
      return true;
    }
    if (HttpMethod.CONNECT.equals(of)
        && message instanceof HttpResponse response
        && response.status().code() / 100 == 2) {
      return true;
    }
    return super.isContentAlwaysEmpty(message);
  }
}
