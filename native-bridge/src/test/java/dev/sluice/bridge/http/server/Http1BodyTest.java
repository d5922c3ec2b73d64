package dev.sluice.bridge.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.server.ServerFixture.Mailbox;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the bodies of requests come over HTTP/1.1: read early, late, or by nobody. */
class Http1BodyTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private ServerFixture fixture;

  @BeforeEach
  void listen() throws Exception {
    fixture = new ServerFixture(options -> options.maxRequestBodySize(2_000_000));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  /** Answers at once; where bodies arrive that are read nonetheless. */
  private Mailbox<String> answerEarly() {
    Mailbox<String> bodies = new Mailbox<>();
    fixture.handler(
        exchange -> {
          ServerFixture.read(exchange, bodies::put);
          ServerFixture.text(exchange, "early");
        });
    return bodies;
  }

  @Test
  void aBodyMayBeReadAfterTheResponse() throws Exception {
    Mailbox<String> bodies = answerEarly();
    RawClient client = fixture.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
    assertEquals("early", client.response().text());
    assertTrue(bodies.isEmpty());
    client.send("67890");
    assertEquals("1234567890", bodies.take());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1");
    assertEquals("1", bodies.take());
    assertEquals("early", client.response().text());
  }

  @ParameterizedTest
  @CsvSource({"HTTP/1.1, close", "HTTP/1.0, ''"})
  void aBodyMayBeReadAfterTheLastResponse(String version, String connection) throws Exception {
    Mailbox<String> bodies = answerEarly();
    for (String framing : new String[] {"Content-Length: 10", "Connection: " + connection}) {
      RawClient client = fixture.client();
      client.send("POST / " + version + "\r\nHost: a\r\nConnection: " + connection + "\r\n");
      client.send(framing + "\r\nX: y\r\n");
      boolean hasLength = framing.startsWith("Content");
      boolean isChunked = !hasLength && version.endsWith("1");
      if (isChunked) {
        client.send("Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n");
      } else {
        client.send((hasLength ? "" : "Content-Length: 10\r\n") + "\r\n12345");
      }
      RawClient.Response response = client.response();
      assertEquals("early", response.text());
      assertEquals("close", response.field("connection"));
      assertTrue(bodies.isEmpty());
      client.send(isChunked ? "5\r\n67890\r\n0\r\n\r\n" : "67890");
      assertEquals("1234567890", bodies.take());
      assertTrue(client.isAtEnd());
    }
  }

  @Test
  void aBodyMayBeReadAfterTheResponseOfAServerThatCloses() throws Exception {
    Mailbox<Exchange> exchanges = new Mailbox<>();
    Mailbox<String> bodies = new Mailbox<>();
    fixture.handler(
        exchange -> {
          ServerFixture.read(exchange, bodies::put);
          exchanges.put(exchange);
        });
    RawClient client = fixture.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
    Exchange exchange = exchanges.take();
    CompletableFuture<Boolean> closed = fixture.closeServer(false);
    fixture.loop.run(() -> ServerFixture.text(exchange, "early"));
    assertEquals("early", client.response().text());
    assertFalse(closed.isDone());
    client.send("67890");
    assertEquals("1234567890", bodies.take());
    assertTrue(client.isAtEnd());
    assertTrue(closed.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aBodyThatNeverComesBehindTheLastResponseIsWaitedForLikeAnyOther() throws Exception {
    Mailbox<String> bodies = answerEarly();
    RawClient client = fixture.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n1");
    assertEquals("early", client.response().text());
    fixture.seconds(8);
    assertTrue(bodies.isEmpty());
    fixture.seconds(3);
    assertEquals("ECONNRESET!", bodies.take());
    assertTrue(client.isAtEnd());
  }

  @Test
  void aBodyThatWasTakenAndIsNotReadHoldsTheNextRequestUpForAMomentOnly() throws Exception {
    Mailbox<Source> bodies = new Mailbox<>();
    fixture.handler(
        exchange -> {
          if (exchange.hasBody()) {
            bodies.put(exchange.body());
          }
          ServerFixture.text(exchange, exchange.target());
        });
    RawClient client = fixture.client();
    client.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n");
    assertEquals("/1", client.response().text());
    client.send(new byte[200_000]).send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    fixture.seconds(4);
    assertEquals("/2", client.response().text());
    Source body = bodies.take();
    StreamResult late = fixture.loop.call(() -> body.pull(_ -> {}));
    assertEquals("ERR_BODY_GONE", assertInstanceOf(StreamResult.Failed.class, late).error().code());
  }

  @Test
  void aBodyMayBeBegunWithSoonAfterTheResponseAndThenReadSlowly() throws Exception {
    Mailbox<Source> bodies = new Mailbox<>();
    fixture.handler(
        exchange -> {
          bodies.put(exchange.body());
          ServerFixture.text(exchange, "early");
        });
    RawClient client = fixture.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
    assertEquals("early", client.response().text());
    Source body = bodies.take();
    fixture.seconds(2);
    assertInstanceOf(StreamResult.Bytes.class, fixture.loop.call(() -> body.pull(_ -> {})));
    fixture.seconds(6);
    Mailbox<StreamResult> rest = new Mailbox<>();
    assertInstanceOf(StreamResult.Pending.class, fixture.loop.call(() -> body.pull(rest::put)));
    client.send("67890");
    assertInstanceOf(StreamResult.Bytes.class, rest.take());
  }

  @Test
  void aSmallBodyThatNobodyReadsIsPassedOver() throws Exception {
    RawClient client = fixture.client();
    String body = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n".repeat(5_000);
    client.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n");
    assertEquals("/1", client.response().text());
    client.send(body).send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    assertEquals("/2", client.response().text());
  }

  @Test
  void aLargeBodyThatNobodyReadsEndsTheConnectionButNotBeforeTheAnswerIsRead() throws Exception {
    for (String framing : new String[] {"Content-Length: 1900000", "Transfer-Encoding: chunked"}) {
      RawClient client = fixture.client();
      client.send("POST /1 HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n");
      for (int i = 0; i < 30; i++) {
        client.send("ea60\r\n" + "x".repeat(60_000) + "\r\n");
      }
      RawClient.Response response = client.response();
      assertEquals("/1", response.text());
      assertEquals(framing.startsWith("C") ? "close" : "", response.field("connection"));
      client.endOutput();
      assertTrue(client.isAtEnd());
    }
  }

  @Test
  void anAnnouncedBodyOverTheLimitIsRefusedWhileTheClientStillSends() throws Exception {
    fixture.handler(ServerFixture::echo);
    RawClient client = fixture.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000001\r\n\r\n");
    for (int i = 0; i < 20; i++) {
      client.send("x".repeat(100_000));
    }
    assertEquals(413, client.response().status());
    client.endOutput();
    assertTrue(client.isAtEnd());
  }

  /** What is dropped of it is bounded. */
  @Test
  void aClientThatNeverStopsSendingIsCut() throws Exception {
    RawClient client = fixture.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000000\r\n\r\n");
    byte[] piece = new byte[1 << 20];
    long sent = 0;
    try {
      while (sent < 1L << 30) {
        client.send(piece);
        sent += piece.length;
      }
    } catch (IOException e) {
      // As it should be.
    }
    assertTrue(sent < 512L << 20, sent + " bytes");
  }

  @Test
  void aBodyInChunksOverTheLimitIsRefusedWhenItPasses() throws Exception {
    Mailbox<String> bodies = new Mailbox<>();
    fixture.handler(exchange -> ServerFixture.read(exchange, bodies::put));
    RawClient client = fixture.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 21; i++) {
      client.send("186a0\r\n" + "x".repeat(100_000) + "\r\n");
    }
    assertEquals(413, client.response().status());
    assertEquals("ERR_BODY_TOO_LARGE!", bodies.take());
  }

  @Test
  void aMalformedChunkFailsTheBodyAndIsAnsweredIfNothingWasYet() throws Exception {
    Mailbox<String> bodies = new Mailbox<>();
    Mailbox<String> aborts = new Mailbox<>();
    Mailbox<Exchange> exchanges = new Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.onAbort(error -> aborts.put(error.code()));
          ServerFixture.read(exchange, bodies::put);
          exchanges.put(exchange);
        });
    RawClient client = fixture.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
    exchanges.take();
    client.send("x\r\n");
    assertEquals(400, client.response().status());
    assertEquals("ERR_HTTP_BAD_REQUEST!", bodies.take());
    assertEquals("ERR_HTTP_BAD_REQUEST", aborts.take());
  }

  @Test
  void aBodyThatNobodyPullsStaysInTheSocket() throws Exception {
    Mailbox<Exchange> exchanges = new Mailbox<>();
    fixture.handler(exchanges::put);
    RawClient client = fixture.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n");
    Exchange exchange = exchanges.take();
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              try {
                client.send(new byte[2_000_000]);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    fixture.handler(other -> ServerFixture.text(other, ""));
    for (int i = 0; i < 20; i++) {
      fixture.client().send(GET).response();
    }
    assertTrue(fixture.loop.call(() -> fixture.server.stats().bytesIn()) < 200_000);
    fixture.loop.run(
        () -> ServerFixture.read(exchange, t -> ServerFixture.text(exchange, "" + t.length())));
    assertEquals("2000000", client.response().text());
    writer.join();
  }

  @Test
  void aSmallBodyIsThereAtOnce() throws Exception {
    Mailbox<String> seen = new Mailbox<>();
    fixture.handler(
        exchange -> {
          Source body = exchange.body();
          seen.put(body.length() + " " + exchange.bodyLength());
          seen.put(
              switch (body.pull(_ -> {})) {
                case StreamResult.Owned(var bytes, var done) ->
                    ISO_8859_1.decode(bytes).toString() + done;
                case StreamResult other -> other.toString();
              });
          ServerFixture.text(exchange, "");
        });
    RawClient client = fixture.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc").response();
    assertEquals("3 3", seen.take());
    assertEquals("abctrue", seen.take());
    client.send(GET).response();
    assertEquals("0 0", seen.take());
    assertEquals("Done[]", seen.take());
  }

  @Test
  void aBodyCanBeTakenOnceAndNotAfterTheEnd() throws Exception {
    Mailbox<Exchange> exchanges = new Mailbox<>();
    fixture.handler(
        exchange -> {
          if (exchange.target().equals("/taken")) {
            exchange.body();
            assertThrows(IllegalStateException.class, exchange::body);
          }
          ServerFixture.text(exchange, "");
          exchanges.put(exchange);
        });
    RawClient client = fixture.client();
    client.send("POST /taken HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc").response();
    exchanges.take();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc").response();
    Exchange over = exchanges.take();
    fixture.loop.run(() -> assertThrows(BridgeException.class, over::body));
    assertEquals(List.of(), fixture.faults);
  }

  @Test
  void aTakenBodyCanBeReadAfterTheConnectionHasGone() throws Exception {
    Mailbox<Source> bodies = new Mailbox<>();
    Mailbox<Exchange> over = new Mailbox<>();
    fixture.handler(
        exchange -> {
          bodies.put(exchange.body());
          exchange.onDone(() -> over.put(exchange));
        });
    RawClient client = fixture.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    Source body = bodies.take();
    client.reset();
    over.take();
    fixture.loop.run(
        () -> assertTrue(body.pull(_ -> {}) instanceof StreamResult.Bytes some && some.done()));
  }

  @Test
  void aCutRequestFailsItsBody() throws Exception {
    Mailbox<String> bodies = new Mailbox<>();
    fixture.handler(exchange -> ServerFixture.read(exchange, bodies::put));
    RawClient client = fixture.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
    client.endOutput();
    assertEquals("ECONNRESET!", bodies.take());
  }

  @ParameterizedTest
  @CsvSource({"60000", "400000"})
  void aServerThatClosesAmidABodyThatNobodyReadsClosesBehindIt(int length) throws Exception {
    RawClient client = fixture.client();
    client.send("POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    assertEquals("/1", client.response().text());
    CompletableFuture<Boolean> closed = fixture.closeServer(false);
    try {
      client.send(Integer.toHexString(length) + "\r\n" + "x".repeat(length) + "\r\n0\r\n\r\n");
    } catch (IOException e) {
      // It may have closed before the last byte.
    }
    client.endOutput();
    assertTrue(closed.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aServerThatClosesAmidABodyEndsWithItAlsoIfTheClientKeepsTheConnection() throws Exception {
    fixture.loop.run(() -> fixture.server.idleTimeout(0));
    RawClient client = fixture.client();
    client.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
    assertEquals("/1", client.response().text());
    CompletableFuture<Boolean> closed = fixture.closeServer(false);
    assertFalse(closed.isDone());
    client.send("0123456789");
    assertTrue(client.isAtEnd());
    assertTrue(closed.get(10, TimeUnit.SECONDS));
  }
}
