package dev.sluice.bridge.http.server;

import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_HEADERS;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.GOAWAY;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.PING;
import static dev.sluice.bridge.http.Http2Frames.PREFACE;
import static dev.sluice.bridge.http.Http2Frames.PROTOCOL_ERROR;
import static dev.sluice.bridge.http.Http2Frames.RST_STREAM;
import static dev.sluice.bridge.http.Http2Frames.SETTINGS;
import static dev.sluice.bridge.http.Http2Frames.WINDOW_UPDATE;
import static dev.sluice.bridge.http.Http2Frames.number;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.Http2Frames.Frame;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http2ConnectionTest {
  private ServerFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture =
        new ServerFixture(
            options -> options.protocol(ProtocolChoice.CLEAR).maxRequestBodySize(64 << 20));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private RawHttp2 connect() throws IOException {
    return new RawHttp2(fixture.client()).begin();
  }

  private int open() throws Exception {
    return fixture.loop.call(() -> fixture.server.stats().openConnections());
  }

  // Which protocol it is.

  @Test
  void aClientThatKnowsMaySpeakHttp2AtOnce() throws Exception {
    fixture.handler(exchange -> ServerFixture.text(exchange, exchange.protocol()));
    assertEquals("200 HTTP/2", connect().head(1, true, "GET", "/").response(1));
    assertEquals(1, open());
    assertEquals(1.0, fixture.loop.call(() -> fixture.server.stats().connections()));
  }

  @Test
  void othersSpeakHttp1OnTheSamePort() throws Exception {
    fixture.handler(exchange -> ServerFixture.text(exchange, exchange.protocol()));
    for (String method : List.of("GET", "POST", "PRI", "PRI*", "PUT", "P")) {
      assertEquals(
          "HTTP/1.1",
          fixture.client().send(method + " /a HTTP/1.1\r\nHost: a\r\n\r\n").response().text());
    }
    assertEquals(6, open());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 14, 18, 23})
  void aPrefaceMayComeInPieces(int first) throws Exception {
    RawHttp2 http2 = new RawHttp2(fixture.client());
    byte[] preface = PREFACE.getBytes(ISO_8859_1);
    for (int at = 0; at < preface.length; at += first) {
      http2.raw(Arrays.copyOfRange(preface, at, Math.min(at + first, preface.length)));
    }
    assertEquals("200 /a", http2.send(SETTINGS, 0, 0).head(1, true, "GET", "/a").response(1));
  }

  @Test
  void whatOnlyBeginsLikeAPrefaceIsRefusedAsHttp1() throws Exception {
    assertEquals(
        505, fixture.client().send("PRI * HTTP/2.0\r\nHost: a\r\n\r\n").response().status());
  }

  @Test
  void anUpgradeToHttp2IsPassedOver() throws Exception {
    RawClient client = fixture.client();
    client.send(
        "GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
            + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
    assertEquals(200, client.response().status());
    assertEquals(200, client.send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n").response().status());
  }

  @Test
  void aSilentConnectionIsClosedInTime() throws Exception {
    RawClient silent = fixture.client();
    RawClient half = fixture.client().send("PRI * HT");
    assertEquals(
        200, fixture.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response().status());
    fixture.seconds(11);
    assertTrue(silent.isAtEnd());
    assertTrue(half.isAtEnd());
  }

  @Test
  void anIdleConnectionIsToldAndClosed() throws Exception {
    RawHttp2 http2 = connect();
    assertEquals("200 /", http2.head(1, true, "GET", "/").response(1));
    // The stream is gone when this is answered.
    http2.send(PING, 0, 0, new byte[8]).next(PING);
    fixture.seconds(11);
    Frame away = http2.next(GOAWAY);
    assertEquals(1, away.number(0));
    assertEquals(0, away.number(4));
    assertNull(http2.next());
  }

  // Requests and responses.

  @Test
  void requestsAreAnsweredSideBySide() throws Exception {
    List<Exchange> waiting = new ArrayList<>();
    fixture.handler(
        exchange -> {
          waiting.add(exchange);
          if (waiting.size() == 3) {
            // In another order than they came in.
            for (int i = 2; i >= 0; i--) {
              ServerFixture.text(waiting.get(i), waiting.get(i).target());
            }
          }
        });
    RawHttp2 http2 = connect();
    http2.head(1, true, "GET", "/a").head(3, true, "GET", "/b").head(5, true, "GET", "/c");
    assertEquals("200 /c", http2.response(5));
    assertEquals("200 /b", http2.response(3));
    assertEquals("200 /a", http2.response(1));
  }

  @Test
  void aBodyMayHaveALengthOrNotAndTrailers() throws Exception {
    fixture.handler(ServerFixture::echo);
    RawHttp2 http2 = connect();
    http2.head(1, false, "POST", "/", "content-length", "4");
    http2
        .send(DATA, 0, 1, (byte) 'a', (byte) 'b')
        .send(DATA, END_STREAM, 1, (byte) 'c', (byte) 'd');
    assertEquals("200 abcd", http2.response(1));
    http2.head(3, false, "POST", "/").send(DATA, 0, 3, (byte) 'x');
    http2.send(
        HEADERS, END_HEADERS | END_STREAM, 3, (byte) 0, (byte) 1, (byte) 'n', (byte) 1, (byte) 'v');
    assertEquals("200 x", http2.response(3));
    http2.head(5, false, "POST", "/").send(DATA, END_STREAM, 5);
    assertEquals("200 ", http2.response(5));
  }

  @Test
  void aBodyOfAnotherLengthThanAnnouncedIsAFault() throws Exception {
    fixture.handler(ServerFixture::echo);
    RawHttp2 http2 = connect();
    http2.head(1, false, "POST", "/", "content-length", "4").send(DATA, END_STREAM, 1, (byte) 'a');
    String answer = http2.response(1);
    assertTrue(answer.endsWith("(reset " + PROTOCOL_ERROR + ")"), answer);
    http2.head(3, true, "GET", "/");
    assertEquals("200 ", http2.response(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\0", " a", "a\u007f"})
  void aFieldThatWouldBeTwoInHttp1IsRefused(String value) throws Exception {
    fixture.handler(exchange -> ServerFixture.text(exchange, "taken"));
    RawHttp2 http2 = connect();
    http2.head(1, true, "GET", "/", "x", value);
    String answer = http2.response(1);
    assertFalse(answer.contains("taken"), answer);
    assertEquals("200 taken", http2.head(3, true, "GET", "/").response(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"connection", "transfer-encoding", "upgrade", "keep-alive", "host", "te"})
  void fieldsOfHttp1AreRefused(String name) throws Exception {
    fixture.handler(exchange -> ServerFixture.text(exchange, "taken"));
    RawHttp2 http2 = connect();
    http2.head(1, true, "GET", "/", name, "chunked");
    String answer = http2.response(1);
    assertFalse(answer.contains("taken"), answer);
  }

  // Back-pressure.

  @Test
  void aBodyThatNobodyReadsStopsAtItsWindow() throws Exception {
    ServerFixture.Mailbox<Source> bodies = new ServerFixture.Mailbox<>();
    fixture.handler(exchange -> bodies.put(exchange.body()));
    RawHttp2 http2 = connect();
    http2.head(1, false, "POST", "/");
    assertEquals(Http2Connection.STREAM_WINDOW, initialWindow(http2));
    byte[] some = new byte[16 << 10];
    int pieces = Http2Connection.STREAM_WINDOW / some.length;
    for (int i = 0; i < pieces; i++) {
      http2.send(DATA, 0, 1, some);
    }
    http2.send(PING, 0, 0, new byte[8]);
    for (Frame frame = http2.frame(); frame.type() != PING; frame = http2.frame()) {
      assertFalse(frame.type() == WINDOW_UPDATE && frame.stream() == 1, "room for what is unread");
    }
    // Reading makes room, and only as much as was read.
    Source body = bodies.take();
    CompletableFuture<Integer> read = new CompletableFuture<>();
    fixture.loop.run(() -> take(body, Http2Connection.STREAM_WINDOW / 2 + 1, 0, read));
    int count = read.get(20, TimeUnit.SECONDS);
    Frame room = http2.next(WINDOW_UPDATE);
    while (room.stream() != 1) {
      room = http2.next(WINDOW_UPDATE);
    }
    assertTrue(room.number(0) <= count + some.length, room.number(0) + " for " + count);
    fixture.loop.run(body::cancel);
  }

  /** Reads at least {@code least} bytes. */
  private static void take(Source body, int least, int before, CompletableFuture<Integer> done) {
    int count = before;
    while (count < least) {
      int soFar = count;
      StreamResult result = body.pull(later -> take(body, least, soFar + length(later), done));
      if (result instanceof StreamResult.Pending) {
        return;
      }
      count += length(result);
    }
    done.complete(count);
  }

  private static int length(StreamResult result) {
    return result instanceof StreamResult.Bytes bytes ? bytes.bytes().remaining() : 1 << 30;
  }

  private static int initialWindow(RawHttp2 http2) throws IOException {
    ByteBuffer settings = ByteBuffer.wrap(http2.next(SETTINGS).payload());
    while (settings.hasRemaining()) {
      int id = settings.getShort();
      int value = settings.getInt();
      if (id == 4) {
        return value;
      }
    }
    return 65_535;
  }

  @Test
  void allBodiesOfAConnectionTogetherHaveAWindow() throws Exception {
    RawHttp2 http2 = connect();
    http2.send(PING, 0, 0, new byte[8]);
    int window = 65_535;
    for (Frame frame = http2.frame(); frame.type() != PING; frame = http2.frame()) {
      window += frame.type() == WINDOW_UPDATE && frame.stream() == 0 ? frame.number(0) : 0;
    }
    assertEquals(Http2Connection.CONNECTION_WINDOW, window);
  }

  @Test
  void aResponseWaitsForTheClientsWindow() throws Exception {
    int total = 4 << 20;
    ServerFixture.Mailbox<String> events = new ServerFixture.Mailbox<>();
    int[] written = {0};
    fixture.handler(
        exchange -> {
          Sink sink = exchange.respond(ResponseHead.of(200), -1);
          sink.start(
              new Signal() {
                @Override
                public void start() {
                  ready();
                }

                @Override
                public void ready() {
                  while (written[0] < total) {
                    written[0] += 8192;
                    ByteBuffer bytes = ByteBuffer.allocate(8192);
                    if (sink.write(new StreamResult.Owned(bytes, false)) == Sink.Flow.WAIT) {
                      events.put("wait");
                      return;
                    }
                  }
                  sink.end();
                }

                @Override
                public void close(@Nullable BridgeException error) {
                  events.put(error == null ? "end" : error.code());
                }
              });
        });
    RawHttp2 http2 = connect().head(1, true, "GET", "/");
    assertEquals("wait", events.take());
    int before = fixture.loop.call(() -> written[0]);
    assertTrue(before < 512 << 10, before + " bytes for a window of 64 KB");
    int got = 0;
    for (Frame frame = http2.frame(); ; frame = http2.frame()) {
      if (frame.type() == DATA) {
        got += frame.payload().length;
        if (frame.isEnd()) {
          break;
        }
        if (frame.payload().length > 0) {
          http2.send(WINDOW_UPDATE, 0, 0, number(frame.payload().length));
          http2.send(WINDOW_UPDATE, 0, 1, number(frame.payload().length));
        }
      }
    }
    assertEquals(total, got);
  }

  @Test
  void aClientThatResetsAStreamIsNoticed() throws Exception {
    ServerFixture.Mailbox<String> events = new ServerFixture.Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.onAbort(error -> events.put(error.code()));
          events.put(exchange.target());
        });
    RawHttp2 http2 = connect().head(1, true, "GET", "/a");
    assertEquals("/a", events.take());
    http2.send(RST_STREAM, 0, 1, number(8));
    assertEquals("ECONNRESET", events.take());
    // Also with a body that nobody reads.
    http2.head(3, false, "POST", "/b").send(DATA, 0, 3, new byte[1000]);
    assertEquals("/b", events.take());
    http2.send(RST_STREAM, 0, 3, number(8));
    assertEquals("ECONNRESET", events.take());
    http2.client().reset();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatGoesIsNoticedAlsoBehindABodyThatNobodyReads(boolean connection) throws Exception {
    ServerFixture.Mailbox<String> events = new ServerFixture.Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.body();
          exchange.onAbort(error -> events.put(error.code()));
          events.put(exchange.target());
        });
    RawHttp2 http2 = connect().head(1, false, "POST", "/a");
    assertEquals("/a", events.take());
    for (int i = 0; i < 10; i++) {
      http2.send(DATA, 0, 1, new byte[1000]);
    }
    http2.send(PING, 0, 0, new byte[8]).next(PING);
    if (connection) {
      http2.close();
    } else {
      http2.send(RST_STREAM, 0, 1, number(8));
    }
    assertEquals("ECONNRESET", events.take());
  }

  @Test
  void aClientThatGoesAbortsAllItsExchanges() throws Exception {
    ServerFixture.Mailbox<String> events = new ServerFixture.Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.onAbort(error -> events.put(error.code()));
          events.put(exchange.target());
        });
    RawHttp2 http2 = connect().head(1, true, "GET", "/a").head(3, true, "GET", "/b");
    events.take();
    events.take();
    http2.close();
    assertEquals("ECONNRESET", events.take());
    assertEquals("ECONNRESET", events.take());
  }

  // The end.

  @Test
  void aServerThatClosesLetsStreamsEndAndTakesNoMore() throws Exception {
    ServerFixture.Mailbox<Exchange> running = new ServerFixture.Mailbox<>();
    fixture.handler(running::put);
    RawHttp2 http2 = connect().head(1, true, "GET", "/a");
    Exchange exchange = running.take();
    CompletableFuture<Boolean> closed = fixture.closeServer(false);
    Frame away = http2.next(GOAWAY);
    assertEquals(1, away.number(0));
    http2.head(3, true, "GET", "/late");
    http2.send(PING, 0, 0, new byte[8]);
    fixture.loop.run(() -> ServerFixture.text(exchange, "done"));
    assertEquals("200 done", http2.response(1));
    for (Frame frame = http2.next(); frame != null; frame = http2.next()) {
      assertFalse(frame.type() == HEADERS, "an answer to what came too late");
    }
    http2.close();
    assertTrue(closed.get(20, TimeUnit.SECONDS));
    assertTrue(running.isEmpty());
  }

  /** A server that closes with something unread resets the connection. */
  @Test
  void whatAClientStillSendsTakesTheLastAnswerFromNobody() throws Exception {
    ServerFixture.Mailbox<Exchange> running = new ServerFixture.Mailbox<>();
    fixture.handler(running::put);
    RawHttp2 http2 = connect().head(1, true, "GET", "/a");
    Exchange exchange = running.take();
    CompletableFuture<Boolean> closed = fixture.closeServer(false);
    fixture.loop.call(
        () -> {
          http2.send(PING, 0, 0, new byte[8]);
          ServerFixture.text(exchange, "done");
          return true;
        });
    assertEquals("200 done", http2.response(1));
    http2.expectEnd();
    http2.close();
    assertTrue(closed.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aServerThatClosesAtOnceCutsStreams() throws Exception {
    ServerFixture.Mailbox<String> events = new ServerFixture.Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.onAbort(error -> events.put(error.code()));
          events.put("there");
        });
    RawHttp2 http2 = connect().head(1, true, "GET", "/a");
    assertEquals("there", events.take());
    assertTrue(fixture.closeServer(true).get(20, TimeUnit.SECONDS));
    assertEquals("ECONNABORTED", events.take());
    for (Frame frame = http2.next(); frame != null; frame = http2.next()) {
      assertFalse(frame.type() == HEADERS || frame.isEnd());
    }
  }

  /** A client of little patience for windows: it takes a megabyte in ten minutes. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSlowClientThatTakesSomethingAllTheTimeIsNotCut(boolean isStream) throws Exception {
    int total = 1 << 20;
    fixture.handler(
        exchange -> {
          if (isStream) {
            Sink sink = exchange.respond(ResponseHead.of(200), total);
            sink.start(
                new Signal() {
                  @Override
                  public void start() {
                    sink.write(new StreamResult.Owned(ByteBuffer.allocate(total), true));
                    sink.end();
                  }

                  @Override
                  public void ready() {}

                  @Override
                  public void close(@Nullable BridgeException error) {}
                });
          } else {
            exchange.respond(ResponseHead.of(200), ByteBuffer.allocate(total));
          }
        });
    RawHttp2 http2 = connect().head(1, true, "GET", "/");
    int got = 0;
    int granted = 65_535;
    while (got < total) {
      Frame frame = http2.frame();
      assertTrue(frame.type() != RST_STREAM, "reset after " + got + " bytes");
      if (frame.type() == DATA) {
        got += frame.payload().length;
        if (got == granted) {
          fixture.seconds(8);
          http2.send(WINDOW_UPDATE, 0, 0, number(32 << 10));
          http2.send(WINDOW_UPDATE, 0, 1, number(32 << 10));
          granted += 32 << 10;
        }
      }
    }
    assertEquals(total, got);
  }
}
