package dev.sluice.bridge.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.ConnectionFields;
import dev.sluice.bridge.http.HeaderFields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The head of a request as it goes over the wire (RFC 9112 §3). */
final class RequestHead {
  /** A body in memory up to this size goes out with the head in one write. */
  private static final int WITH_HEAD = 64 << 10;

  private static final int ROOM = 512;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0).asReadOnlyBuffer();

  /** The length of a body that comes in chunks. */
  static final long CHUNKED = -1;

  private RequestHead() {}

  /**
   * The whole request in one buffer, the caller's to release; null for one whose body is streamed.
   *
   * @throws BridgeException ERR_INVALID_CHAR
   */
  static @Nullable ByteBuf whole(ClientRequest request, ByteBufAllocator allocator) {
    @Nullable ByteBuffer bytes = bytesToGoWith(request);
    if (bytes == null) {
      return null;
    }
    int length = bytes.remaining();
    ByteBuf out = allocator.ioBuffer(ROOM + length);
    try {
      write(request, length, out);
    } catch (RuntimeException e) {
      out.release();
      throw e;
    }
    return out.writeBytes(bytes);
  }

  /**
   * The body, if it is to go out with the head in one write: one that is small and in memory, or
   * none, which has no bytes. Null if it is to be streamed.
   */
  static @Nullable ByteBuffer bytesToGoWith(ClientRequest request) {
    RequestBody body = request.body();
    if (body == null) {
      return NONE;
    }
    return body instanceof RequestBody.Stored(BytesStore store, long offset, long length)
            && length <= WITH_HEAD
        ? store.shared(offset, length)
        : null;
  }

  /**
   * Writes it.
   *
   * @param length of the body, or {@link #CHUNKED}
   * @throws BridgeException ERR_INVALID_CHAR
   */
  static void write(ClientRequest request, long length, ByteBuf out) {
    HeaderFields fields = request.fields();
    text(out, request.method());
    out.writeByte(' ');
    if (request.origin().asksProxy()) {
      // RFC 9112 §3.2.2: a proxy is told the server, too.
      text(out, "http://");
      text(out, request.authority());
    }
    text(out, request.target());
    text(out, " HTTP/1.1\r\n");
    if (!fields.contains("host")) {
      field(out, "Host", request.authority());
    }
    Proxy proxy = request.origin().proxy();
    if (request.origin().asksProxy() && proxy != null) {
      if (proxy.authorization() != null) {
        field(out, "Proxy-Authorization", proxy.authorization());
      }
      for (int i = 0; i < proxy.fields().size(); i += 2) {
        String name = proxy.fields().get(i);
        field(out, name, checked(name, proxy.fields().get(i + 1)));
      }
    }
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.name(i);
      if (!ConnectionFields.isOfConnection(name)) {
        field(out, name, checked(name, fields.value(i)));
      }
    }
    if (request.closes()) {
      field(out, "Connection", "close");
    }
    if (length == CHUNKED) {
      field(out, "Transfer-Encoding", "chunked");
    } else if (request.body() != null || meansToHaveBody(request.method())) {
      field(out, "Content-Length", Long.toString(length));
    }
    text(out, "\r\n");
  }

  /** RFC 9110 §8.6: where a body is to be expected, that there is none is said. */
  static boolean meansToHaveBody(String method) {
    return method.equals("POST") || method.equals("PUT");
  }

  /** The value, of which nothing can be another line (RFC 9110 §5.5). */
  static String checked(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == 0 || c > 0xFF) {
        throw BridgeException.type(
            "ERR_INVALID_CHAR", "the value of the header " + name + " cannot be sent");
      }
    }
    return value;
  }

  private static void field(ByteBuf out, String name, String value) {
    text(out, name);
    text(out, ": ");
    text(out, value);
    text(out, "\r\n");
  }

  /** One byte a character. */
  private static void text(ByteBuf out, String text) {
    out.writeCharSequence(text, ISO_8859_1);
  }
}
