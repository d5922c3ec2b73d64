package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.Http2Frames.ACK;
import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.GOAWAY;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.MAX_CONCURRENT_STREAMS;
import static dev.sluice.bridge.http.Http2Frames.NO_ERROR;
import static dev.sluice.bridge.http.Http2Frames.PING;
import static dev.sluice.bridge.http.Http2Frames.SETTINGS;
import static dev.sluice.bridge.http.client.ClientFixture.get;
import static dev.sluice.bridge.http.client.ClientFixture.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.bridge.http.Http2Frames.Frame;
import dev.sluice.bridge.http.client.ClientFixture.Reply;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads over HTTP/2, how requests share connections, and how long these stand. */
class Http2ClientTest extends Http2Calls {
  // Heads.

  @Test
  void aResponseHasItsStatusFieldsAndBody() throws Exception {
    try (RawServer server =
        server(
            (peer, _) -> {
              int stream = peer.begin().request();
              peer.head(stream, false, ":status", "103", "link", "x")
                  .head(stream, false, ":status", "201", "x-a", "1", "x-a", "\u00e4 ")
                  .data(stream, false, "hel")
                  .data(stream, false, "lo")
                  .head(stream, true, "trailer", "1")
                  .awaitEnd();
            })) {
      Reply reply = fetch(server);
      assertEquals(201, reply.response().status());
      assertEquals("", reply.response().statusText());
      assertEquals("HTTP/2", reply.response().protocol());
      assertEquals("1, \u00e4", reply.response().fields().joined("X-A"));
      assertNull(reply.response().fields().get("trailer"));
      assertEquals("hello", reply.text());
    }
  }

  @Test
  void aRequestHasItsPseudoFieldsAndNoneOfConnections() throws Exception {
    CompletableFuture<Http2Headers> got = new CompletableFuture<>();
    CompletableFuture<String> body = new CompletableFuture<>();
    try (RawServer server =
        server(
            (peer, _) -> {
              Frame head = peer.begin().next(HEADERS);
              got.complete(peer.decode(head));
              body.complete(peer.next(DATA).text());
              peer.answer(head.stream(), "hello").awaitEnd();
            })) {
      ClientRequest request = post(server, stored("abc"));
      request
          .fields()
          .add("X-A", "1")
          .add("Host", "else.test")
          .add("Connection", "x")
          .add("Keep-Alive", "timeout=5")
          .add("Transfer-Encoding", "chunked")
          .add("Upgrade", "x")
          .add("Proxy-Connection", "keep-alive")
          .add("TE", "trailers")
          .add("Trailer", "x")
          .add("Content-Length", "77");
      assertEquals("hello", fixture.fetch(request).text());
      assertEquals("abc", await(body));
      assertEquals(
          List.of(
              ":method=POST",
              ":scheme=http",
              ":authority=else.test",
              ":path=/",
              "x-a=1",
              "content-length=3"),
          StreamSupport.stream(await(got).spliterator(), false).map(Object::toString).toList());
    }
  }

  @Test
  void aLineBreakInAHeaderIsRefusedAndTheConnectionStands() throws Exception {
    try (RawServer server = server((peer, _) -> peer.begin().answerAll("hello"))) {
      assertEquals("hello", fetch(server).text());
      ClientRequest request = get(http2(server), "/");
      request.fields().add("X", "a\r\nb: c");
      assertEquals("ERR_INVALID_CHAR", fixture.fetch(request).code());
      assertEquals("hello", fetch(server).text());
      assertEquals(1, server.connections());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"204", "205", "304"})
  void statusesWithoutABodyHaveNone(String status) throws Exception {
    try (RawServer server =
        server(
            (peer, _) -> {
              peer.begin();
              for (int stream = peer.request(); stream != 0; stream = peer.request()) {
                peer.head(stream, true, ":status", status);
              }
            })) {
      assertFalse(fetch(server).hasBody());
      assertFalse(fetch(server).hasBody());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void theAnswerToHeadHasNoBody() throws Exception {
    try (RawServer server =
        server(
            (peer, _) -> {
              int stream = peer.begin().request();
              peer.head(stream, true, ":status", "200", "content-length", "5").awaitEnd();
            })) {
      Reply reply = fixture.fetch(request(http2(server), "HEAD", "/", null, Timeouts.NONE));
      assertFalse(reply.hasBody());
      assertEquals("5", reply.response().fields().get("content-length"));
    }
  }

  // Sharing.

  @Test
  void requestsAtATimeShareAConnection() throws Exception {
    try (RawServer server =
        server(
            (peer, _) -> {
              peer.begin();
              // All are here before the first is answered, the last first.
              for (int stream : peer.requests(50).reversed()) {
                peer.answer(stream, "hello " + stream);
              }
              peer.answerAll("again");
            })) {
      Sent[] sent = new Sent[50];
      for (int i = 0; i < sent.length; i++) {
        sent[i] = send(server, "/" + i, true);
      }
      for (int i = 0; i < sent.length; i++) {
        assertEquals("hello " + (2 * i + 3), sent[i].await().text());
      }
      assertEquals("again", fetch(server).text());
      assertEquals(1, server.connections());
      fixture.settle();
      assertEquals(1, fixture.loop.call(fixture.client::idleConnections));
    }
  }

  @Test
  void whatAServerAllowsNoMoreOfGoesOverAnotherConnection() throws Exception {
    try (RawServer server =
        server(
            (peer, number) -> {
              peer.begin(MAX_CONCURRENT_STREAMS, 2);
              if (number == 1) {
                peer.answer(peer.request(), "first");
                peer.requests(2);
                // Those two are never answered.
                assertEquals(0, peer.request());
              } else {
                peer.answerAll("second");
              }
            })) {
      assertEquals("first", fetch(server).text());
      Sent one = send(server, "/", true);
      Sent two = send(server, "/", true);
      assertEquals("second", send(server, "/", true).await().text());
      assertEquals("second", send(server, "/", true).await().text());
      assertEquals(2, server.connections());
      fixture.loop.run(() -> one.abort("enough"));
      fixture.loop.run(() -> two.abort("enough"));
    }
  }

  @Test
  void aServerMayAllowMoreAmid() throws Exception {
    CompletableFuture<Boolean> full = new CompletableFuture<>();
    try (RawServer server =
        server(
            (peer, number) -> {
              assertEquals(1, number);
              peer.begin(MAX_CONCURRENT_STREAMS, 1);
              peer.answer(peer.request(), "first");
              int stream = peer.request();
              peer.settings(MAX_CONCURRENT_STREAMS, 2);
              assertEquals(ACK, peer.next(SETTINGS).flags());
              full.complete(true);
              peer.answer(peer.request(), "third").answer(stream, "second").awaitEnd();
            })) {
      assertEquals("first", fetch(server).text());
      Sent two = send(server, "/", true);
      await(full);
      Sent three = send(server, "/", true);
      assertEquals("third", three.await().text());
      assertEquals("second", two.await().text());
    }
  }

  // Time.

  private ClientFixture patient(long idle, long silence, long answer) {
    return new ClientFixture(
        new Session.Patience(
            TimeUnit.MILLISECONDS.toNanos(idle),
            TimeUnit.MILLISECONDS.toNanos(silence),
            TimeUnit.MILLISECONDS.toNanos(answer),
            TimeUnit.MILLISECONDS.toNanos(5)));
  }

  @Test
  void aConnectionThatIsIdleForLongSaysFarewell() throws Exception {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    try (RawServer server =
            server(
                (peer, _) -> {
                  peer.begin();
                  peer.answer(peer.request(), "hello");
                  code.complete(peer.next(GOAWAY).number(4));
                  assertNull(peer.next());
                });
        ClientFixture other = patient(1, 1_000_000, 1_000_000)) {
      assertEquals("hello", other.fetch(get(http2(server), "/")).text());
      assertEquals(NO_ERROR, await(code));
      assertEquals(0, other.loop.call(other.client::idleConnections));
    }
  }

  @Test
  void aServerThatIsSilentIsAskedWhetherItIsThere() throws Exception {
    try (RawServer server =
            server(
                (peer, _) -> {
                  int stream = peer.begin().request();
                  for (int i = 0; i < 2; i++) {
                    Frame ping = peer.next(PING);
                    peer.send(PING, ACK, 0, ping.payload());
                  }
                  peer.answer(stream, "hello").awaitEnd();
                });
        ClientFixture other = patient(1_000_000, 1, 1_000_000)) {
      assertEquals("hello", other.fetch(get(http2(server), "/")).text());
    }
    try (RawServer server =
            server(
                (peer, _) -> {
                  peer.begin().request();
                  peer.awaitEnd();
                });
        ClientFixture other = patient(1_000_000, 1, 1)) {
      assertEquals("ETIMEDOUT", other.fetch(get(http2(server), "/")).code());
    }
  }

  @Test
  void timeoutsEndARequestAndNotTheConnection() throws Exception {
    try (RawServer server =
        server(
            (peer, _) -> {
              peer.begin();
              peer.request();
              int half = peer.request();
              peer.head(half, false, ":status", "200").data(half, false, "hel");
              peer.answerAll("hello");
            })) {
      Origin origin = http2(server);
      assertEquals(
          "ETIMEDOUT",
          fixture.fetch(request(origin, "GET", "/", null, new Timeouts(0, 50, 0, 0))).code());
      assertEquals(
          "ETIMEDOUT",
          fixture.fetch(request(origin, "GET", "/", null, new Timeouts(0, 0, 50, 0))).code());
      assertEquals("hello", fetch(server).text());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void aServerOfHttp1IsNoneOfHttp2() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
              peer.awaitEnd();
            })) {
      assertEquals("ERR_HTTP2_UNSUPPORTED", fetch(server).code());
    }
  }
}
