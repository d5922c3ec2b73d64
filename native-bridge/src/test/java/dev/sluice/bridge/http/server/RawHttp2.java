package dev.sluice.bridge.http.server;

import static dev.sluice.bridge.http.Http2Frames.ACK;
import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_HEADERS;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.PREFACE;
import static dev.sluice.bridge.http.Http2Frames.RST_STREAM;
import static dev.sluice.bridge.http.Http2Frames.SETTINGS;

import dev.sluice.bridge.http.Http2Frames;
import dev.sluice.bridge.http.Http2Frames.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client of HTTP/2 in the clear that sends just the frames that it is told to (RFC 9113 §4), and
 * reads what comes.
 */
final class RawHttp2 implements AutoCloseable {
  private final RawClient client;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final Map<Integer, StringBuilder> texts = new HashMap<>();
  private final Set<Integer> ended = new HashSet<>();

  RawHttp2(RawClient client) {
    this.client = client;
  }

  /** Sends the preface and empty settings, and acknowledges the server's when they come. */
  RawHttp2 begin() throws IOException {
    client.send(PREFACE);
    return send(SETTINGS, 0, 0).send(SETTINGS, ACK, 0);
  }

  RawHttp2 send(int type, int flags, int stream, byte... payload) throws IOException {
    client.send(Http2Frames.frame(type, flags, stream, payload));
    return this;
  }

  /** Bytes that are sent as they are. */
  RawHttp2 raw(byte[] bytes) throws IOException {
    client.send(bytes);
    return this;
  }

  /** A request's head; more fields as names and values. */
  RawHttp2 head(int stream, boolean end, String method, String path, String... more)
      throws Exception {
    return send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(method, path, more));
  }

  byte[] block(String method, String path, String... more) throws Http2Exception {
    Http2Headers headers =
        new DefaultHttp2Headers(false)
            .method(method)
            .scheme("http")
            .path(path)
            .authority("localhost");
    for (int i = 0; i < more.length; i += 2) {
      headers.add(more[i], more[i + 1]);
    }
    ByteBuf block = Unpooled.buffer();
    encoder.encodeHeaders(3, headers, block);
    byte[] bytes = new byte[block.readableBytes()];
    block.readBytes(bytes);
    return bytes;
  }

  /** The next frame; there must be one. */
  Frame frame() throws IOException {
    Frame frame = next();
    if (frame == null) {
      throw new AssertionError("the end");
    }
    return frame;
  }

  /** The next frame; null at the end. */
  @Nullable Frame next() throws IOException {
    return Http2Frames.next(client::some);
  }

  /** The next frame of this type, others passed over; fails at the end. */
  Frame next(int type) throws IOException {
    Frame frame = Http2Frames.next(client::some, type);
    if (frame == null) {
      throw new AssertionError("the end, and no frame of type " + type);
    }
    return frame;
  }

  /** See {@link RawClient#expectEnd}. */
  void expectEnd() throws IOException {
    client.expectEnd();
  }

  Http2Headers decode(Frame frame) throws Http2Exception {
    return decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
  }

  /** The next response of this stream as «status body»; what comes of others is kept for later. */
  String response(int stream) throws Exception {
    while (true) {
      StringBuilder text = texts.computeIfAbsent(stream, _ -> new StringBuilder());
      if (ended.remove(stream)) {
        texts.remove(stream);
        return text.toString();
      }
      Frame frame = next();
      if (frame == null) {
        return text + "(cut)";
      }
      StringBuilder to = texts.computeIfAbsent(frame.stream(), _ -> new StringBuilder());
      switch (frame.type()) {
        case HEADERS -> to.append(decode(frame).status()).append(' ');
        case DATA -> to.append(frame.text());
        case RST_STREAM -> to.append("(reset ").append(frame.number(0)).append(')');
        default -> {}
      }
      if (frame.isEnd() || frame.type() == RST_STREAM) {
        ended.add(frame.stream());
      }
    }
  }

  RawClient client() {
    return client;
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
