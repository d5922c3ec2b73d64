package dev.sluice.testjs.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection to a server under measurement, whose client reads and writes just when told. */
final class Visitor implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 120_000;
  private static final int PIECE = 1 << 16;

  private final Socket socket;
  private final InputStream in;
  private final byte[] piece = new byte[PIECE];

  Visitor(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), PIECE);
  }

  /** The whole answer to one request on a connection of its own. */
  static String ask(int port, String target) throws IOException {
    try (Visitor visitor = new Visitor(port)) {
      return visitor.get(target).body();
    }
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  Visitor get(String target) throws IOException {
    return send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  }

  /** The head of a request whose body follows by {@link #out}. */
  Visitor begin(String method, String target, long length) throws IOException {
    return send(
        "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n"
            .formatted(method, target, length));
  }

  private Visitor send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** The stream that a request's body goes into; it blocks while the server takes nothing. */
  OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  /** Reads a head: the length of the body that follows, −1 if it comes in chunks. */
  long head() throws IOException {
    String status = line();
    long length = 0;
    for (String field = line(); !field.isEmpty(); field = line()) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        length = -1;
      }
    }
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("answered " + status);
    }
    return length;
  }

  /** Reads a whole answer and drops it; the length of its body. */
  long drain() throws IOException {
    return drainBody(head());
  }

  /** Reads the body behind a head. */
  long drainBody(long length) throws IOException {
    if (length >= 0) {
      skip(length);
      return length;
    }
    long all = 0;
    for (long size = chunk(); size > 0; size = chunk()) {
      skip(size);
      line();
      all += size;
    }
    line();
    return all;
  }

  private long chunk() throws IOException {
    return Long.parseLong(line().split(";", 2)[0].strip(), 16);
  }

  /** A short answer as a text. */
  String body() throws IOException {
    long length = head();
    if (length >= 0) {
      return new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder();
    for (long size = chunk(); size > 0; size = chunk()) {
      text.append(new String(in.readNBytes((int) size), StandardCharsets.UTF_8));
      line();
    }
    line();
    return text.toString();
  }

  /** Waits for the first byte of a body. */
  void firstByte() throws IOException {
    if (in.read() < 0) {
      throw new EOFException("no body");
    }
  }

  private void skip(long count) throws IOException {
    for (long left = count; left > 0; ) {
      int read = in.read(piece, 0, (int) Math.min(PIECE, left));
      if (read < 0) {
        throw new EOFException(left + " of " + count + " bytes are missing");
      }
      left -= read;
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the end after \"" + line + '"');
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
