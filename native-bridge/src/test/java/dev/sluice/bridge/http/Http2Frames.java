package dev.sluice.bridge.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Frames of HTTP/2 byte by byte (RFC 9113 §4, §6, §7), for whoever tests one side as the other. */
public final class Http2Frames {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int ACK = 1;
  public static final int END_HEADERS = 4;
  public static final int PADDED = 8;
  public static final int WITH_PRIORITY = 0x20;

  public static final int NO_ERROR = 0;
  public static final int PROTOCOL_ERROR = 1;
  public static final int INTERNAL_ERROR = 2;
  public static final int FLOW_CONTROL_ERROR = 3;
  public static final int STREAM_CLOSED = 5;
  public static final int FRAME_SIZE_ERROR = 6;
  public static final int REFUSED_STREAM = 7;
  public static final int CANCEL = 8;
  public static final int COMPRESSION_ERROR = 9;
  public static final int ENHANCE_YOUR_CALM = 11;
  public static final int HTTP_1_1_REQUIRED = 13;

  public static final int MAX_CONCURRENT_STREAMS = 3;
  public static final int INITIAL_WINDOW_SIZE = 4;

  /** What a client begins with. */
  public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final int HEAD = 9;

  private Http2Frames() {}

  /** A frame without its length. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  public record Frame(int type, int flags, int stream, byte[] payload) {
    public boolean isEnd() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    /** The four bytes at {@code at}: of RST_STREAM and WINDOW_UPDATE at 0, of GOAWAY at 4. */
    public int number(int at) {
      return ByteBuffer.wrap(payload).getInt(at);
    }

    /** The payload, one byte a character. */
    public String text() {
      return new String(payload, ISO_8859_1);
    }
  }

  /** Where frames come from. */
  @FunctionalInterface
  public interface Input {
    /** So many bytes, or fewer if the end comes before. */
    byte[] some(int count) throws IOException;
  }

  /** The next frame; null at the end. */
  public static @Nullable Frame next(Input in) throws IOException {
    byte[] head = in.some(HEAD);
    if (head.length < HEAD) {
      return null;
    }
    ByteBuffer fields = ByteBuffer.wrap(head);
    int length = (fields.get() & 0xff) << 16 | fields.getShort() & 0xffff;
    int type = fields.get();
    int flags = fields.get();
    int stream = fields.getInt();
    return new Frame(type, flags, stream, in.some(length));
  }

  /** The next frame of this type, others passed over; null at the end. */
  public static @Nullable Frame next(Input in, int type) throws IOException {
    Frame frame = next(in);
    while (frame != null && frame.type != type) {
      frame = next(in);
    }
    return frame;
  }

  /** A frame whose payload is given as numbers from 0 to 255. */
  public static byte[] frame(int type, int flags, int stream, int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    return frame(type, flags, stream, bytes);
  }

  public static byte[] frame(int type, int flags, int stream) {
    return frame(type, flags, stream, new byte[0]);
  }

  public static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(HEAD + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** A number as payloads have them. */
  public static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
