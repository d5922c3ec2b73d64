package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.Http2Frames.CANCEL;
import static dev.sluice.bridge.http.Http2Frames.ENHANCE_YOUR_CALM;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.INTERNAL_ERROR;
import static dev.sluice.bridge.http.Http2Frames.NO_ERROR;
import static dev.sluice.bridge.http.Http2Frames.REFUSED_STREAM;
import static dev.sluice.bridge.http.Http2Frames.RST_STREAM;
import static dev.sluice.bridge.http.client.ClientFixture.body;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.Http2Frames.Frame;
import dev.sluice.bridge.http.client.ClientFixture.Reply;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams and connections of HTTP/2 that end before their time, and which requests are sent again.
 */
class Http2EndTest extends Http2Calls {
  @Test
  void aRefusedStreamIsBegunAgainWhateverItsMethod() throws Exception {
    try (RawServer server =
        server(
            (peer, _) -> {
              peer.begin();
              peer.reset(peer.request(), REFUSED_STREAM);
              peer.reset(peer.request(), REFUSED_STREAM);
              peer.answerAll("hello");
            })) {
      assertEquals("hello", fixture.fetch(post(server, stored("abc"))).text());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void aServerThatAlwaysRefusesIsAnErrorInTheEnd() throws Exception {
    try (RawServer server =
        server(
            (peer, _) -> {
              peer.begin();
              for (int stream = peer.request(); stream != 0; stream = peer.request()) {
                peer.reset(stream, REFUSED_STREAM);
              }
            })) {
      Reply reply = fetch(server);
      assertEquals("ERR_HTTP2_STREAM_ERROR", reply.code());
      assertTrue(reply.error().message().contains("REFUSED_STREAM"), reply.error().message());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {NO_ERROR, INTERNAL_ERROR, CANCEL, 99})
  void aStreamThatIsResetIsAnErrorAndNotBegunAgain(int code) throws Exception {
    try (RawServer server =
        server(
            (peer, _) -> {
              peer.begin();
              peer.reset(peer.request(), code);
              int stream = peer.request();
              peer.head(stream, false, ":status", "200").data(stream, false, "hel");
              peer.reset(stream, code);
              peer.answerAll("hello");
            })) {
      assertEquals("ERR_HTTP2_STREAM_ERROR", fetch(server).code());
      Reply amid = fetch(server);
      assertEquals("ERR_HTTP2_STREAM_ERROR", amid.code());
      assertTrue(amid.error().isTypeError());
      assertEquals("hello", fetch(server).text());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void aResetBehindTheWholeResponseTakesNothingFromIt() throws Exception {
    try (RawServer server =
        server(
            (peer, _) -> {
              peer.begin();
              int stream = peer.next(HEADERS).stream();
              peer.answer(stream, "too large").reset(stream, NO_ERROR);
              peer.answerAll("hello");
            })) {
      RequestBody body = new RequestBody.Streamed(endless(new AtomicLong()));
      assertEquals("too large", fixture.fetch(post(server, body)).text());
      assertEquals("hello", fetch(server).text());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void whatIsBeyondTheLastStreamOfAGoAwayIsSentAgainAndTheRestGoesOn() throws Exception {
    try (RawServer server =
        server(
            (peer, number) -> {
              peer.begin();
              if (number == 1) {
                List<Integer> streams = peer.requests(4).stream().sorted().toList();
                peer.goAway(streams.get(1), NO_ERROR);
                peer.answer(streams.get(1), "old 2").answer(streams.get(0), "old 1");
                assertEquals(0, peer.request());
              } else {
                peer.answerAll("new");
              }
            })) {
      Sent[] sent = new Sent[4];
      for (int i = 0; i < sent.length; i++) {
        sent[i] = fixture.send(post(server, stored("abc")), true);
      }
      assertEquals("old 1", sent[0].await().text());
      assertEquals("old 2", sent[1].await().text());
      assertEquals("new", sent[2].await().text());
      assertEquals("new", sent[3].await().text());
      assertEquals("new", fetch(server).text());
      assertEquals(2, server.connections());
    }
  }

  @Test
  void aBodyThatCannotBeSentAgainFailsWithTheGoAway() throws Exception {
    try (RawServer server =
        server(
            (peer, _) -> {
              peer.begin().next(HEADERS);
              peer.goAway(0, ENHANCE_YOUR_CALM).awaitEnd();
            })) {
      RequestBody body = new RequestBody.Streamed(endless(new AtomicLong()));
      Reply reply = fixture.fetch(post(server, body));
      assertEquals("ERR_HTTP2_SESSION_ERROR", reply.code());
      assertTrue(reply.error().message().contains("ENHANCE_YOUR_CALM"), reply.error().message());
    }
  }

  @Test
  void aConnectionThatEndsAfterAGoAwaySaysWhy() throws Exception {
    try (RawServer server =
        server(
            (peer, _) -> {
              int stream = peer.begin().request();
              peer.goAway(stream, INTERNAL_ERROR);
            })) {
      Reply reply = fetch(server);
      assertEquals("ERR_HTTP2_SESSION_ERROR", reply.code());
      assertTrue(reply.error().message().contains("INTERNAL_ERROR"), reply.error().message());
    }
  }

  @Test
  void aConnectionThatDiedSilentlyIsReplacedForWhatMayBeAskedTwice() throws Exception {
    try (RawServer server =
        server(
            (peer, number) -> {
              peer.begin();
              peer.answer(peer.request(), "first");
              if (number % 2 == 1) {
                peer.request();
                peer.close();
              } else {
                peer.answerAll("second");
              }
            })) {
      assertEquals("first", fetch(server).text());
      assertEquals("first", fetch(server).text());
      assertEquals(2, server.connections());
    }
    try (RawServer server =
        server(
            (peer, _) -> {
              peer.begin();
              peer.answer(peer.request(), "first");
              peer.request();
            })) {
      assertEquals("first", fetch(server).text());
      assertEquals("ECONNRESET", fixture.fetch(post(server, stored("abc"))).code());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void manyThatDieTogetherShareTheNextConnection() throws Exception {
    try (RawServer server =
        server(
            (peer, number) -> {
              peer.begin();
              if (number == 1) {
                peer.answer(peer.request(), "first");
                peer.requests(20);
              } else {
                peer.answerAll("second");
              }
            })) {
      assertEquals("first", fetch(server).text());
      Sent[] sent = new Sent[20];
      for (int i = 0; i < sent.length; i++) {
        sent[i] = send(server, "/", true);
      }
      for (Sent one : sent) {
        assertEquals("second", one.await().text());
      }
      assertEquals(2, server.connections());
    }
  }

  @Test
  void anAbortEndsTheStreamAndNotTheConnection() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (RawServer server =
        server(
            (peer, _) -> {
              peer.begin();
              int first = peer.request();
              seen.add("asked");
              assertEquals(CANCEL, peer.next(RST_STREAM).number(0));
              int second = peer.request();
              peer.head(second, false, ":status", "200").data(second, false, "hel");
              Frame reset = peer.next(RST_STREAM);
              assertEquals(CANCEL, reset.number(0));
              assertEquals(second, reset.stream());
              // What crosses with that is nobody's.
              peer.answer(first, "late").data(second, true, "lo");
              peer.answerAll("hello");
            })) {
      Sent one = send(server, "/", true);
      assertEquals("asked", seen.poll(20, TimeUnit.SECONDS));
      fixture.loop.run(() -> one.abort("why"));
      assertTrue(await(one.over));
      assertFalse(one.reply.isDone());
      Sent two = send(server, "/", false);
      ClientResponse response = await(two.response);
      fixture.loop.run(() -> body(response).cancel());
      assertTrue(await(two.over));
      assertEquals("hello", fetch(server).text());
      assertEquals(1, server.connections());
    }
  }
}
