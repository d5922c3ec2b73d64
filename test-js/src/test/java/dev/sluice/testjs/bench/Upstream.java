package dev.sluice.testjs.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server that clients under measurement talk to, in the driver's own process: {@code
 * /bytes/COUNT} is a body of ASCII, {@code /trickle} an endless one that sends a little every 20
 * ms, {@code /silent} never answers; whatever has a body is answered with its length. What it knows
 * of a request it knows by the whole target, so that a query tells one from another.
 */
final class Upstream implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final int PAUSE_MILLIS = 20;
  private static final byte[] LETTERS = letters();

  private final ServerSocket listening =
      new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
  private final Map<String, AtomicLong> sent = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Long>> gone = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Long>> asked = new ConcurrentHashMap<>();

  Upstream() throws IOException {
    Thread.ofPlatform().daemon().name("upstream").start(this::accept);
  }

  private static byte[] letters() {
    byte[] bytes = new byte[1 << 16];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ('a' + i % 26);
    }
    return bytes;
  }

  String url(String target) {
    return "http://127.0.0.1:" + listening.getLocalPort() + target;
  }

  /** How many bytes of the body the system has taken. */
  long sent(String target) {
    AtomicLong bytes = sent.get(target);
    return bytes == null ? 0 : bytes.get();
  }

  /** {@link System#nanoTime} of when the request's head had come. */
  CompletableFuture<Long> asked(String target) {
    return asked.computeIfAbsent(target, _ -> new CompletableFuture<>());
  }

  /** {@link System#nanoTime} of when the client was seen to have gone. */
  CompletableFuture<Long> gone(String target) {
    return gone.computeIfAbsent(target, _ -> new CompletableFuture<>());
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        socket.setTcpNoDelay(true);
        Thread.startVirtualThread(() -> serve(socket));
      }
    } catch (IOException closed) {
      // By close().
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      while (answer(socket, in)) {}
    } catch (IOException left) {
      // Clients come and go.
    }
  }

  /** May another request follow? */
  private boolean answer(Socket socket, InputStream in) throws IOException {
    String request = line(in);
    if (request.isEmpty()) {
      return false;
    }
    long length = 0;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        length = -1;
      }
    }
    String target = request.split(" ", -1)[1];
    asked(target).complete(System.nanoTime());
    String path = target.split("\\?", 2)[0];
    switch (path) {
      case "/trickle", "/silent" -> {
        if (path.equals("/trickle")) {
          Thread.startVirtualThread(() -> trickle(socket));
        }
        awaitEnd(in);
        gone(target).complete(System.nanoTime());
        return false;
      }
      default -> {
        if (length != 0) {
          long received = receive(in, length);
          send(socket, target, Long.toString(received).getBytes(StandardCharsets.US_ASCII));
        } else {
          sendLetters(socket, target, Long.parseLong(path.substring("/bytes/".length())));
        }
        return true;
      }
    }
  }

  private static void trickle(Socket socket) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(head("Transfer-Encoding: chunked"));
      while (true) {
        out.write("5\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII));
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException | InterruptedException e) {
      // The client has gone.
    }
  }

  private static void awaitEnd(InputStream in) {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      // That is an end, too.
    }
  }

  private static byte[] head(String field) {
    return ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + field + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void sendLetters(Socket socket, String target, long count) throws IOException {
    if (count <= LETTERS.length) {
      send(socket, target, Arrays.copyOf(LETTERS, (int) count));
      return;
    }
    AtomicLong taken = counter(target);
    OutputStream out = socket.getOutputStream();
    out.write(head("Content-Length: " + count));
    for (long left = count; left > 0; ) {
      int size = (int) Math.min(LETTERS.length, left);
      out.write(LETTERS, 0, size);
      taken.addAndGet(size);
      left -= size;
    }
  }

  private void send(Socket socket, String target, byte[] body) throws IOException {
    byte[] head = head("Content-Length: " + body.length);
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    socket.getOutputStream().write(all);
    counter(target).addAndGet(body.length);
  }

  private AtomicLong counter(String target) {
    return sent.computeIfAbsent(target, _ -> new AtomicLong());
  }

  private static long receive(InputStream in, long length) throws IOException {
    byte[] piece = new byte[1 << 16];
    if (length > 0) {
      skip(in, length, piece);
      return length;
    }
    long all = 0;
    for (long size = chunk(in); size > 0; size = chunk(in)) {
      skip(in, size, piece);
      line(in);
      all += size;
    }
    line(in);
    return all;
  }

  private static long chunk(InputStream in) throws IOException {
    return Long.parseLong(line(in).split(";", 2)[0].strip(), 16);
  }

  private static void skip(InputStream in, long count, byte[] piece) throws IOException {
    for (long left = count; left > 0; ) {
      int read = in.read(piece, 0, (int) Math.min(piece.length, left));
      if (read < 0) {
        throw new IOException("the end amid a body");
      }
      left -= read;
    }
  }

  /** A line without its end; empty at the end of the stream. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
