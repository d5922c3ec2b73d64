package dev.sluice.bridge.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  static final int PROTOCOL_ERROR = 1;
  static final int ENHANCE_YOUR_CALM = 11;

  /** A frame without its length. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean isEnd() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    /** The four bytes at {@code at}: of RST_STREAM and WINDOW_UPDATE at 0, of GOAWAY at 4. */
    int number(int at) {
      return ByteBuffer.wrap(payload).getInt(at);
    }
  }

  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

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
    client.send(frame(type, flags, stream, payload));
    return this;
  }

  static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
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

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
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
    byte[] head = client.some(9);
    if (head.length < 9) {
      return null;
    }
    ByteBuffer fields = ByteBuffer.wrap(head);
    int length = (fields.get() & 0xff) << 16 | fields.getShort() & 0xffff;
    int type = fields.get();
    int flags = fields.get();
    int stream = fields.getInt();
    return new Frame(type, flags, stream, client.some(length));
  }

  /** The next frame of this type, others passed over; fails at the end. */
  Frame next(int type) throws IOException {
    for (Frame frame = next(); frame != null; frame = next()) {
      if (frame.type == type) {
        return frame;
      }
    }
    throw new AssertionError("the end, and no frame of type " + type);
  }

  Http2Headers decode(Frame frame) throws Http2Exception {
    return decoder.decodeHeaders(frame.stream, Unpooled.wrappedBuffer(frame.payload));
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
      StringBuilder to = texts.computeIfAbsent(frame.stream, _ -> new StringBuilder());
      switch (frame.type) {
        case HEADERS -> to.append(decode(frame).status()).append(' ');
        case DATA -> to.append(new String(frame.payload, StandardCharsets.ISO_8859_1));
        case RST_STREAM -> to.append("(reset ").append(frame.number(0)).append(')');
        default -> {}
      }
      if (frame.isEnd() || frame.type == RST_STREAM) {
        ended.add(frame.stream);
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
