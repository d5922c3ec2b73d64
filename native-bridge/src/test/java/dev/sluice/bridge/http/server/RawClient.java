package dev.sluice.bridge.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends just the bytes that it is told to, and reads what comes. */
final class RawClient implements AutoCloseable {
  private static final int TIMEOUT = 20_000;

  /** A response: the names of fields in lower case, the body without its framing. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  record Response(String statusLine, Map<String, String> fields, byte[] body, boolean isCut) {
    int status() {
      return Integer.parseInt(statusLine.substring(9, 12));
    }

    String text() {
      return new String(body, ISO_8859_1);
    }

    String field(String name) {
      return fields.getOrDefault(name, "");
    }
  }

  private final Socket socket;
  private final InputStream in;

  RawClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  Socket socket() {
    return socket;
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** The next response, of a request that was not HEAD. */
  Response response() throws IOException {
    return response(false);
  }

  Response response(boolean isHead) throws IOException {
    String line = line();
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field = line(); !field.isEmpty(); field = line()) {
      int colon = field.indexOf(':');
      fields.merge(
          field.substring(0, colon).toLowerCase(Locale.ROOT),
          field.substring(colon + 1).trim(),
          (a, b) -> a + "|" + b);
    }
    int status = Integer.parseInt(line.substring(9, 12));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean isCut = false;
    if (!isHead && status != 204 && status != 304 && status >= 200) {
      if (fields.containsKey("content-length")) {
        int length = Integer.parseInt(fields.get("content-length"));
        byte[] bytes = some(length);
        body.writeBytes(bytes);
        isCut = bytes.length < length;
      } else if ("chunked".equals(fields.get("transfer-encoding"))) {
        isCut = !chunks(body);
      } else {
        body.writeBytes(rest());
      }
    }
    return new Response(line, fields, body.toByteArray(), isCut);
  }

  private boolean chunks(ByteArrayOutputStream body) throws IOException {
    try {
      while (true) {
        int size = Integer.parseInt(line(), 16);
        body.writeBytes(some(size));
        if (!line().isEmpty()) {
          throw new AssertionError("no line break behind a chunk");
        }
        if (size == 0) {
          return true;
        }
      }
    } catch (EOFException e) {
      return false;
    }
  }

  /** One byte, or −1 at the end or after a reset. */
  int read() throws IOException {
    try {
      return in.read();
    } catch (SocketException e) {
      return -1;
    }
  }

  /** Up to {@code count} bytes: fewer if the end comes before. */
  byte[] some(int count) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] piece = new byte[64 << 10];
    while (bytes.size() < count) {
      int read;
      try {
        read = in.read(piece, 0, Math.min(piece.length, count - bytes.size()));
      } catch (SocketException e) {
        break;
      }
      if (read < 0) {
        break;
      }
      bytes.write(piece, 0, read);
    }
    return bytes.toByteArray();
  }

  /** All until the end. */
  byte[] rest() throws IOException {
    return some(Integer.MAX_VALUE);
  }

  String restText() throws IOException {
    return new String(rest(), ISO_8859_1);
  }

  /** A line without its CR LF. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int b = read();
      if (b < 0) {
        throw new EOFException("the end after \"" + line + '"');
      }
      if (b == '\n' && !line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
        line.setLength(line.length() - 1);
        return line.toString();
      }
      line.append((char) b);
    }
  }

  /** Is the connection closed, with nothing more to read? */
  boolean isAtEnd() throws IOException {
    return read() < 0;
  }

  /** Says that nothing more will come. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Reads to the end, which a reset is not. */
  void expectEnd() throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }

  /** Goes away so that the server gets a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
