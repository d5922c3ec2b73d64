package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.Http2Frames.ACK;
import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_HEADERS;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.GOAWAY;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.PREFACE;
import static dev.sluice.bridge.http.Http2Frames.RST_STREAM;
import static dev.sluice.bridge.http.Http2Frames.SETTINGS;
import static dev.sluice.bridge.http.Http2Frames.WINDOW_UPDATE;
import static dev.sluice.bridge.http.Http2Frames.frame;
import static dev.sluice.bridge.http.Http2Frames.number;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server's side of a connection of HTTP/2 that sends just the frames that a test tells it to (RFC
 * 9113 §4), and reads what comes.
 */
final class Http2Peer {
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
    return Http2Frames.next(peer.in()::readNBytes);
  }

  /** The next frame of this type, others passed over. */
  Frame next(int type) throws IOException {
    Frame frame = Http2Frames.next(peer.in()::readNBytes, type);
    if (frame == null) {
      throw new IOException("the end, and no frame of type " + type);
    }
    return frame;
  }

  /** The stream of the next request, which is read to its end; 0 at the end of the connection. */
  int request() throws IOException {
    for (Frame frame = next(); frame != null; frame = next()) {
      if (frame.isEnd()) {
        return frame.stream();
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
    return decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
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
