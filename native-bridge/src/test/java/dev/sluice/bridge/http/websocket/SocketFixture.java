package dev.sluice.bridge.http.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.NettyLoop;
import dev.sluice.bridge.http.server.HttpServer;
import dev.sluice.bridge.http.server.ResponseHead;
import dev.sluice.bridge.http.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server whose requests become WebSockets that send back what they get, unless their path is
 * {@code /quiet}.
 */
final class SocketFixture implements AutoCloseable {
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final int SECONDS = 20;

  final NettyLoop loop = new NettyLoop();
  final WebSockets room = new WebSockets(loop.netty());
  final HttpServer server;
  final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Side> accepted = new LinkedBlockingQueue<>();
  private final List<RawPeer> peers = new ArrayList<>();
  private volatile HeaderFields more = new HeaderFields();

  /** The server's side of a connection. */
  final class Side extends Recorder {
    private final boolean echoes;
    private @Nullable WebSocket socket;

    Side(boolean echoes) {
      this.echoes = echoes;
    }

    WebSocket socket() {
      if (socket == null) {
        throw new AssertionError("not accepted");
      }
      return socket;
    }

    @Override
    public void onText(String text) {
      byte[] bytes = Frames.utf8(text);
      if (echoes) {
        socket().send(true, bytes, 0, bytes.length, true);
      } else {
        super.onText(text);
      }
    }

    @Override
    public void onBinary(byte[] bytes) {
      if (echoes) {
        socket().send(false, bytes, 0, bytes.length, true);
      } else {
        super.onBinary(bytes);
      }
    }

    /** Does something with it on its thread. */
    void with(Consumer<WebSocket> action) throws Exception {
      loop.run(() -> action.accept(socket()));
    }

    int send(String text) throws Exception {
      byte[] bytes = Frames.utf8(text);
      return loop.call(() -> socket().send(true, bytes, 0, bytes.length, false));
    }
  }

  SocketFixture() throws Exception {
    this(WebSocketOptions.SERVER.idle(0, false));
  }

  SocketFixture(WebSocketOptions options) throws Exception {
    this(options, _ -> {});
  }

  SocketFixture(WebSocketOptions options, Consumer<ServerOptions.Builder> configure)
      throws Exception {
    ServerOptions.Builder builder = ServerOptions.builder().hostname("127.0.0.1").idleTimeout(0);
    configure.accept(builder);
    server =
        loop.call(
            () ->
                HttpServer.listen(
                    loop,
                    loop.netty(),
                    builder.build(),
                    exchange -> {
                      Side side = new Side(!exchange.target().equals("/quiet"));
                      side.socket = ServerHandshake.accept(exchange, more, options, room, side);
                      if (side.socket == null) {
                        exchange.respond(ResponseHead.of(400), "no WebSocket");
                      } else {
                        accepted.add(side);
                      }
                    },
                    faults::add));
  }

  void answerFields(HeaderFields fields) {
    more = fields;
  }

  /** The server's side of the connection that was accepted next. */
  Side side() throws InterruptedException {
    Side side = accepted.poll(SECONDS, TimeUnit.SECONDS);
    if (side == null) {
      throw new AssertionError("nobody has connected");
    }
    return side;
  }

  /** A connection on which nothing was said. */
  RawPeer connect() throws IOException {
    RawPeer peer = new RawPeer(new Socket(InetAddress.getLoopbackAddress(), server.port()));
    peers.add(peer);
    return peer;
  }

  static String request(String path, String fields) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + KEY
        + "\r\n"
        + fields
        + "\r\n";
  }

  RawPeer open() throws IOException {
    return open("/", "");
  }

  RawPeer quiet() throws IOException {
    return open("/quiet", "");
  }

  /** A client whose handshake is through. */
  RawPeer open(String path, String fields) throws IOException {
    RawPeer peer = connect().send(request(path, fields));
    assertTrue(peer.readHead().startsWith("HTTP/1.1 101 "), peer.head());
    return peer;
  }

  CompletableFuture<Boolean> closeServer(boolean now) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    loop.netty().submit(() -> server.close(now, () -> done.complete(true))).syncUninterruptibly();
    return done;
  }

  @Override
  public void close() throws IOException {
    for (RawPeer peer : peers) {
      peer.close();
    }
    closeServer(true).orTimeout(SECONDS, TimeUnit.SECONDS).join();
    loop.close();
    assertEquals(List.of(), loop.faults());
    assertEquals(List.of(), faults);
  }
}
