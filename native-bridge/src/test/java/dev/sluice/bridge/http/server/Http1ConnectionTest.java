package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.OutboundBody;
import dev.sluice.bridge.http.server.ServerFixture.Mailbox;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How requests follow one another on a connection, and how it ends. */
class Http1ConnectionTest {
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

  @Test
  void pipelinedRequestsAreAnsweredInOrderOneAtATime() throws Exception {
    List<Exchange> waiting = new ArrayList<>();
    Mailbox<String> seen = new Mailbox<>();
    fixture.handler(
        exchange -> {
          waiting.add(exchange);
          seen.put(exchange.target());
        });
    RawClient client = fixture.client();
    client.send(
        "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
            + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
            + "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
    for (int i = 1; i <= 3; i++) {
      assertEquals("/" + i, seen.take());
      fixture.loop.run(
          () -> {
            assertEquals(1, waiting.size());
            Exchange exchange = waiting.removeFirst();
            ServerFixture.text(exchange, exchange.target());
          });
      assertEquals("/" + i, client.response().text());
    }
  }

  @Test
  void manyPipelinedRequestsThatAreAnsweredAtOnceAreAllAnswered() throws Exception {
    RawClient client = fixture.client();
    int count = 20_000;
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              try {
                client.send(GET.repeat(count));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    for (int i = 0; i < count; i++) {
      assertEquals("/", client.response().text());
    }
    writer.join();
  }

  @Test
  void pipelinedRequestsBehindOneInWorkStayInTheSocket() throws Exception {
    Mailbox<Exchange> exchanges = new Mailbox<>();
    fixture.handler(exchanges::put);
    RawClient client = fixture.client();
    client.send(GET);
    Exchange first = exchanges.take();
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              try {
                client.send(GET.repeat(200_000));
              } catch (IOException e) {
                // The connection is closed when the test is over.
              }
            });
    // What is read by the time that a few other requests have been answered is a buffer, no more.
    for (int i = 0; i < 20; i++) {
      RawClient other = fixture.client();
      other.send(GET);
      Exchange its = exchanges.take();
      fixture.loop.run(() -> ServerFixture.text(its, ""));
      other.response();
    }
    assertTrue(fixture.loop.call(() -> fixture.server.stats().bytesIn()) < 300_000);
    fixture.handler(exchange -> ServerFixture.text(exchange, "next"));
    fixture.loop.run(() -> ServerFixture.text(first, "first"));
    assertEquals("first", client.response().text());
    assertEquals("next", client.response().text());
    client.close();
    writer.join();
  }

  @Test
  void aClientThatDoesNotReadItsResponsesIsNotServedOn() throws Exception {
    String large = "x".repeat(60_000);
    int[] served = {0};
    fixture.handler(
        exchange -> {
          served[0] += exchange.target().equals("/") ? 1 : 0;
          ServerFixture.text(exchange, exchange.target().equals("/") ? large : "");
        });
    RawClient client = fixture.client();
    // From one that has sent much already, much is read at once.
    client.send("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 250000\r\n\r\n");
    client.send("x".repeat(250_000));
    client.response();
    client.send(GET.repeat(2_000));
    // It stops when the sockets' buffers are full, which are a few megabytes.
    RawClient other = fixture.client();
    int before = -1;
    int now = 0;
    while (now != before) {
      before = now;
      for (int i = 0; i < 20; i++) {
        other.send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").response();
      }
      now = fixture.loop.call(() -> served[0]);
    }
    assertTrue(now < 400, "served " + now);
    for (int i = 0; i < 2_000; i++) {
      assertEquals(60_000, client.response().body().length);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, '', false",
    "HTTP/1.1, close, true",
    "HTTP/1.1, 'x, Close', true",
    "HTTP/1.1, keep-alive, false",
    "HTTP/1.0, '', true",
    "HTTP/1.0, keep-alive, false",
    "HTTP/1.0, close, true",
  })
  void keepsTheConnectionAsTheClientAsks(String version, String connection, boolean closes)
      throws Exception {
    RawClient client = fixture.client();
    client.send("GET / " + version + "\r\nHost: a\r\nConnection: " + connection + "\r\n\r\n");
    RawClient.Response response = client.response();
    assertEquals("/", response.text());
    if (closes) {
      assertEquals("close", response.field("connection"));
      assertTrue(client.isAtEnd());
    } else {
      assertEquals(version.endsWith("0") ? "keep-alive" : "", response.field("connection"));
      assertEquals("/", client.send(GET).response().text());
    }
  }

  @Test
  void closesWhenTheHandlerAsks() throws Exception {
    fixture.handler(e -> e.respond(ResponseHead.of(200, "Connection", "close"), "x"));
    RawClient client = fixture.client();
    assertEquals("close", client.send(GET + GET).response().field("connection"));
    assertTrue(client.isAtEnd());
  }

  @Test
  void requestsBehindTheLastResponseTakeNothingOfItAway() throws Exception {
    int length = 3_000_000;
    fixture.handler(
        exchange -> {
          ResponseHead head = ResponseHead.of(200, "Connection", "close");
          exchange.respond(head, ByteBuffer.allocate(length));
        });
    RawClient client = fixture.client();
    // More than is read in one go: a close with bytes unread would be a reset.
    client.send(GET.repeat(6_000));
    RawClient.Response response = client.response();
    assertFalse(response.isCut());
    assertEquals(length, response.body().length);
    assertTrue(client.isAtEnd());
  }

  @Test
  void aClientThatGoesAwayIsNoticedWhileTheHandlerThinks() throws Exception {
    Mailbox<String> events = new Mailbox<>();
    Mailbox<Exchange> exchanges = new Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.onAbort(error -> events.put(error.code() + fixture.loop.inTask()));
          exchange.onDone(() -> events.put("done"));
          exchanges.put(exchange);
        });
    for (boolean resets : new boolean[] {false, true}) {
      RawClient client = fixture.client();
      client.send(GET);
      Exchange exchange = exchanges.take();
      if (resets) {
        client.reset();
      } else {
        client.close();
      }
      assertEquals("ECONNRESETtrue", events.take());
      assertEquals("done", events.take());
      fixture.loop.run(
          () -> {
            assertTrue(exchange.isOver());
            assertTrue(exchange.isAborted());
            assertFalse(exchange.isResponded() && exchange.status() != 0);
            // Its handler need not know.
            ServerFixture.text(exchange, "late");
          });
    }
    assertEquals(2.0, fixture.loop.call(() -> fixture.server.stats().aborted()));
  }

  @Test
  void whatAHandlerThrowsIsAnsweredWith500AndReported() throws Exception {
    fixture.handler(
        _ -> {
          throw new IllegalArgumentException("oh");
        });
    RawClient client = fixture.client();
    assertEquals(500, client.send(GET).response().status());
    assertEquals("oh", fixture.faults.getFirst().getMessage());
    fixture.handler(exchange -> ServerFixture.text(exchange, "fine"));
    assertEquals("fine", client.send(GET).response().text());
  }

  @Test
  void countsWhatItDoes() throws Exception {
    fixture.handler(ServerFixture::echo);
    RawClient client = fixture.client();
    String good = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    String bad = "GET / HTTP/1.1\r\n\r\n";
    client.send(good).response();
    client.send(bad).response();
    fixture.loop.run(
        () -> {
          ServerStats stats = fixture.server.stats();
          assertEquals(1, stats.requests());
          assertEquals(1, stats.refused());
          assertEquals(0, stats.pendingRequests());
          assertEquals(1, stats.staticResponses());
          assertEquals(1, stats.connections());
          assertEquals(good.length() + bad.length(), stats.bytesIn());
          assertTrue(stats.bytesOut() > 100);
        });
  }

  @Test
  void theAccessLogTellsOfEachExchange() throws Exception {
    Mailbox<String> log = new Mailbox<>();
    try (ServerFixture logged =
        new ServerFixture(
            options ->
                options.accessLog(
                    e ->
                        log.put(
                            e.method()
                                + e.status()
                                + (e.bytesSent() > 50)
                                + (e.nanoseconds() > 0)
                                + e.isAborted())))) {
      logged.client().send(GET).response();
      assertEquals("GET200truetruefalse", log.take());
    }
  }

  @Test
  void theLastAnswerIsNotCutWhileASlowClientTakesIt() throws Exception {
    Mailbox<String> ended = new Mailbox<>();
    int pieces = 200;
    fixture.handler(
        exchange -> {
          OutboundBody sink = exchange.respond(ResponseHead.of(200, "Connection", "close"), -1);
          sink.start(
              new Signal() {
                @Override
                public void start() {
                  // More than any socket's buffers take; a script may ignore that it is to wait.
                  for (int i = 0; i < pieces; i++) {
                    sink.write(new StreamResult.Owned(ByteBuffer.allocate(60_000), false));
                  }
                  sink.end();
                  ended.put("ended");
                }

                @Override
                public void ready() {}

                @Override
                public void close(@Nullable BridgeException error) {}
              });
        });
    RawClient client = fixture.client();
    client.send(GET);
    ended.take();
    fixture.seconds(7);
    RawClient.Response response = client.response();
    assertFalse(response.isCut());
    assertEquals(pieces * 60_000, response.body().length);
    assertTrue(client.isAtEnd());
  }

  @Test
  void aClientThatTakesNothingOfTheLastAnswerIsCut() throws Exception {
    fixture.handler(
        exchange ->
            exchange.respond(
                ResponseHead.of(200, "Connection", "close"), ByteBuffer.allocate(20_000_000)));
    RawClient client = fixture.client();
    client.send(GET);
    while (fixture.loop.call(() -> fixture.server.stats().requests()) < 1) {
      Thread.onSpinWait();
    }
    fixture.seconds(122);
    assertTrue(client.response().isCut());
  }
}
