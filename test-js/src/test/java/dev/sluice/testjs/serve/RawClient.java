package dev.sluice.testjs.serve;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection that writes what it is told, byte by byte, and reads responses as strictly as they
 * are framed. Blocking; a read that gets nothing fails after ten seconds.
 */
final class RawClient implements Closeable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  /** Connects to a port of this machine. */
  RawClient(int port) throws IOException {
    this(port, 0);
  }

  /**
   * @param receiveBuffer of the socket, in bytes; 0 for the system's
   */
  RawClient(int port, int receiveBuffer) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  /** Sends text as it is, in ISO-8859-1. */
  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Sends a GET request for a path. */
  RawClient get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** One response, its body read to its end as its head says. */
  Response response() throws IOException {
    Head head = head();
    return new Response(head.status, head.reason, head.fields, body(head, true));
  }

  /** One response to a HEAD request. */
  Response responseToHead() throws IOException {
    Head head = head();
    return new Response(head.status, head.reason, head.fields, body(head, false));
  }

  private static Body emptyBody() {
    return new Body(new byte[0], true);
  }

  private Body body(Head head, boolean isExpected) throws IOException {
    if (!isExpected || head.status == 204 || head.status == 304 || head.status < 200) {
      return emptyBody();
    }
    if ("chunked".equals(head.fields.get("transfer-encoding"))) {
      return chunkedBody();
    }
    String length = head.fields.get("content-length");
    if (length != null) {
      byte[] bytes = in.readNBytes(Integer.parseInt(length));
      return new Body(bytes, bytes.length == Integer.parseInt(length));
    }
    return new Body(in.readAllBytes(), true);
  }

  private Body chunkedBody() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] chunk = chunk(); chunk != null; chunk = chunk()) {
      if (chunk.length == 0) {
        return new Body(all.toByteArray(), true);
      }
      all.write(chunk);
    }
    return new Body(all.toByteArray(), false);
  }

  /** One chunk; empty for the last, null where the connection ends before it. */
  byte @Nullable [] chunk() throws IOException {
    String size = line();
    if (size == null) {
      return null;
    }
    int length = Integer.parseInt(size, 16);
    byte[] bytes = in.readNBytes(length);
    String end = line();
    if (end == null) {
      return null;
    }
    if (!end.isEmpty()) {
      throw new IOException("no line end behind a chunk but " + end);
    }
    return bytes;
  }

  /** The head of a response; its body is left to be read. */
  Head head() throws IOException {
    String first = line();
    if (first == null) {
      throw new IOException("the connection has ended before a response");
    }
    String[] parts = first.split(" ", 3);
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line = line(); ; line = line()) {
      if (line == null) {
        throw new IOException("the connection has ended amid a head");
      }
      if (line.isEmpty()) {
        return new Head(Integer.parseInt(parts[1]), parts.length < 3 ? "" : parts[2], fields);
      }
      int colon = line.indexOf(':');
      fields.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (a, b) -> a + "\n" + b);
    }
  }

  private @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = read(); ; b = read()) {
      if (b < 0) {
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
      }
      if (b == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
          throw new IOException("a line ends without CR: " + text);
        }
        return text.substring(0, text.length() - 1);
      }
      line.write(b);
    }
  }

  /** A connection that was reset has ended as well. */
  private int read() throws IOException {
    try {
      return in.read();
    } catch (SocketException reset) {
      return -1;
    }
  }

  /** Reads that many bytes, or fewer if the connection ends. */
  byte[] bytes(int count) throws IOException {
    return in.readNBytes(count);
  }

  /** Has the server closed the connection, and is nothing left to read? Waits for either. */
  boolean isClosed() throws IOException {
    return read() < 0;
  }

  /** Ends the sending half. */
  void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Cuts the connection with a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Status line and fields; several values of a name are joined by line ends. */
  record Head(int status, String reason, Map<String, String> fields) {}

  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  record Body(byte[] bytes, boolean isComplete) {}

  /** A whole response. */
  record Response(int status, String reason, Map<String, String> fields, Body content) {
    String text() {
      return new String(content.bytes, StandardCharsets.UTF_8);
    }

    int length() {
      return content.bytes.length;
    }

    /** Did the body come to its end, as its head said? */
    boolean isComplete() {
      return content.isComplete;
    }

    @Nullable String field(String name) {
      return fields.get(name);
    }
  }
}
