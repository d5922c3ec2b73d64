package dev.sluice.bridge.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server's side of a connection of HTTP/2 that sends just the frames that a test tells it to (RFC
 * 9113 §4), and reads what comes.
 */
final class Http2Peer {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;

  static final int NO_ERROR = 0;
  static final int PROTOCOL_ERROR = 1;
  static final int INTERNAL_ERROR = 2;
  static final int REFUSED_STREAM = 7;
  static final int CANCEL = 8;
  static final int ENHANCE_YOUR_CALM = 11;
  static final int HTTP_1_1_REQUIRED = 13;

  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

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

    String text() {
      return new String(payload, ISO_8859_1);
    }
  }

  private final RawServer.Peer peer;
  private final Blocks blocks = new Blocks();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  Http2Peer(RawServer.Peer peer) {
    this.peer = peer;
  }

  /** Reads the preface, and sends settings: their numbers and values in turn. */
  Http2Peer begin(int... settings) throws IOException {
    String preface = peer.text(PREFACE.length());
    if (!preface.equals(PREFACE)) {
      throw new IOException("no preface: " + preface);
    }
    return settings(settings).send(SETTINGS, ACK, 0);
  }

  Http2Peer settings(int... settings) throws IOException {
    ByteBuffer payload = ByteBuffer.allocate(settings.length / 2 * 6);
    for (int i = 0; i < settings.length; i += 2) {
      payload.putShort((short) settings[i]).putInt(settings[i + 1]);
    }
    return send(SETTINGS, 0, 0, payload.array());
  }

  Http2Peer send(int type, int flags, int stream, byte... payload) throws IOException {
    peer.send(frame(type, flags, stream, payload));
    return this;
  }

  /** A frame whose payload is given as numbers from 0 to 255. */
  static byte[] frame(int type, int flags, int stream, int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    return frame(type, flags, stream, bytes);
  }

  static byte[] frame(int type, int flags, int stream) {
    return frame(type, flags, stream, new byte[0]);
  }

  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /** Heads as HPACK has them, one after the other. */
  static final class Blocks {
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();

    /** Fields' names and values in turn. */
    byte[] of(String... fields) throws Http2Exception {
      ByteBuf block = Unpooled.buffer();
      for (int i = 0; i < fields.length; i += 2) {
        // One by one: an object of many would put pseudo fields first.
        Http2Headers field = new DefaultHttp2Headers(false).add(fields[i], fields[i + 1]);
        encoder.encodeHeaders(3, field, block);
      }
      byte[] bytes = new byte[block.readableBytes()];
      block.readBytes(bytes);
      return bytes;
    }
  }

  Http2Peer head(int stream, boolean end, String... fields) throws Exception {
    return send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, blocks.of(fields));
  }

  Http2Peer data(int stream, boolean end, String text) throws IOException {
    return send(DATA, end ? END_STREAM : 0, stream, text.getBytes(ISO_8859_1));
  }

  /** A whole response. */
  Http2Peer answer(int stream, String text) throws Exception {
    return head(stream, false, ":status", "200").data(stream, true, text);
  }

  Http2Peer reset(int stream, int code) throws IOException {
    return send(RST_STREAM, 0, stream, number(code));
  }

  Http2Peer goAway(int last, int code) throws IOException {
    return send(GOAWAY, 0, 0, ByteBuffer.allocate(8).putInt(last).putInt(code).array());
  }

  Http2Peer window(int stream, int by) throws IOException {
    return send(WINDOW_UPDATE, 0, stream, number(by));
  }

  /** The next frame; null at the end. */
  @Nullable Frame next() throws IOException {
    byte[] head = peer.in().readNBytes(9);
    if (head.length < 9) {
      return null;
    }
    ByteBuffer fields = ByteBuffer.wrap(head);
    int length = (fields.get() & 0xff) << 16 | fields.getShort() & 0xffff;
    int type = fields.get();
    int flags = fields.get();
    int stream = fields.getInt();
    return new Frame(type, flags, stream, peer.in().readNBytes(length));
  }

  /** The next frame of this type, others passed over. */
  Frame next(int type) throws IOException {
    for (Frame frame = next(); frame != null; frame = next()) {
      if (frame.type == type) {
        return frame;
      }
    }
    throw new IOException("the end, and no frame of type " + type);
  }

  /** The stream of the next request, which is read to its end; 0 at the end of the connection. */
  int request() throws IOException {
    for (Frame frame = next(); frame != null; frame = next()) {
      if (frame.isEnd()) {
        return frame.stream;
      }
    }
    return 0;
  }

  /** So many requests' streams. */
  List<Integer> requests(int count) throws IOException {
    List<Integer> streams = new ArrayList<>();
    while (streams.size() < count) {
      int stream = request();
      if (stream == 0) {
        throw new IOException("the end after " + streams.size() + " requests");
      }
      streams.add(stream);
    }
    return streams;
  }

  Http2Headers decode(Frame frame) throws Http2Exception {
    return decoder.decodeHeaders(frame.stream, Unpooled.wrappedBuffer(frame.payload));
  }

  /** Answers each request with this text until the client has gone. */
  void answerAll(String text) throws Exception {
    for (int stream = request(); stream != 0; stream = request()) {
      answer(stream, text);
    }
  }

  void awaitEnd() throws IOException {
    peer.awaitEnd();
  }

  /** Ends the connection at once. */
  void close() throws IOException {
    peer.socket().close();
  }
}
