package dev.sluice.bridge.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server that does just what a test tells it, on each connection that it is given. */
final class RawServer implements AutoCloseable {
  /** A response. */
  static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  private static final int TIMEOUT = 20_000;

  /** What it does with a connection, which is closed afterwards. */
  @FunctionalInterface
  interface Script {
    void serve(Peer peer) throws Exception;
  }

  /** A connection, from the server's side. */
  record Peer(Socket socket, InputStream in, int number) {
    /** The next request's head, as text, with its last line break; empty at the end. */
    String head() throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.length() < 4 || !text.substring(text.length() - 4).equals("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return "";
        }
        text.append((char) next);
      }
      return text.toString();
    }

    String text(int length) throws IOException {
      return new String(in.readNBytes(length), ISO_8859_1);
    }

    /** All chunks of a body up to the last, without their sizes. */
    String chunks() throws IOException {
      StringBuilder all = new StringBuilder();
      for (; ; ) {
        int size = Integer.parseInt(line(), 16);
        String chunk = text(size);
        line();
        if (size == 0) {
          return all.toString();
        }
        all.append(chunk);
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("the end amid a line");
        }
        if (next != '\r') {
          line.append((char) next);
        }
      }
      return line.toString();
    }

    void send(String text) throws IOException {
      send(text.getBytes(ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** Reads until the client has gone. */
    void awaitEnd() throws IOException {
      try {
        in.transferTo(java.io.OutputStream.nullOutputStream());
      } catch (java.net.SocketException reset) {
        // That is an end, too.
      }
    }

    /** Closes so that the client gets a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile @Nullable Throwable fault;

  RawServer(Script script) throws IOException {
    this("127.0.0.1", 0, script);
  }

  RawServer(String address, int port, Script script) throws IOException {
    this(new ServerSocket(), address, port, script);
  }

  /** One whose connections are what {@code listening} makes of them: secure ones, for one. */
  RawServer(ServerSocket listening, Script script) throws IOException {
    this(listening, "127.0.0.1", 0, script);
  }

  private RawServer(ServerSocket listening, String address, int port, Script script)
      throws IOException {
    this.listening = listening;
    listening.bind(new InetSocketAddress(InetAddress.getByName(address), port));
    Thread.startVirtualThread(() -> accept(script));
  }

  /** Answers every request with the same text. */
  static RawServer answering(String response) throws Exception {
    return new RawServer(
        peer -> {
          while (!peer.head().isEmpty()) {
            peer.send(response);
          }
        });
  }

  private void accept(Script script) {
    try {
      for (; ; ) {
        Socket socket = listening.accept();
        socket.setSoTimeout(TIMEOUT);
        socket.setTcpNoDelay(true);
        open.add(socket);
        int number = connections.incrementAndGet();
        Thread.startVirtualThread(() -> serve(socket, number, script));
      }
    } catch (IOException closed) {
      // By close().
    }
  }

  private void serve(Socket socket, int number, Script script) {
    try (socket) {
      script.serve(new Peer(socket, new BufferedInputStream(socket.getInputStream()), number));
    } catch (IOException gone) {
      // The client has closed, or the test is over.
    } catch (Throwable e) {
      fault = e;
    }
  }

  int port() {
    return listening.getLocalPort();
  }

  /** How many connections there have been. */
  int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
    Throwable thrown = fault;
    if (thrown != null) {
      throw new AssertionError("in the server", thrown);
    }
  }
}
