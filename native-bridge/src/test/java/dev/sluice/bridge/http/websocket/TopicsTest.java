package dev.sluice.bridge.http.websocket;

import static dev.sluice.bridge.http.websocket.Frames.FIN;
import static dev.sluice.bridge.http.websocket.Frames.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.server.ServerStats;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published, and who gets it. */
@Timeout(60)
final class TopicsTest {
  private static final WebSocketOptions QUIET = WebSocketOptions.SERVER.idle(0, false);

  private static int publish(
      Topics topics, String topic, String text, boolean compress, @Nullable WebSocket except) {
    byte[] bytes = utf8(text);
    try (OutboundMessage message = new OutboundMessage(true, bytes, 0, bytes.length, compress)) {
      return topics.publish(topic, message, except);
    }
  }

  private static int publish(
      SocketFixture server, Topics topics, String topic, String text, @Nullable WebSocket except)
      throws Exception {
    return server.loop.call(() -> publish(topics, topic, text, true, except));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 40_000})
  void aMessageReachesAllSubscribers(int length) throws Exception {
    try (SocketFixture server = new SocketFixture(QUIET.deflate(true))) {
      Topics topics = new Topics();
      String message = "x".repeat(length);
      RawPeer[] peers = new RawPeer[5];
      SocketFixture.Side[] sides = new SocketFixture.Side[5];
      for (int i = 0; i < peers.length; i++) {
        peers[i] =
            server.open("/quiet", i == 2 ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "");
        sides[i] = server.side();
        sides[i].with(socket -> assertTrue(topics.subscribe(socket, "news")));
        sides[i].with(socket -> assertTrue(topics.subscribe(socket, "news")));
      }
      assertEquals(5, topics.count("news"));
      assertEquals(4, publish(server, topics, "news", message, sides[0].socket()));
      assertEquals(0, publish(server, topics, "nobody's", message, null));
      for (int i = 1; i < peers.length; i++) {
        RawPeer.Frame frame = peers[i].frame();
        assertEquals(i == 2, frame.first() == (FIN | Frames.RSV1 | Opcode.TEXT));
        if (i != 2) {
          assertEquals(message, frame.text());
        }
      }
      sides[1].with(socket -> assertTrue(Topics.unsubscribe(socket, "news")));
      sides[1].with(socket -> assertFalse(Topics.unsubscribe(socket, "news")));
      sides[1].with(socket -> assertFalse(Topics.isSubscribed(socket, "news")));
      peers[4].close();
      assertEquals("close 1006", sides[4].next());
      assertEquals(3, topics.count("news"));
      assertEquals(3, publish(server, topics, "news", message, null));
      assertEquals(message, peers[0].frame().text());
      sides[0].with(
          socket -> {
            topics.subscribe(socket, "other");
            assertEquals(List.of("news", "other"), Topics.of(socket));
          });
      for (int i : new int[] {0, 2, 3}) {
        sides[i].with(WebSocket::terminate);
        assertEquals("close 1006", sides[i].next());
      }
      assertEquals(0, topics.count("news"));
      assertEquals(0, topics.count("other"));
      sides[0].with(socket -> assertFalse(topics.subscribe(socket, "news")));
    }
  }

  /** Turns of a server, in each of which many things are said to some, or to all. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void eachGetsAllThatIsForItInOrder(long seed) throws Exception {
    try (SocketFixture server = new SocketFixture(QUIET.limits(1 << 20, 0, false))) {
      Topics topics = new Topics();
      RawPeer[] peers = new RawPeer[4];
      WebSocket[] sockets = new WebSocket[peers.length];
      List<List<String>> expected = new ArrayList<>();
      for (int i = 0; i < peers.length; i++) {
        peers[i] = server.quiet();
        SocketFixture.Side side = server.side();
        sockets[i] = side.socket();
        side.with(socket -> topics.subscribe(socket, "all"));
        expected.add(new ArrayList<>());
      }
      Random random = new Random(seed);
      int[] count = {0};
      for (int turn = 0; turn < 60; turn++) {
        server.loop.run(
            () -> {
              for (int i = random.nextInt(60); i > 0; i--) {
                int kind = random.nextInt(100);
                int length = kind == 0 ? 300_000 : kind < 3 ? 40_000 : 1 + random.nextInt(2000);
                String text = count[0]++ + " " + "x".repeat(length);
                int whom = random.nextInt(3 * peers.length);
                if (whom < peers.length) {
                  byte[] bytes = utf8(text);
                  sockets[whom].send(true, bytes, 0, bytes.length, false);
                  expected.get(whom).add(text);
                } else {
                  int except = whom - peers.length;
                  publish(
                      topics, "all", text, false, except < peers.length ? sockets[except] : null);
                  for (int j = 0; j < peers.length; j++) {
                    if (j != except) {
                      expected.get(j).add(text);
                    }
                  }
                }
              }
            });
        // Some read at once, one at the end only: what it gets waits, and is gathered.
        for (int j = 1; j < peers.length; j++) {
          for (String text : expected.get(j)) {
            assertEquals(text, peers[j].frame().text());
          }
          expected.get(j).clear();
        }
      }
      for (String text : expected.get(0)) {
        assertEquals(text, peers[0].frame().text());
      }
    }
  }

  @Test
  void whoDoesNotReadKeepsNoMoreThanItIsToGet() throws Exception {
    try (SocketFixture server = new SocketFixture(QUIET.limits(64 << 20, 0, false))) {
      Topics topics = new Topics();
      RawPeer stalled = server.quiet();
      SocketFixture.Side side = server.side();
      side.with(socket -> topics.subscribe(socket, "rare"));
      side.send("m".repeat(16 << 20));
      RawPeer reader = server.quiet();
      server.side().with(socket -> topics.subscribe(socket, "all"));
      var used = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
      String text = "m".repeat(2000);
      long before = 0;
      for (int turn = 0; turn < 400; turn++) {
        server.loop.run(
            () -> {
              for (int i = 0; i < 100; i++) {
                publish(topics, "all", text, false, null);
              }
              publish(topics, "rare", "rare", false, null);
            });
        for (int i = 0; i < 100; i++) {
          assertEquals(2000, reader.frame().payload().length);
        }
        if (turn == 20) {
          before = used.usedDirectMemory();
        }
      }
      long more = used.usedDirectMemory() - before;
      assertTrue(more < 16 << 20, more + " bytes more");
      assertEquals(16 << 20, stalled.frame().payload().length);
      for (int turn = 0; turn < 400; turn++) {
        assertEquals("rare", stalled.frame().text());
      }
    }
  }

  @Test
  void nobodyWaitsForASocketThatHasNotBeenTried() throws Exception {
    try (SocketFixture server = new SocketFixture(QUIET.limits(1 << 20, 0, false))) {
      Topics topics = new Topics();
      RawPeer peer = server.quiet();
      SocketFixture.Side side = server.side();
      side.with(socket -> topics.subscribe(socket, "all"));
      // The second turn of many has a buffer for all of them.
      for (int[] turn : new int[][] {{3, 40_000}, {40, 3_000}, {40, 3_000}}) {
        int length = turn[1];
        byte[] own = utf8("own");
        int answer =
            server.loop.call(
                () -> {
                  for (int i = 0; i < turn[0]; i++) {
                    publish(topics, "all", "x".repeat(length), false, null);
                  }
                  return side.socket().send(true, own, 0, own.length, false);
                });
        assertEquals(own.length, answer);
        for (int i = 0; i < turn[0]; i++) {
          assertEquals(length, peer.frame().payload().length);
        }
        assertEquals("own", peer.frame().text());
      }
      assertTrue(side.isEmpty(), "was told to wait");
    }
  }

  /** A connection whose bytes are looked at as they leave. */
  private static EmbeddedChannel subscriber(WebSockets room, Topics topics, String topic) {
    WebSocket socket = new WebSocket(room, QUIET, true, null, new ServerStats(), new Recorder());
    EmbeddedChannel channel = new EmbeddedChannel(socket.handler());
    assertTrue(topics.subscribe(socket, topic));
    return channel;
  }

  @Test
  void aSmallPartOfATurnDoesNotKeepTheWhole() {
    EmbeddedChannel loop = new EmbeddedChannel();
    WebSockets room = new WebSockets(loop.eventLoop());
    Topics topics = new Topics();
    EmbeddedChannel little = subscriber(room, topics, "rare");
    EmbeddedChannel much = subscriber(room, topics, "all");
    byte[] rare = utf8("rare");
    // The second turn's buffer has room for all.
    for (int turn = 0; turn < 2; turn++) {
      try (OutboundMessage message = new OutboundMessage(true, rare, 0, rare.length, false)) {
        topics.publish("rare", message, null);
        for (int i = 0; i < 50; i++) {
          publish(topics, "all", "m".repeat(100), false, null);
        }
        loop.runPendingTasks();
        int holders = message.frame(room, false).buffer().refCnt();
        assertEquals(6, drain(little));
        assertEquals(50 * 102, drain(much));
        if (turn == 1) {
          assertEquals(2, holders, "the message and who gets much");
        }
      }
    }
    little.finishAndReleaseAll();
    much.finishAndReleaseAll();
    loop.finishAndReleaseAll();
  }

  private static int drain(EmbeddedChannel channel) {
    int bytes = 0;
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      bytes += part.readableBytes();
      part.release();
    }
    return bytes;
  }
}
