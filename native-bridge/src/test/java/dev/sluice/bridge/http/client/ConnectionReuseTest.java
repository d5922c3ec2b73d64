package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.ClientFixture.bytes;
import static dev.sluice.bridge.http.client.ClientFixture.get;
import static dev.sluice.bridge.http.client.ClientFixture.plain;
import static dev.sluice.bridge.http.client.ClientFixture.request;
import static dev.sluice.bridge.http.client.RawServer.HELLO;
import static dev.sluice.bridge.http.client.RawServer.answering;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.client.ClientFixture.Reply;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which connections of HTTP/1.1 are used again, and what becomes of a request on one that has died.
 */
class ConnectionReuseTest {
  private final ClientFixture fixture = new ClientFixture();

  @AfterEach
  void nothingIsHeldAtTheEnd() throws Exception {
    fixture.closeWithNothingHeld();
  }

  @Test
  void connectionsAreUsedAgain() throws Exception {
    try (RawServer server = answering(HELLO)) {
      for (int i = 0; i < 5; i++) {
        assertEquals("hello", fixture.get(server).text());
      }
      assertEquals(1, server.connections());
    }
  }

  @Test
  void callsAtATimeHaveAConnectionEach() throws Exception {
    try (RawServer server = answering(HELLO)) {
      Sent[] sent = new Sent[20];
      for (int i = 0; i < sent.length; i++) {
        sent[i] = fixture.send(get(plain(server.port()), "/"), true);
      }
      for (Sent one : sent) {
        assertEquals("hello", one.await().text());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellothere",
      })
  void aConnectionThatMustNotBeUsedAgainIsNot(String response) throws Exception {
    try (RawServer server = answering(response)) {
      assertEquals("hello", fixture.get(server).text());
      assertEquals("hello", fixture.get(server).text());
      assertEquals(2, server.connections());
    }
  }

  /** RFC 9112 §9.6: by the server's answer, or by the client's own question. */
  @Test
  void aRequestThatClosesHasAConnectionOfItsOwn() throws Exception {
    List<String> heads = new CopyOnWriteArrayList<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                heads.add(head);
                peer.send(HELLO);
              }
            })) {
      assertEquals("hello", fixture.get(server).text());
      for (String said : List.of("close", "Keep-Alive , Close")) {
        ClientRequest closing = get(plain(server.port()), "/");
        closing.fields().add("Connection", said);
        assertEquals("hello", fixture.fetch(closing).text());
      }
      assertEquals(3, server.connections());
      // What was there before is there still.
      assertEquals("hello", fixture.get(server).text());
      assertEquals(3, server.connections());
      assertFalse(heads.get(0).contains("Connection"));
      assertTrue(heads.get(1).contains("\r\nConnection: close\r\n"), heads.get(1));
      assertTrue(heads.get(2).contains("\r\nConnection: close\r\n"), heads.get(2));
    }
  }

  /** Serves one request on its first connection, closes that when the second comes. */
  private static RawServer closingAfterOne() throws Exception {
    return new RawServer(
        peer -> {
          peer.head();
          peer.send(HELLO);
          peer.head();
          if (peer.number() > 1) {
            peer.send(HELLO);
          }
        });
  }

  @Test
  void aPooledConnectionThatWasDeadIsReplacedOnce() throws Exception {
    try (RawServer server = closingAfterOne()) {
      assertEquals("hello", fixture.get(server).text());
      assertEquals("hello", fixture.get(server).text());
      assertEquals(2, server.connections());
    }
  }

  @Test
  void itIsReplacedByANewOneEvenIfThePoolHasMore() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              if (peer.number() < 3) {
                both.countDown();
                both.await();
              }
              peer.send(HELLO);
              peer.head();
            })) {
      ClientFixture.Sent one = fixture.send(get(plain(server.port()), "/"), true);
      ClientFixture.Sent two = fixture.send(get(plain(server.port()), "/"), true);
      assertEquals("hello", one.await().text());
      assertEquals("hello", two.await().text());
      assertEquals("hello", fixture.get(server).text());
      assertEquals(3, server.connections());
    }
  }

  @Test
  void whatMustNotBeDoneTwiceIsNotSentTwice() throws Exception {
    try (RawServer server = closingAfterOne()) {
      assertEquals("hello", fixture.get(server).text());
      ClientRequest post = request(plain(server.port()), "POST", "/", null, Timeouts.NONE);
      assertEquals("ECONNRESET", fixture.fetch(post).code());
    }
    try (RawServer server = closingAfterOne()) {
      assertEquals("hello", fixture.get(server).text());
      ClientRequest post = request(plain(server.port()), "POST", "/", null, Timeouts.NONE);
      post.fields().add("Idempotency-Key", "1");
      assertEquals("hello", fixture.fetch(post).text());
    }
  }

  @Test
  void aMisdirectedRequestIsSentOnceMoreOnAConnectionOfItsOwn() throws Exception {
    String misdirected = "HTTP/1.1 421 Misdirected Request\r\nContent-Length: 2\r\n\r\nno";
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send(peer.number() == 1 ? misdirected : HELLO);
              peer.awaitEnd();
            })) {
      assertEquals("hello", fixture.get(server).text());
      assertEquals(2, server.connections());
    }
    try (RawServer server = answering(misdirected)) {
      Reply reply = fixture.get(server);
      assertEquals(421, reply.response().status());
      assertEquals("no", reply.text());
      assertEquals(2, server.connections());
      RequestBody body = new RequestBody.Streamed(fixture.pieces(1, bytes("abc")));
      reply = fixture.fetch(request(plain(server.port()), "PUT", "/", body, Timeouts.NONE));
      assertEquals(421, reply.response().status());
    }
  }

  @Test
  void aServerThatDoesNotEndWhatNobodyWantsLosesItsConnection() throws Exception {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
              peer.awaitEnd();
              ended.complete(true);
            })) {
      ClientFixture.Sent sent = fixture.send(get(plain(server.port()), "/"), false);
      ClientResponse response = sent.response.get(20, TimeUnit.SECONDS);
      fixture.loop.run(() -> ClientFixture.body(response).cancel());
      assertTrue(ended.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void aBodyThatCannotBeSentAgainIsNot() throws Exception {
    try (RawServer server = closingAfterOne()) {
      assertEquals("hello", fixture.get(server).text());
      RequestBody body = new RequestBody.Streamed(fixture.pieces(1, bytes("abc")));
      Reply reply = fixture.fetch(request(plain(server.port()), "POST", "/", body, Timeouts.NONE));
      assertEquals("ECONNRESET", reply.code());
    }
  }

  @Test
  void whatAServerSaysUnaskedIsNoAnswer() throws Exception {
    CompletableFuture<Boolean> said = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send(HELLO);
              if (peer.number() == 1) {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                peer.awaitEnd();
                said.complete(true);
              }
            })) {
      assertEquals("hello", fixture.get(server).text());
      said.get(20, TimeUnit.SECONDS);
      assertEquals("hello", fixture.get(server).text());
    }
  }
}
