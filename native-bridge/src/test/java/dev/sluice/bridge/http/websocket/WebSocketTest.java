package dev.sluice.bridge.http.websocket;

import static dev.sluice.bridge.http.websocket.Frames.FIN;
import static dev.sluice.bridge.http.websocket.Frames.close;
import static dev.sluice.bridge.http.websocket.Frames.join;
import static dev.sluice.bridge.http.websocket.Frames.masked;
import static dev.sluice.bridge.http.websocket.Frames.text;
import static dev.sluice.bridge.http.websocket.Frames.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.HeaderFields;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's WebSockets: handshake, back-pressure, idleness, topics, ends. */
final class WebSocketTest {
  private static final WebSocketOptions QUIET = WebSocketOptions.SERVER.idle(0, false);

  // The handshake.

  @Test
  void theHandshakeIsAnsweredAsTheStandardSays() throws Exception {
    try (SocketFixture server = new SocketFixture()) {
      server.answerFields(
          HeaderFields.of("Set-Cookie", "a=b", "upgrade", "x", "Sec-WebSocket-Accept", "y"));
      RawPeer peer = server.open("/", "Sec-WebSocket-Protocol: chat, superchat\r\n");
      String head = peer.head();
      assertTrue(head.startsWith("HTTP/1.1 101 Switching Protocols\r\n"), head);
      assertTrue(head.contains("\r\nUpgrade: websocket\r\n"), head);
      assertTrue(head.contains("\r\nConnection: Upgrade\r\n"), head);
      assertTrue(head.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), head);
      assertTrue(head.contains("\r\nSec-WebSocket-Protocol: chat\r\n"), head);
      assertTrue(head.contains("\r\nSet-Cookie: a=b\r\n"), head);
      assertFalse(head.contains("Content-Length"), head);
      assertEquals(1, head.split("Sec-WebSocket-Accept", -1).length - 1, head);
    }
  }

  @Test
  void theServerMayChooseTheSubprotocol() throws Exception {
    try (SocketFixture server = new SocketFixture()) {
      server.answerFields(HeaderFields.of("sec-websocket-protocol", "superchat"));
      RawPeer peer = server.open("/", "Sec-WebSocket-Protocol: chat, superchat\r\n");
      assertTrue(peer.head().contains("Sec-WebSocket-Protocol: superchat\r\n"), peer.head());
      assertFalse(peer.head().contains(": chat"), peer.head());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1|Upgrade: h2c",
        "POST / HTTP/1.1|Upgrade: websocket",
        "GET / HTTP/1.0|Upgrade: websocket",
        "GET / HTTP/1.1|Upgrade: websocket|Sec-WebSocket-Version: 8",
        "GET / HTTP/1.1|Upgrade: websocket|Sec-WebSocket-Key: AAAA",
        "GET / HTTP/1.1|Upgrade: websocket|Connection: keep-alive",
        "GET / HTTP/1.1|Upgrade: websocket|Content-Length: 3",
      })
  void whatAsksForNoWebSocketIsAnsweredOtherwise(String lines) throws Exception {
    String given = lines.replace("|", "\r\n") + "\r\nHost: x\r\n";
    String more =
        (given.contains("Connection:") ? "" : "Connection: Upgrade\r\n")
            + (given.contains("Version:") ? "" : "Sec-WebSocket-Version: 13\r\n")
            + (given.contains("Key:") ? "" : "Sec-WebSocket-Key: " + SocketFixture.KEY + "\r\n");
    try (SocketFixture server = new SocketFixture()) {
      RawPeer peer = server.connect().send(given + more + "\r\nabc");
      assertTrue(peer.readHead().matches("(?s)HTTP/1\\.[01] 400 .*"), peer.head());
    }
  }

  @Test
  void whatComesWithTheHandshakeIsHeard() throws Exception {
    try (SocketFixture server = new SocketFixture()) {
      RawPeer peer =
          server
              .connect()
              .send(
                  join(
                      SocketFixture.request("/", "").getBytes(ISO_8859_1),
                      text("first"),
                      text("second"),
                      new byte[] {(byte) 0x81}));
      peer.readHead();
      assertEquals("first", peer.frame().text());
      assertEquals("second", peer.frame().text());
      byte[] rest = text("third");
      peer.send(java.util.Arrays.copyOfRange(rest, 1, rest.length));
      assertEquals("third", peer.frame().text());
    }
  }

  @Test
  void answersBeforeTheHandshakeLeaveFirst() throws Exception {
    try (SocketFixture server = new SocketFixture()) {
      RawPeer peer =
          server
              .connect()
              .send("GET / HTTP/1.1\r\nHost: x\r\n\r\n" + SocketFixture.request("/", ""));
      assertTrue(peer.readHead().startsWith("HTTP/1.1 400 "), peer.head());
      for (int i = 0; i < "no WebSocket".length(); i++) {
        peer.readByte();
      }
      assertTrue(peer.readHead().startsWith("HTTP/1.1 101 "), peer.head());
    }
  }

  @Test
  void aFieldThatCannotBeSentLeavesTheExchangeUnanswered() throws Exception {
    try (SocketFixture server = new SocketFixture()) {
      server.answerFields(HeaderFields.of("X-Bad", "a\r\nb"));
      RawPeer peer = server.connect().send(SocketFixture.request("/", ""));
      assertTrue(peer.readHead().startsWith("HTTP/1.1 500 "), peer.head());
      assertEquals(1, server.faults.size());
      server.faults.clear();
    }
  }

  // Back-pressure.

  @Test
  void aClientThatDoesNotReadMakesSendersWaitAndThenLosesMessages() throws Exception {
    try (SocketFixture server = new SocketFixture(QUIET.limits(1 << 20, 4 << 20, false))) {
      RawPeer peer = server.quiet();
      SocketFixture.Side side = server.side();
      String message = "m".repeat(100_000);
      int sent = 0;
      int waiting = 0;
      int result;
      while ((result = side.send(message)) != WebSocket.DROPPED) {
        sent++;
        waiting += result == WebSocket.WAITING ? 1 : 0;
        assertTrue(result == message.length() || result == WebSocket.WAITING);
      }
      assertTrue(waiting >= 40, "only " + waiting + " messages waited");
      long held = server.loop.call(() -> side.socket().waiting());
      assertTrue(held > 4 << 20 && held < (4 << 20) + 300_000, held + " bytes");
      for (int i = 0; i < sent; i++) {
        assertEquals(message.length(), peer.frame().payload().length);
      }
      assertEquals("drain", side.next());
      assertEquals(4, side.send("more"));
      assertEquals("more", peer.frame().text());
      assertTrue(side.isEmpty());
    }
  }

  @Test
  void smallMessagesThatWaitCostNoMoreThanTheirBytes() throws Exception {
    try (SocketFixture server = new SocketFixture(QUIET.limits(1 << 20, 1 << 20, false))) {
      RawPeer peer = server.quiet();
      SocketFixture.Side side = server.side();
      int sent = 0;
      while (side.send("message " + sent) != WebSocket.DROPPED) {
        sent++;
      }
      for (int i = 0; i < sent; i++) {
        assertEquals("message " + i, peer.frame().text());
      }
      assertEquals("drain", side.next());
    }
  }

  @Test
  void aSmallLimitIsToldOfAndDrained() throws Exception {
    try (SocketFixture server = new SocketFixture(QUIET.limits(8 << 20, 1000, false))) {
      RawPeer peer = server.quiet();
      SocketFixture.Side side = server.side();
      // What the socket takes at once does not count.
      assertEquals(900, side.send("a".repeat(900)));
      assertEquals(900, side.send("a".repeat(900)));
      assertEquals(WebSocket.WAITING, side.send("b".repeat(8 << 20)));
      assertEquals(WebSocket.DROPPED, side.send("c"));
      peer.frame();
      peer.frame();
      assertEquals(8 << 20, peer.frame().payload().length);
      assertEquals("drain", side.next());
      assertEquals(1, side.send("d"));
      assertEquals("d", peer.frame().text());
    }
  }

  @Test
  void aLimitMayCutTheConnection() throws Exception {
    try (SocketFixture server = new SocketFixture(QUIET.limits(1 << 20, 1 << 20, true))) {
      server.quiet();
      SocketFixture.Side side = server.side();
      while (side.send("m".repeat(100_000)) != WebSocket.DROPPED) {}
      assertEquals("close 1006 Too much waits for the client", side.next());
    }
  }

  // Idleness.

  private static void seconds(SocketFixture.Side side, int count) throws Exception {
    side.with(
        socket -> {
          for (int i = 0; i < count; i++) {
            socket.successor().tick();
          }
        });
  }

  @Test
  void whoIsSilentIsAskedAndThenCut() throws Exception {
    try (SocketFixture server = new SocketFixture(WebSocketOptions.SERVER.idle(20, true))) {
      RawPeer peer = server.open();
      SocketFixture.Side side = server.side();
      seconds(side, 12);
      assertEquals(FIN | Opcode.PING, peer.frame().first());
      peer.send(masked(FIN | Opcode.PONG, new byte[0]));
      assertEquals("pong ", side.next());
      seconds(side, 19);
      assertEquals(FIN | Opcode.PING, peer.frame().first());
      // That it could be sent is no sign of life.
      seconds(side, 2);
      assertEquals("close 1006 The client is silent", side.next());
      assertTrue(peer.isAtEnd());
    }
  }

  @Test
  void withoutPingsWhatIsSentCountsToo() throws Exception {
    try (SocketFixture server = new SocketFixture(WebSocketOptions.SERVER.idle(20, false))) {
      RawPeer peer = server.open();
      SocketFixture.Side side = server.side();
      for (int i = 0; i < 4; i++) {
        seconds(side, 15);
        side.send("pushed " + i);
        assertEquals("pushed " + i, peer.frame().text());
      }
      seconds(side, 21);
      assertEquals("close 1006 The client is silent", side.next());
    }
  }

  // The end.

  @Test
  void theServerClosesWithACodeAndHearsTheAnswer() throws Exception {
    try (SocketFixture server = new SocketFixture()) {
      RawPeer peer = server.quiet();
      SocketFixture.Side side = server.side();
      side.send("last");
      side.with(socket -> socket.close(4001, "enough"));
      assertEquals("last", peer.frame().text());
      assertEquals("close 4001enough", peer.frame().toString());
      assertEquals(WebSocket.DROPPED, side.send("too late"));
      peer.send(text("on its way"), masked(FIN | Opcode.PING, utf8("x")), close(4001, ""));
      assertEquals("close 4001 clean", side.next());
      assertTrue(peer.isAtEnd());
    }
  }

  @Test
  void aLongReasonIsCutBetweenCharacters() throws Exception {
    try (SocketFixture server = new SocketFixture()) {
      RawPeer peer = server.quiet();
      server.side().with(socket -> socket.close(1000, "ä".repeat(100)));
      assertEquals(2 + 122, peer.frame().payload().length);
    }
  }

  @Test
  void aConnectionThatEndsWithoutAWordIsAbnormal() throws Exception {
    try (SocketFixture server = new SocketFixture()) {
      RawPeer peer = server.open();
      SocketFixture.Side side = server.side();
      peer.close();
      assertEquals("close 1006", side.next());
      side.with(WebSocket::terminate);
      side.with(socket -> socket.close(1000, ""));
      assertEquals(WebSocket.DROPPED, side.send("nobody"));
      assertTrue(side.isEmpty());
    }
  }

  @Test
  void terminateCutsAtOnce() throws Exception {
    try (SocketFixture server = new SocketFixture()) {
      RawPeer peer = server.open();
      SocketFixture.Side side = server.side();
      side.with(WebSocket::terminate);
      assertTrue(peer.isAtEnd());
      assertEquals("close 1006", side.next());
    }
  }

  @Test
  void aServerThatClosesWaitsForWebSocketsUnlessItIsTold() throws Exception {
    try (SocketFixture server = new SocketFixture()) {
      RawPeer peer = server.open();
      var closed = server.closeServer(false);
      peer.send(text("still"));
      assertEquals("still", peer.frame().text());
      assertFalse(closed.isDone());
      var cut = server.closeServer(true);
      assertEquals("close 1001", peer.frame().toString());
      assertTrue(cut.get(20, TimeUnit.SECONDS));
      assertTrue(closed.get(20, TimeUnit.SECONDS));
      assertEquals("close 1001", server.side().next());
    }
  }
}
