package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.OutboundBody;
import dev.sluice.bridge.http.server.ServerFixture.Mailbox;
import dev.sluice.bridge.stream.Feeder;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How responses are framed, and what becomes of those that cannot be completed. */
class Http1ResponseTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";

  private ServerFixture fixture;

  @BeforeEach
  void listen() throws Exception {
    fixture = new ServerFixture();
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private static StreamResult.Bytes text(String text) {
    return new StreamResult.Owned(ServerFixture.bytes(text), false);
  }

  @Test
  void headAndBodyOfASmallResponse() throws Exception {
    fixture.handler(
        exchange ->
            exchange.respond(
                new ResponseHead(
                    201,
                    "",
                    HeaderFields.of(
                        "X-A",
                        "1",
                        "x-a",
                        "2",
                        "Content-Length",
                        "99",
                        "Connection",
                        "x",
                        "Transfer-Encoding",
                        "gzip",
                        "X-Latin",
                        "\u00e4")),
                "gr\u00fc\u00df"));
    RawClient client = fixture.client();
    RawClient.Response response = client.send(GET).response();
    assertEquals("HTTP/1.1 201 Created", response.statusLine());
    assertEquals("1|2", response.field("x-a"));
    assertEquals("6", response.field("content-length"));
    assertEquals("", response.field("connection"));
    assertEquals("", response.field("transfer-encoding"));
    assertEquals("\u00e4", response.field("x-latin"));
    assertTrue(
        response.field("date").matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT"));
    assertEquals("gr\u00fc\u00df", new String(response.body(), StandardCharsets.UTF_8));
  }

  @Test
  void theHandlersOwnDateAndReasonAreKept() throws Exception {
    fixture.handler(
        exchange ->
            exchange.respond(
                new ResponseHead(299, "Fine Enough", HeaderFields.of("date", "now")), "x"));
    RawClient.Response response = fixture.client().send(GET).response();
    assertEquals("HTTP/1.1 299 Fine Enough", response.statusLine());
    assertEquals("now", response.field("date"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 299, 418, 599, 600, 999})
  void anyStatusHasALine(int status) throws Exception {
    fixture.handler(exchange -> exchange.respond(ResponseHead.of(status), "x"));
    assertEquals(status, fixture.client().send(GET).response().status());
  }

  @ParameterizedTest
  @CsvSource({
    "'X', 'a\r\nSet-Cookie: b'",
    "'X', 'a\nb'",
    "'X', 'a\rb'",
    "'X', 'a\0b'",
    "'X', 'a\u0100'",
    "'X Y', 'a'",
    "'X:', 'a'",
    "'', 'a'",
    "'X\r\n', 'a'",
    "'\u00e4', 'a'",
  })
  void whatWouldBreakTheHeadIsRefusedAndTheExchangeStaysUnanswered(String name, String value)
      throws Exception {
    fixture.handler(
        exchange -> {
          ResponseHead bad = ResponseHead.of(200, name, value);
          assertThrows(BridgeException.class, () -> exchange.respond(bad, "x"));
          assertThrows(BridgeException.class, () -> exchange.respond(bad, -1));
          assertThrows(
              BridgeException.class, () -> exchange.respond(bad, BytesStore.of("x"), 0, -1));
          assertThrows(
              BridgeException.class,
              () -> exchange.respond(new ResponseHead(200, "a\r\nb", new HeaderFields()), "x"));
          assertFalse(exchange.isResponded());
          exchange.respond(ResponseHead.of(500), "refused");
        });
    assertEquals("refused", fixture.client().send(GET).response().text());
    assertTrue(fixture.faults.isEmpty());
  }

  @Test
  void isAnsweredOnce() throws Exception {
    fixture.handler(
        exchange -> {
          exchange.respond(ResponseHead.of(200), "1");
          assertThrows(
              IllegalStateException.class, () -> exchange.respond(ResponseHead.of(200), "2"));
          assertThrows(
              IllegalStateException.class, () -> exchange.respond(ResponseHead.of(200), -1));
        });
    RawClient client = fixture.client();
    assertEquals("1", client.send(GET).response().text());
    assertEquals("1", client.send(GET).response().text());
    assertTrue(fixture.faults.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void someStatusesHaveNoBody(int status) throws Exception {
    fixture.handler(
        exchange -> {
          if (exchange.target().equals("/sink")) {
            OutboundBody sink = exchange.respond(ResponseHead.of(status), -1);
            sink.start(new Feeder());
            sink.write(text("never"));
            sink.end();
          } else {
            exchange.respond(ResponseHead.of(status), "never");
          }
        });
    RawClient client = fixture.client();
    for (String target : new String[] {"/", "/sink", "/"}) {
      RawClient.Response response =
          client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").response();
      assertEquals(status, response.status());
      assertNull(response.fields().get("content-length"));
      assertNull(response.fields().get("transfer-encoding"));
    }
  }

  @Test
  void headHasTheHeadOfGetAndNoBody() throws Exception {
    RawClient client = fixture.client();
    fixture.handler(exchange -> ServerFixture.text(exchange, "hello"));
    assertEquals("5", client.send(HEAD).response(true).field("content-length"));
    // The handler may know better what GET would give.
    fixture.handler(exchange -> exchange.respond(ResponseHead.of(200, "Content-Length", "77"), ""));
    assertEquals("77", client.send(HEAD).response(true).field("content-length"));
    assertEquals("0", client.send(GET).response().field("content-length"));
    // A stream: nothing of it is sent, and whoever feeds it may stop.
    Feeder feeder = new Feeder();
    fixture.handler(
        exchange -> {
          OutboundBody sink = exchange.respond(ResponseHead.of(200), -1);
          sink.start(feeder);
          sink.write(text("never"));
          sink.flush();
          assertEquals(Sink.Flow.CLOSED, sink.write(text("never")));
        });
    RawClient.Response stream = client.send(HEAD).response(true);
    assertEquals("", stream.field("content-length"));
    assertEquals("close", feeder.take());
    fixture.handler(exchange -> ServerFixture.text(exchange, "next"));
    assertEquals("next", client.send(GET).response().text());
  }

  @Test
  void aBodyWrittenAtOnceIsFramedByItsLength() throws Exception {
    Feeder feeder = new Feeder();
    fixture.handler(
        exchange -> {
          OutboundBody sink = exchange.respond(ResponseHead.of(200), -1);
          sink.start(feeder);
          sink.write(text("hel"));
          sink.write(text("lo"));
          sink.end();
        });
    RawClient.Response response = fixture.client().send(GET).response();
    assertEquals("5", response.field("content-length"));
    assertEquals("hello", response.text());
    assertEquals("close", feeder.take());
  }

  @Test
  void aBodyWrittenInTurnsIsChunkedAndLeavesAtOnce() throws Exception {
    Mailbox<OutboundBody> sinks = new Mailbox<>();
    fixture.handler(
        exchange -> {
          OutboundBody sink = exchange.respond(ResponseHead.of(200), -1);
          sink.start(new Feeder());
          sink.write(text("first"));
          sinks.put(sink);
        });
    RawClient client = fixture.client();
    client.send(GET);
    while (!client.line().isEmpty()) {}
    assertEquals("5", client.line());
    assertEquals("first", client.line());
    OutboundBody sink = sinks.take();
    fixture.loop.run(() -> sink.write(text("second")));
    assertEquals("6", client.line());
    assertEquals("second", client.line());
    fixture.loop.run(sink::end);
    assertEquals("0", client.line());
    assertEquals("", client.line());
    fixture.handler(exchange -> ServerFixture.text(exchange, "next"));
    assertEquals("next", client.send(GET).response().text());
  }

  @Test
  void aStreamOfKnownLengthHasIt() throws Exception {
    fixture.handler(
        exchange -> {
          OutboundBody sink =
              exchange.target().equals("/field")
                  ? exchange.respond(ResponseHead.of(200, "content-length", "5"), -1)
                  : exchange.respond(ResponseHead.of(200), 5);
          sink.start(new Feeder());
          sink.write(text("hel"));
          sink.flush();
          fixture.loop.post(
              () -> {
                sink.write(text("lo"));
                sink.end();
              });
        });
    RawClient client = fixture.client();
    for (String target : new String[] {"/", "/field"}) {
      client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
      RawClient.Response response = client.response();
      assertEquals("5", response.field("content-length"));
      assertEquals("hello", response.text());
    }
  }

  @ParameterizedTest
  @CsvSource({"3, abcd", "5, abcd"})
  void anotherLengthThanAnnouncedCutsTheConnection(int length, String body) throws Exception {
    Feeder feeder = new Feeder();
    fixture.handler(
        exchange -> {
          OutboundBody sink = exchange.respond(ResponseHead.of(200), length);
          sink.start(feeder);
          sink.write(text(body.substring(0, 2)));
          sink.flush();
          sink.write(text(body.substring(2)));
          sink.end();
        });
    assertTrue(fixture.client().send(GET).response().isCut());
    assertEquals("close ERR_HTTP_CONTENT_LENGTH_MISMATCH", feeder.take());
  }

  /** RFC 9110 §7.6.1: such as of a response that came over another connection and is passed on. */
  @Test
  void whatHoldsOfAnotherConnectionIsNotSaidOfThisOne() throws Exception {
    HeaderFields fields = new HeaderFields();
    for (String name : List.of("Keep-Alive", "TE", "Trailer", "Proxy-Connection", "Upgrade")) {
      fields.add(name, "x").add("X-" + name, "y");
    }
    fixture.handler(exchange -> exchange.respond(new ResponseHead(200, "", fields), "a"));
    RawClient client = fixture.client();
    RawClient.Response response = client.send(GET).response();
    assertEquals(
        Set.of(
            "x-keep-alive",
            "x-te",
            "x-trailer",
            "x-proxy-connection",
            "x-upgrade",
            "date",
            "content-length"),
        response.fields().keySet());
    fixture.handler(exchange -> exchange.respond(new ResponseHead(426, "", fields), "a"));
    assertEquals("x", client.send(GET).response().field("upgrade"));
  }

  @Test
  void http10HasNoChunksAndEndsWithTheConnection() throws Exception {
    fixture.handler(
        exchange -> {
          OutboundBody sink = exchange.respond(ResponseHead.of(200), -1);
          sink.start(new Feeder());
          sink.write(text("hel"));
          sink.flush();
          fixture.loop.post(
              () -> {
                sink.write(text("lo"));
                sink.end();
              });
        });
    RawClient client = fixture.client();
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    RawClient.Response response = client.response();
    assertEquals("close", response.field("connection"));
    assertNull(response.fields().get("transfer-encoding"));
    assertEquals("hello", response.text());
    assertTrue(client.isAtEnd());
  }

  @Test
  void anErrorBeforeTheFirstByteCanStillBeAnswered() throws Exception {
    Mailbox<Boolean> answered = new Mailbox<>();
    fixture.handler(
        exchange -> {
          OutboundBody sink = exchange.respond(ResponseHead.of(200, "X-First", "1"), -1);
          sink.start(new Feeder());
          sink.write(text("half of it"));
          answered.put(exchange.isResponded());
          sink.abort(BridgeException.plain("ERR_TEST", "oh"));
          answered.put(exchange.isResponded());
          exchange.respond(ResponseHead.of(500), "sorry");
        });
    RawClient client = fixture.client();
    RawClient.Response response = client.send(GET).response();
    assertEquals(500, response.status());
    assertEquals("sorry", response.text());
    assertEquals("", response.field("x-first"));
    assertTrue(answered.take());
    assertFalse(answered.take());
    fixture.handler(exchange -> ServerFixture.text(exchange, "next"));
    assertEquals("next", client.send(GET).response().text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
  void anErrorAfterTheFirstByteCutsTheConnection(String version) throws Exception {
    Mailbox<String> events = new Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.onDone(() -> events.put("done"));
          OutboundBody sink = exchange.respond(ResponseHead.of(200), -1);
          sink.start(new Feeder());
          sink.write(text("half of it"));
          sink.flush();
          fixture.loop.post(() -> sink.abort(BridgeException.plain("ERR_TEST", "oh")));
        });
    RawClient client = fixture.client();
    client.send("GET / " + version + "\r\nHost: a\r\n\r\n");
    if (version.endsWith("1")) {
      RawClient.Response response = client.response();
      assertEquals("half of it", response.text());
      assertTrue(response.isCut());
    } else {
      // Nothing but a reset tells that this is no end.
      InputStream in = client.socket().getInputStream();
      assertThrows(IOException.class, in::readAllBytes);
    }
    assertEquals("done", events.take());
  }

  @Test
  void aClientThatGoesAwayClosesTheSink() throws Exception {
    Feeder feeder = new Feeder();
    Mailbox<String> events = new Mailbox<>();
    Mailbox<OutboundBody> sinks = new Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.onAbort(error -> events.put(error.code()));
          OutboundBody sink = exchange.respond(ResponseHead.of(200), -1);
          sink.start(feeder);
          sink.write(text("x"));
          sink.flush();
          sinks.put(sink);
        });
    RawClient client = fixture.client();
    client.send(GET);
    client.line();
    client.close();
    assertEquals("ECONNRESET", events.take());
    assertEquals("close ECONNRESET", feeder.take());
    OutboundBody sink = sinks.take();
    fixture.loop.run(() -> assertEquals(Sink.Flow.CLOSED, sink.write(text("y"))));
    assertTrue(events.isEmpty());
    assertFalse(feeder.isTold());
  }

  @Test
  void aClientThatDoesNotReadMakesTheSourceWait() throws Exception {
    long size = 200_000_000;
    long[] pulled = {0};
    byte[] piece = new byte[100_000];
    Mailbox<String> ends = new Mailbox<>();
    fixture.handler(
        exchange ->
            Pipe.connect(
                new Source() {
                  @Override
                  public StreamResult pull(Consumer<StreamResult> receiver) {
                    pulled[0] += piece.length;
                    return new StreamResult.Temporary(ByteBuffer.wrap(piece), pulled[0] == size);
                  }

                  @Override
                  public void cancel() {}
                },
                exchange.respond(ResponseHead.of(200), size),
                (error, bytes) -> ends.put(bytes + (error == null ? "" : error.code()))));
    RawClient client = fixture.client();
    client.send(GET);
    long before = -1;
    long now = 0;
    while (now != before || now == 0) {
      before = now;
      for (int i = 0; i < 100; i++) {
        now = fixture.loop.call(() -> pulled[0]);
      }
    }
    assertTrue(now < 20_000_000, "pulled " + now);
    assertTrue(fixture.loop.call(() -> fixture.server.stats().backPressureWaits()) > 0);
    assertEquals(size, client.response().body().length);
    assertEquals("" + size, ends.take());
  }

  @Test
  void abortCutsAndTellsNobodyButThoseWhoWaitForTheEnd() throws Exception {
    Mailbox<String> events = new Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.onAbort(error -> events.put("abort"));
          exchange.onDone(() -> events.put("done"));
          exchange.abort(null);
          exchange.abort(null);
        });
    RawClient client = fixture.client();
    client.send(GET);
    assertTrue(client.isAtEnd());
    assertEquals("done", events.take());
    assertTrue(events.isEmpty());
  }

  @Test
  void reasonPhrasesAreThoseOfOtherRuntimes() {
    assertEquals("OK", HeadEncoder.reason(200));
    assertEquals("Payload Too Large", HeadEncoder.reason(413));
    assertEquals("URI Too Long", HeadEncoder.reason(414));
    assertEquals("Range Not Satisfiable", HeadEncoder.reason(416));
    assertEquals("I'm a Teapot", HeadEncoder.reason(418));
    assertEquals("Too Early", HeadEncoder.reason(425));
    assertEquals("Unavailable For Legal Reasons", HeadEncoder.reason(451));
    assertEquals("", HeadEncoder.reason(299));
  }
}
