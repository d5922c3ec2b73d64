package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.ClientFixture.body;
import static dev.sluice.bridge.http.client.ClientFixture.get;
import static dev.sluice.bridge.http.client.ClientFixture.plain;
import static dev.sluice.bridge.http.client.ClientFixture.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.client.ClientFixture.Reply;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and responses over HTTP/1.1, against servers that behave and servers that do not. */
class HttpClientTest {
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  private final ClientFixture fixture = new ClientFixture();

  @AfterEach
  void nothingIsHeldAtTheEnd() throws Exception {
    fixture.closeWithNothingHeld();
  }

  /** Answers every request with the same text. */
  private static RawServer answering(String response) throws Exception {
    return new RawServer(
        peer -> {
          while (!peer.head().isEmpty()) {
            peer.send(response);
          }
        });
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

  // Request bodies.

  /** Bytes in pieces, each in a task of its own. */
  private Source pieces(int count, byte[] piece) {
    return new Source() {
      private int left = count;
      private boolean isOver;

      @Override
      public StreamResult pull(Consumer<StreamResult> receiver) {
        fixture.counting.post(
            () -> {
              if (!isOver) {
                receiver.accept(
                    left-- > 0
                        ? new StreamResult.Owned(ByteBuffer.wrap(piece.clone()), false)
                        : StreamResult.Done.DONE);
              }
            });
        return StreamResult.Pending.PENDING;
      }

      @Override
      public void cancel() {
        isOver = true;
      }
    };
  }

  @Test
  void aBodyInMemoryHasItsLength() throws Exception {
    CompletableFuture<String> got = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              got.complete(peer.head() + peer.text(6));
              peer.send(HELLO);
            })) {
      BytesStore text = BytesStore.of("h\u00e9llo");
      Reply reply =
          fixture.fetch(
              request(
                  plain(server.port()),
                  "POST",
                  "/a?b",
                  RequestBody.Stored.of(text, 0, -1),
                  Timeouts.NONE));
      assertEquals("hello", reply.text());
      assertEquals(
          "POST /a?b HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 6\r\n\r\n%s"
              .formatted(server.port(), new String(bytes("h\u00e9llo"), ISO_8859_1)),
          got.get());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void aLargeBodyInMemoryIsSentWholly() throws Exception {
    byte[] large = new byte[3_000_017];
    new java.util.Random(1).nextBytes(large);
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              got.complete(peer.in().readNBytes(large.length));
              peer.send(HELLO);
            })) {
      BytesStore store = BytesStore.of(large.clone());
      RequestBody body = RequestBody.Stored.of(store, 0, -1);
      assertEquals(
          "hello",
          fixture.fetch(request(plain(server.port()), "PUT", "/", body, Timeouts.NONE)).text());
      assertArrayEquals(large, got.get());
    }
  }

  @Test
  void aBodyOfUnknownLengthComesInChunks() throws Exception {
    CompletableFuture<String> got = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              String head = peer.head();
              got.complete(head.substring(head.indexOf("Transfer")) + peer.chunks());
              peer.send(HELLO);
            })) {
      RequestBody body = new RequestBody.Streamed(pieces(3, bytes("abc")));
      assertEquals(
          "hello",
          fixture.fetch(request(plain(server.port()), "POST", "/", body, Timeouts.NONE)).text());
      assertEquals("Transfer-Encoding: chunked\r\n\r\nabcabcabc", got.get());
    }
  }

  @Test
  void anAnswerThatComesBeforeTheEndOfTheBodyEndsIt() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nhello");
              peer.awaitEnd();
            })) {
      RequestBody body = new RequestBody.Streamed(pieces(1_000_000, new byte[1000]));
      Sent sent =
          fixture.send(request(plain(server.port()), "POST", "/", body, Timeouts.NONE), true);
      assertEquals("hello", sent.await().text());
      assertTrue(sent.over.get(20, TimeUnit.SECONDS));
      assertEquals(0, fixture.client.idleConnections());
    }
  }

  @Test
  void aBodyThatFailsFailsTheRequest() throws Exception {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    Source failing =
        new Source() {
          @Override
          public StreamResult pull(Consumer<StreamResult> receiver) {
            return new StreamResult.Failed(BridgeException.plain("ERR_TEST", "a fault"));
          }

          @Override
          public void cancel() {}
        };
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.awaitEnd();
              ended.complete(true);
            })) {
      RequestBody body = new RequestBody.Streamed(failing);
      Reply reply = fixture.fetch(request(plain(server.port()), "POST", "/", body, Timeouts.NONE));
      assertEquals("ERR_TEST", reply.code());
      assertTrue(ended.get(20, TimeUnit.SECONDS));
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

  // Connections that have died.

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
      RequestBody body = new RequestBody.Streamed(pieces(1, bytes("abc")));
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
      RequestBody body = new RequestBody.Streamed(pieces(1, bytes("abc")));
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

  // Memory.

  @Test
  void aSlowReaderSlowsTheServer() throws Exception {
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Boolean> began = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
              byte[] piece = new byte[64 << 10];
              for (int i = 0; i < 15_000; i++) {
                peer.send(piece);
                if (sent.addAndGet(piece.length) > 1 << 18) {
                  began.complete(true);
                }
              }
            })) {
      Sent one = fixture.send(get(plain(server.port()), "/"), false);
      ClientResponse response = one.response.get(20, TimeUnit.SECONDS);
      began.get(20, TimeUnit.SECONDS);
      // Other requests go on meanwhile, and give the server time to fill what it can.
      try (RawServer other = answering(HELLO)) {
        for (int i = 0; i < 200; i++) {
          assertEquals("hello", fixture.get(other).text());
        }
      }
      assertTrue(sent.get() < 64 << 20, "the server has sent " + sent.get());
      assertEquals(0, fixture.counting.references(), "an unread response holds the loop");
      fixture.loop.run(() -> body(response).cancel());
      assertTrue(one.over.get(20, TimeUnit.SECONDS));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked"})
  void aServerThatGoesIsNoticedBeforeAnybodyReads(String framing) throws Exception {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n");
              peer.socket().shutdownOutput();
              peer.awaitEnd();
              ended.complete(true);
            })) {
      Sent sent = fixture.send(get(plain(server.port()), "/"), false);
      ClientResponse response = sent.response.get(20, TimeUnit.SECONDS);
      assertTrue(ended.get(20, TimeUnit.SECONDS), "the connection stands for nobody");
      fixture.settle();
      assertEquals(0, fixture.loop.call(() -> fixture.client.unread().count()));
      CompletableFuture<StreamResult> read = new CompletableFuture<>();
      fixture.loop.run(() -> read.complete(body(response).pull(read::complete)));
      StreamResult.Failed failed =
          assertInstanceOf(StreamResult.Failed.class, read.get(20, TimeUnit.SECONDS));
      assertEquals("ECONNRESET", failed.error().code());
    }
  }

  @Test
  void aForgottenResponseClosesItsConnection() throws Exception {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    CompletableFuture<Integer> status = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nhello");
              peer.awaitEnd();
              ended.complete(true);
            })) {
      fixture.loop.run(
          () ->
              fixture.client.send(
                  get(plain(server.port()), "/"),
                  new ResponseListener() {
                    @Override
                    public void onResponse(ClientResponse response) {
                      status.complete(response.status());
                    }

                    @Override
                    public void onError(BridgeException error) {
                      status.completeExceptionally(error);
                    }
                  }));
      assertEquals(200, status.get(20, TimeUnit.SECONDS));
      assertTrue(endsAfterCollections(ended), "the connection stands for nobody");
    }
  }

  /**
   * A collection that the machine makes for itself may find some meanwhile, and then fewer stand
   * than the collector is asked about: so as many more are forgotten as have to be found. Then
   * either so many have been, or more than a few stood at once.
   */
  @Test
  void manyForgottenResponsesAreFoundThoughTheHeapHasRoom() throws Exception {
    int found = UnreadBodies.FEW / 2;
    CountDownLatch ended = new CountDownLatch(found);
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nhello");
              peer.awaitEnd();
              ended.countDown();
            })) {
      for (int i = 0; i < UnreadBodies.FEW + found; i++) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        fixture.loop.run(
            () ->
                fixture.client.send(
                    get(plain(server.port()), "/"),
                    new ResponseListener() {
                      @Override
                      public void onResponse(ClientResponse response) {
                        status.complete(response.status());
                      }

                      @Override
                      public void onError(BridgeException error) {
                        status.completeExceptionally(error);
                      }
                    }));
        assertEquals(200, status.get(2, TimeUnit.MINUTES));
      }
      assertTrue(ended.await(2, TimeUnit.MINUTES), "the connections stand for nobody");
    }
  }

  /** {@link LeakGuard} finds what is lost. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAForgottenResponseHoldsIsGivenBackWithTheLoop(boolean isBegun) throws Exception {
    CompletableFuture<Boolean> told = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\nhello");
              told.get(20, TimeUnit.SECONDS);
              peer.send(new byte[9995]);
              peer.awaitEnd();
            })) {
      Sent sent = fixture.send(get(plain(server.port()), "/"), false);
      ClientResponse response = sent.response.get(20, TimeUnit.SECONDS);
      if (isBegun) {
        fixture.loop.run(() -> body(response).pull(_ -> {}));
      }
      told.complete(true);
    }
  }

  /** A collection may leave something over; many do not. */
  private static boolean endsAfterCollections(CompletableFuture<Boolean> ended) throws Exception {
    for (int i = 0; i < 200; i++) {
      System.gc();
      try {
        return ended.get(100, TimeUnit.MILLISECONDS);
      } catch (java.util.concurrent.TimeoutException notYet) {
        // Once more.
      }
    }
    return false;
  }

  @Test
  void aReaderThatWaitsIsNotForgotten() throws Exception {
    CompletableFuture<Boolean> goOn = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
              goOn.get(20, TimeUnit.SECONDS);
              peer.send("there");
            })) {
      CompletableFuture<String> text = new CompletableFuture<>();
      CompletableFuture<Boolean> began = new CompletableFuture<>();
      fixture.loop.run(
          () ->
              fixture.client.send(
                  get(plain(server.port()), "/"),
                  new ResponseListener() {
                    @Override
                    public void onResponse(ClientResponse response) {
                      Collector all = new Collector(-1);
                      Pipe.connect(body(response), all, (_, _) -> text.complete(all.text()));
                      began.complete(true);
                    }

                    @Override
                    public void onError(BridgeException error) {
                      text.completeExceptionally(error);
                    }
                  }));
      began.get(20, TimeUnit.SECONDS);
      System.gc();
      System.gc();
      fixture.settle();
      goOn.complete(true);
      assertEquals("hellothere", text.get(20, TimeUnit.SECONDS));
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
  void anAbortAmidTheUploadCancelsItsSource() throws Exception {
    CompletableFuture<Boolean> asked = new CompletableFuture<>();
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    Source silent =
        new Source() {
          @Override
          public StreamResult pull(Consumer<StreamResult> receiver) {
            return StreamResult.Pending.PENDING;
          }

          @Override
          public void cancel() {
            cancelled.complete(true);
          }
        };
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              asked.complete(true);
              peer.awaitEnd();
            })) {
      RequestBody body = new RequestBody.Streamed(silent);
      Sent sent =
          fixture.send(request(plain(server.port()), "POST", "/", body, Timeouts.NONE), true);
      asked.get(20, TimeUnit.SECONDS);
      fixture.loop.run(() -> sent.abort("why"));
      assertTrue(cancelled.get(20, TimeUnit.SECONDS));
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
  void anUploadThatGetsOnIsGivenMoreTime() throws Exception {
    int[] left = {30};
    Source slow =
        new Source() {
          @Override
          public StreamResult pull(Consumer<StreamResult> receiver) {
            var _ =
                fixture
                    .loop
                    .netty()
                    .schedule(
                        () ->
                            receiver.accept(
                                left[0]-- > 0
                                    ? new StreamResult.Owned(ByteBuffer.wrap(bytes("abc")), false)
                                    : StreamResult.Done.DONE),
                        20,
                        TimeUnit.MILLISECONDS);
            return StreamResult.Pending.PENDING;
          }

          @Override
          public void cancel() {}
        };
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.chunks();
              peer.send(HELLO);
            })) {
      Reply reply =
          fixture.fetch(
              request(
                  plain(server.port()),
                  "POST",
                  "/",
                  new RequestBody.Streamed(slow),
                  new Timeouts(0, 200, 0, 0)));
      assertEquals("hello", reply.text());
    }
  }

  @Test
  void theServerHasItsTimeFromTheEndOfTheBodyOn() throws Exception {
    Source late =
        new Source() {
          @Override
          public StreamResult pull(Consumer<StreamResult> receiver) {
            var _ =
                fixture
                    .loop
                    .netty()
                    .schedule(
                        () ->
                            receiver.accept(
                                new StreamResult.Owned(ByteBuffer.wrap(bytes("abc")), true)),
                        700,
                        TimeUnit.MILLISECONDS);
            return StreamResult.Pending.PENDING;
          }

          @Override
          public void cancel() {}
        };
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.head();
              peer.chunks();
              // The end of the client's first wait goes by meanwhile.
              fixture.loop.netty().schedule(() -> {}, 600, TimeUnit.MILLISECONDS).sync();
              peer.send(HELLO);
            })) {
      Reply reply =
          fixture.fetch(
              request(
                  plain(server.port()),
                  "POST",
                  "/",
                  new RequestBody.Streamed(late),
                  new Timeouts(0, 1000, 0, 0)));
      assertEquals("hello", reply.text());
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
