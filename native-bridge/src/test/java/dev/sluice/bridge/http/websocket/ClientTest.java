package dev.sluice.bridge.http.websocket;

import static dev.sluice.bridge.http.websocket.Frames.FIN;
import static dev.sluice.bridge.http.websocket.Frames.RSV1;
import static dev.sluice.bridge.http.websocket.Frames.closing;
import static dev.sluice.bridge.http.websocket.Frames.hex;
import static dev.sluice.bridge.http.websocket.Frames.join;
import static dev.sluice.bridge.http.websocket.Frames.masked;
import static dev.sluice.bridge.http.websocket.Frames.plain;
import static dev.sluice.bridge.http.websocket.Frames.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.NettyLoop;
import dev.sluice.bridge.http.client.HttpClient;
import dev.sluice.bridge.http.client.Origin;
import dev.sluice.bridge.http.client.Proxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's side, against a server that says just what it is told to. */
final class ClientTest {
  private static final Pattern KEY = Pattern.compile("Sec-WebSocket-Key: (\\S+)\r\n");

  /** Notes what a client is told. */
  private static final class Told extends Recorder implements ClientListener {
    volatile @Nullable WebSocket socket;

    @Override
    public void onOpen(WebSocket opened, String protocol, String extensions) {
      socket = opened;
      note("open [" + protocol + "] [" + extensions + "]");
    }

    @Override
    public void onFailure(BridgeException error) {
      note("failure " + error.code());
    }
  }

  private NettyLoop loop;
  private HttpClient client;
  private WebSockets room;
  private ServerSocket listener;

  @BeforeEach
  void start() throws Exception {
    loop = new NettyLoop();
    client = loop.call(() -> new HttpClient(loop.netty(), loop));
    room = new WebSockets(loop.netty());
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
    loop.close();
    assertEquals(List.of(), loop.faults());
  }

  private ClientHandshake connect(Told told, @Nullable Proxy proxy, String... protocols)
      throws Exception {
    Origin origin = new Origin(null, "127.0.0.1", listener.getLocalPort(), proxy, null);
    ClientRequest request =
        new ClientRequest(
            origin,
            "example.test",
            "/chat?x",
            List.of(protocols),
            HeaderFields.of("X-Mine", "1", "Upgrade", "no"));
    return loop.call(
        () -> ClientHandshake.connect(client, room, request, WebSocketOptions.CLIENT, told));
  }

  private static String accept(RawPeer peer) {
    Matcher key = KEY.matcher(peer.head());
    assertTrue(key.find(), peer.head());
    return HandshakeKeys.answer(key.group(1));
  }

  private static String answer(RawPeer peer, String fields) {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: upgrade\r\n"
        + "Sec-WebSocket-Accept: "
        + accept(peer)
        + "\r\n"
        + fields
        + "\r\n";
  }

  /** A server whose client is open. */
  private RawPeer open(Told told, String fields) throws Exception {
    connect(told, null);
    RawPeer peer = new RawPeer(listener.accept());
    peer.readHead();
    peer.send(answer(peer, fields));
    assertTrue(told.next().startsWith("open [] ["));
    return peer;
  }

  private void with(Told told, java.util.function.Consumer<WebSocket> action) throws Exception {
    WebSocket socket = told.socket;
    if (socket == null) {
      throw new AssertionError("not open");
    }
    loop.run(() -> action.accept(socket));
  }

  private static void send(WebSocket socket, String text) {
    byte[] bytes = utf8(text);
    socket.send(true, bytes, 0, bytes.length, true);
  }

  @Test
  void theHandshakeAsksAsTheStandardSays() throws Exception {
    Told told = new Told();
    connect(told, null, "chat", "superchat");
    try (RawPeer peer = new RawPeer(listener.accept())) {
      String head = peer.readHead();
      assertTrue(head.startsWith("GET /chat?x HTTP/1.1\r\nHost: example.test\r\n"), head);
      assertTrue(head.contains("\r\nUpgrade: websocket\r\n"), head);
      assertTrue(head.contains("\r\nConnection: Upgrade\r\n"), head);
      assertTrue(head.contains("\r\nSec-WebSocket-Version: 13\r\n"), head);
      assertTrue(head.contains("\r\nSec-WebSocket-Protocol: chat, superchat\r\n"), head);
      assertTrue(head.contains("\r\nSec-WebSocket-Extensions: permessage-deflate"), head);
      assertTrue(head.contains("\r\nX-Mine: 1\r\n"), head);
      assertFalse(head.contains("Upgrade: no"), head);
      peer.send(answer(peer, "Sec-WebSocket-Protocol: superchat\r\n"));
      assertEquals("open [superchat] []", told.next());
    }
  }

  @Test
  void messagesGoBothWaysMaskedAndNot() throws Exception {
    Told told = new Told();
    try (RawPeer peer = open(told, "")) {
      with(
          told,
          socket -> {
            send(socket, "one");
            assertEquals(3, socket.unsentPayload());
            send(socket, "x".repeat(70_000));
            assertEquals(70_003, socket.unsentPayload());
          });
      assertEquals("one", peer.frame().text());
      assertEquals("x".repeat(70_000), peer.frame().text());
      with(told, socket -> assertEquals(0, socket.unsentPayload()));
      peer.send(plain(FIN | Opcode.TEXT, utf8("hi")), plain(FIN | Opcode.PING, utf8("p")));
      assertEquals("text hi", told.next());
      assertEquals("ping p", told.next());
      assertEquals("p", peer.frame().text());
    }
  }

  /** «This attribute does not reset to zero once the connection closes» (WebSockets §3.1). */
  @Test
  void whatTheEndHasKeptFromLeavingCountsAsUnsentForEver() throws Exception {
    Told told = new Told();
    try (RawPeer _ = open(told, "")) {
      byte[] much = new byte[16 << 20];
      with(
          told,
          socket -> {
            socket.send(false, much, 0, much.length, false);
            send(socket, "behind it");
            socket.terminate();
          });
      assertEquals("close 1006", told.next());
      with(told, socket -> assertEquals(much.length + 9, socket.unsentPayload()));
    }
  }

  @Test
  void whatComesWithTheAnswerIsHeardAfterTheOpening() throws Exception {
    Told told = new Told();
    connect(told, null);
    try (RawPeer peer = new RawPeer(listener.accept())) {
      peer.readHead();
      peer.send(
          join(
              answer(peer, "").getBytes(ISO_8859_1),
              plain(FIN | Opcode.TEXT, utf8("first")),
              plain(FIN | Opcode.CLOSE, closing(1000, "bye"))));
      assertEquals("open [] []", told.next());
      assertEquals("text first", told.next());
      assertEquals(1000, peer.frame().closeCode());
      peer.socket().close();
      assertEquals("close 1000 bye clean", told.next());
    }
  }

  @Test
  void aServerMayCompressWithReferencesToEarlierMessages() throws Exception {
    Told told = new Told();
    try (RawPeer peer = open(told, "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
      peer.send(
          plain(FIN | RSV1 | Opcode.TEXT, hex("f248cdc9c90700")),
          plain(FIN | RSV1 | Opcode.TEXT, hex("f200110000")));
      assertEquals("text Hello", told.next());
      assertEquals("text Hello", told.next());
      with(told, socket -> send(socket, "short"));
      assertEquals(FIN | Opcode.TEXT, peer.frame().first());
      with(told, socket -> send(socket, "long enough ".repeat(100)));
      RawPeer.Frame frame = peer.frame();
      assertEquals(FIN | RSV1 | Opcode.TEXT, frame.first());
      assertEquals(
          "long enough ".repeat(100),
          new String(
              new Deflation().inflate(frame.payload(), frame.payload().length, 10_000, null),
              ISO_8859_1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK|Content-Length: 0",
        "HTTP/1.1 301 Moved|Location: /|Content-Length: 0",
        "HTTP/1.1 101 X|Connection: upgrade|Sec-WebSocket-Accept: *",
        "HTTP/1.1 101 X|Upgrade: websocket|Sec-WebSocket-Accept: *",
        "HTTP/1.1 101 X|Upgrade: websocket|Connection: upgrade",
        "HTTP/1.1 101 X|Upgrade: websocket|Connection: upgrade|Sec-WebSocket-Accept: AAAA",
        "HTTP/1.1 101 X|Upgrade: websocket|Connection: upgrade|Sec-WebSocket-Accept: *"
            + "|Sec-WebSocket-Protocol: unasked",
        "HTTP/1.1 101 X|Upgrade: websocket|Connection: upgrade|Sec-WebSocket-Accept: *"
            + "|Sec-WebSocket-Extensions: unasked",
        "nonsense",
      })
  void anotherAnswerOpensNoWebSocket(String lines) throws Exception {
    Told told = new Told();
    connect(told, null);
    try (RawPeer peer = new RawPeer(listener.accept())) {
      peer.readHead();
      peer.send(lines.replace("*", accept(peer)).replace("|", "\r\n") + "\r\n\r\n");
      assertEquals("failure ERR_WEBSOCKET_HANDSHAKE", told.next());
      assertTrue(peer.isAtEnd());
      assertTrue(told.isEmpty());
    }
  }

  @Test
  void whoAsksForSubprotocolsWantsOne() throws Exception {
    Told told = new Told();
    connect(told, null, "chat");
    try (RawPeer peer = new RawPeer(listener.accept())) {
      peer.readHead();
      peer.send(answer(peer, ""));
      assertEquals("failure ERR_WEBSOCKET_HANDSHAKE", told.next());
    }
  }

  @Test
  void aServerThatIsNotThereIsAFailure() throws Exception {
    listener.close();
    Told told = new Told();
    connect(told, null);
    assertEquals("failure ECONNREFUSED", told.next());
  }

  @Test
  void aServerThatGoesBeforeItAnswersIsAFailure() throws Exception {
    Told told = new Told();
    connect(told, null);
    try (RawPeer peer = new RawPeer(listener.accept())) {
      peer.readHead();
    }
    assertEquals("failure ECONNRESET", told.next());
  }

  @Test
  void whoGivesUpHearsNothing() throws Exception {
    Told told = new Told();
    ClientHandshake handshake = connect(told, null);
    try (RawPeer peer = new RawPeer(listener.accept())) {
      peer.readHead();
      loop.run(handshake::abandon);
      assertTrue(peer.isAtEnd());
      assertTrue(told.isEmpty());
    }
  }

  @Test
  void aProxyIsAskedForATunnel() throws Exception {
    Told told = new Told();
    connect(told, new Proxy("127.0.0.1", listener.getLocalPort(), "Basic eDp5"));
    try (RawPeer peer = new RawPeer(listener.accept())) {
      String head = peer.readHead();
      assertTrue(head.startsWith("CONNECT 127.0.0.1:" + listener.getLocalPort() + " "), head);
      assertTrue(head.contains("Proxy-Authorization: Basic eDp5\r\n"), head);
      peer.send("HTTP/1.1 200 OK\r\n\r\n");
      assertTrue(peer.readHead().startsWith("GET /chat?x "));
      peer.send(answer(peer, ""));
      assertEquals("open [] []", told.next());
      with(told, socket -> send(socket, "through"));
      assertEquals("through", peer.frame().text());
    }
  }

  @Test
  void aProxyThatRefusesIsAFailure() throws Exception {
    Told told = new Told();
    connect(told, new Proxy("127.0.0.1", listener.getLocalPort(), null));
    try (RawPeer peer = new RawPeer(listener.accept())) {
      peer.readHead();
      peer.send("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
      assertEquals("failure ERR_PROXY_TUNNEL", told.next());
    }
  }

  @Test
  void theServerIsLeftToCloseTheConnection() throws Exception {
    Told told = new Told();
    try (RawPeer peer = open(told, "")) {
      with(told, socket -> socket.close(3000, "done"));
      RawPeer.Frame frame = peer.frame();
      assertEquals("close 3000done", frame.toString());
      peer.send(plain(FIN | Opcode.CLOSE, closing(3001, "too")));
      assertTrue(told.isEmpty());
      peer.socket().close();
      assertEquals("close 3001 too clean", told.next());
    }
  }

  @Test
  void aMaskedFrameOfAServerIsRefused() throws Exception {
    Told told = new Told();
    try (RawPeer peer = open(told, "")) {
      peer.send(masked(FIN | Opcode.TEXT, utf8("x")));
      assertEquals(1002, peer.frame().closeCode());
      assertEquals("close 1002 A frame is masked", told.next());
      assertTrue(peer.isAtEnd());
    }
  }
}
