package dev.sluice.bridge.http.websocket;

import static dev.sluice.bridge.http.websocket.Frames.FIN;
import static dev.sluice.bridge.http.websocket.Frames.join;
import static dev.sluice.bridge.http.websocket.Frames.masked;
import static dev.sluice.bridge.http.websocket.Frames.text;
import static dev.sluice.bridge.http.websocket.Frames.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.server.ServerStats;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server holds for those who do not read, and what it counts. */
@Timeout(60)
final class WebSocketPressureTest {
  private static final WebSocketOptions QUIET = WebSocketOptions.SERVER.idle(0, false);

  @Test
  void whoPingsAndDoesNotReadIsAnsweredForTheLastPingAlone() throws Exception {
    try (SocketFixture server = new SocketFixture(QUIET.limits(64 << 20, 0, false))) {
      RawPeer peer = server.quiet();
      SocketFixture.Side side = server.side();
      side.send("m".repeat(16 << 20));
      long before = server.loop.call(() -> side.socket().waiting());
      byte[] filling = new byte[100];
      byte[] pings = join(repeated(masked(FIN | Opcode.PING, filling), 20_000));
      peer.send(pings, masked(FIN | Opcode.PING, utf8("last")), text("end"));
      while (!side.next().equals("text end")) {}
      long held = server.loop.call(() -> side.socket().waiting());
      assertTrue(held < before + (128 << 10), held - before + " bytes more");
      assertEquals(16 << 20, peer.frame().payload().length);
      RawPeer.Frame pong = peer.frame();
      int answered = 0;
      while (!pong.text().equals("last")) {
        assertEquals(FIN | Opcode.PONG, pong.first());
        answered++;
        pong = peer.frame();
      }
      assertTrue(answered < 1000, answered + " answers before the last");
      assertEquals("drain", side.next());
    }
  }

  private static byte[][] repeated(byte[] frame, int times) {
    byte[][] all = new byte[times][];
    Arrays.fill(all, frame);
    return all;
  }

  @Test
  void messagesAreCounted() throws Exception {
    try (SocketFixture server = new SocketFixture(QUIET.limits(1 << 20, 1 << 20, false))) {
      ServerStats stats = server.server.stats();
      RawPeer echoing = server.open();
      server.side();
      double before = server.loop.call(stats::bytesIn);
      byte[] one = text("one");
      echoing.send(one, masked(FIN | Opcode.PING, utf8("p")), text("two"));
      assertEquals("one", echoing.frame().text());
      assertEquals("p", echoing.frame().text());
      assertEquals("two", echoing.frame().text());
      assertEquals(2, server.loop.call(stats::webSocketMessagesIn));
      assertEquals(2, server.loop.call(stats::webSocketMessagesOut));
      assertEquals(before + one.length + 7 + one.length, server.loop.call(stats::bytesIn));
      server.quiet();
      SocketFixture.Side side = server.side();
      int sent = 0;
      while (side.send("m".repeat(100_000)) != WebSocket.DROPPED) {
        sent++;
      }
      assertEquals(2 + sent, server.loop.call(stats::webSocketMessagesOut));
      assertEquals(1, server.loop.call(stats::webSocketMessagesDropped));
      assertTrue(server.loop.call(stats::bytesOut) > 100_000);
    }
  }
}
