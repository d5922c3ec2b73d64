package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.ClientFixture.body;
import static dev.sluice.bridge.http.client.ClientFixture.get;
import static dev.sluice.bridge.http.client.ClientFixture.plain;
import static dev.sluice.bridge.http.client.ClientFixture.request;
import static dev.sluice.bridge.http.client.RawServer.HELLO;
import static dev.sluice.bridge.http.client.RawServer.answering;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.client.ClientFixture.Reply;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import dev.sluice.bridge.stream.StreamResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Responses over HTTP/1.1, of servers that behave and servers that do not, and requests that are
 * given up.
 */
class HttpClientTest {
  private final ClientFixture fixture = new ClientFixture();

  @AfterEach
  void nothingIsHeldAtTheEnd() throws Exception {
    fixture.closeWithNothingHeld();
  }

  @Test
  void aResponseHasItsStatusFieldsAndBody() throws Exception {
    try (RawServer server =
        answering(
            "HTTP/1.1 201 Made it\r\nX-A: 1\r\nx-a: \u00e4\r\nContent-Length: 5\r\n\r\nhello")) {
      Reply reply = fixture.get(server);
      assertEquals(201, reply.response().status());
      assertEquals("Made it", reply.response().statusText());
      assertEquals("1, \u00e4", reply.response().fields().joined("X-A"));
      assertEquals("hello", reply.text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: 1\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + HELLO,
        "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
      })
  void framingsAreUnderstood(String response) throws Exception {
    try (RawServer server = answering(response)) {
      assertEquals("hello", fixture.get(server).text());
    }
  }

  @Test
  void aBodyMayGoUntilTheEndOfTheConnection() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\n\r\nhello");
            })) {
      assertEquals("hello", fixture.get(server).text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length x: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length 5\r\n\r\nhello",
        "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
        "SSH-2.0-x\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 7\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n",
      })
  void whatIsNoResponseIsRefused(String response) throws Exception {
    try (RawServer server = answering(response)) {
      assertEquals("ERR_HTTP_INVALID_RESPONSE", fixture.get(server).code());
    }
  }

  @Test
  void badChunksFailTheBody() throws Exception {
    try (RawServer server =
        answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\nxyz\r\n")) {
      Reply reply = fixture.get(server);
      assertEquals("ERR_HTTP_INVALID_RESPONSE", reply.code());
      assertTrue(reply.error().isTypeError());
    }
  }

  @Test
  void aHeadWithoutEndIsRefused() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\n");
              for (; ; ) {
                peer.send("X-Endless: " + "x".repeat(1000) + "\r\n");
              }
            })) {
      assertEquals("ERR_HTTP_HEADERS_TOO_LARGE", fixture.get(server).code());
    }
  }

  /** At each byte: never a hang, never a body that looks whole, never a leak. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionThatIsCutAtAnyByteIsAnError(boolean resets) throws Exception {
    String[] responses = {
      HELLO, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    };
    for (String response : responses) {
      for (int cut = 0; cut < response.length(); cut++) {
        int end = cut;
        try (RawServer server =
            new RawServer(
                peer -> {
                  peer.head();
                  peer.send(response.substring(0, end));
                  if (resets) {
                    peer.reset();
                  }
                })) {
          Reply reply = fixture.get(server);
          assertEquals("ECONNRESET", reply.code(), "cut at " + cut);
          assertFalse(reply.hasBody());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"204 No Content", "205 Reset Content", "304 Not Modified"})
  void statusesWithoutABodyHaveNone(String status) throws Exception {
    try (RawServer server = answering("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n")) {
      assertFalse(fixture.get(server).hasBody());
      assertFalse(fixture.get(server).hasBody());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void theAnswerToHeadHasNoBody() throws Exception {
    try (RawServer server = answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")) {
      for (int i = 0; i < 2; i++) {
        Reply reply =
            fixture.fetch(request(plain(server.port()), "HEAD", "/", null, Timeouts.NONE));
        assertFalse(reply.hasBody());
      }
      assertEquals(1, server.connections());
    }
  }

  @Test
  void whatIsOfAnotherConnectionIsNotSent() throws Exception {
    CompletableFuture<String> head = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              head.complete(peer.head());
              peer.send(HELLO);
            })) {
      ClientRequest request = get(plain(server.port()), "/");
      request
          .fields()
          .add("Connection", "X-A, keep-alive")
          .add("Keep-Alive", "timeout=5")
          .add("Proxy-Connection", "keep-alive")
          .add("TE", "trailers")
          .add("Trailer", "x")
          .add("Transfer-Encoding", "gzip")
          .add("Upgrade", "h2c")
          // Somebody else may have listed it, to have it taken away.
          .add("X-A", "1");
      assertEquals("hello", fixture.fetch(request).text());
      assertEquals(
          "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\nX-A: 1\r\n\r\n", head.get());
    }
  }

  @Test
  void aLineBreakInAHeaderIsRefused() throws Exception {
    try (RawServer server = answering(HELLO)) {
      ClientRequest request = get(plain(server.port()), "/");
      request.fields().add("X", "a\r\nb: c");
      assertEquals("ERR_INVALID_CHAR", fixture.fetch(request).code());
    }
  }

  // Giving up.

  @Test
  void anAbortBeforeTheAnswerClosesTheConnection() throws Exception {
    CompletableFuture<Boolean> asked = new CompletableFuture<>();
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              asked.complete(true);
              peer.awaitEnd();
              ended.complete(true);
            })) {
      Sent sent = fixture.send(get(plain(server.port()), "/"), true);
      asked.get(20, TimeUnit.SECONDS);
      fixture.loop.run(() -> sent.abort("why"));
      assertTrue(ended.get(20, TimeUnit.SECONDS));
      assertTrue(sent.over.get(20, TimeUnit.SECONDS));
      assertFalse(sent.reply.isDone());
    }
  }

  @Test
  void anAbortAmidTheBodyFailsItsReaderWithTheReason() throws Exception {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
              peer.awaitEnd();
              ended.complete(true);
            })) {
      Sent sent = fixture.send(get(plain(server.port()), "/"), true);
      sent.response.get(20, TimeUnit.SECONDS);
      fixture.loop.run(() -> sent.abort("why"));
      assertEquals("why", sent.await().error().reason());
      assertTrue(ended.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void anAbortAfterTheLastByteStillFailsWhoHasNotReadIt() throws Exception {
    try (RawServer server = answering(HELLO)) {
      Sent sent = fixture.send(get(plain(server.port()), "/"), false);
      ClientResponse response = sent.response.get(20, TimeUnit.SECONDS);
      assertEquals(1, fixture.loop.call(fixture.client::idleConnections));
      assertFalse(sent.over.isDone());
      StreamResult result =
          fixture.loop.call(
              () -> {
                sent.abort("why");
                return body(response).pull(_ -> {});
              });
      assertEquals("why", ((StreamResult.Failed) result).error().reason());
      assertTrue(sent.over.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void timeoutsEndARequestAtEachStage() throws Exception {
    try (RawServer silent = new RawServer(RawServer.Peer::awaitEnd);
        RawServer halting =
            new RawServer(
                peer -> {
                  peer.head();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                  peer.awaitEnd();
                })) {
      Origin never = plain(silent.port());
      Origin half = plain(halting.port());
      assertEquals(
          "ETIMEDOUT",
          fixture.fetch(request(never, "GET", "/", null, new Timeouts(0, 50, 0, 0))).code());
      assertEquals(
          "ETIMEDOUT",
          fixture.fetch(request(never, "GET", "/", null, new Timeouts(0, 0, 0, 50))).code());
      assertEquals(
          "ETIMEDOUT",
          fixture.fetch(request(half, "GET", "/", null, new Timeouts(0, 0, 50, 0))).code());
      assertEquals(
          "ETIMEDOUT",
          fixture.fetch(request(half, "GET", "/", null, new Timeouts(0, 0, 0, 50))).code());
    }
  }

  @Test
  void aRefusedConnectionSaysWhere() throws Exception {
    // A port of the system's, where nobody is.
    Reply reply = fixture.fetch(get(plain(1), "/"));
    assertEquals("ECONNREFUSED", reply.code());
    assertEquals("127.0.0.1:1", reply.error().path());
    assertNotNull(reply.error().errno());
  }
}
