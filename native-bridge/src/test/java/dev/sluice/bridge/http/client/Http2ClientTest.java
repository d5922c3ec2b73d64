package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.Http2Frames.ACK;
import static dev.sluice.bridge.http.Http2Frames.CANCEL;
import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.ENHANCE_YOUR_CALM;
import static dev.sluice.bridge.http.Http2Frames.GOAWAY;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.INTERNAL_ERROR;
import static dev.sluice.bridge.http.Http2Frames.MAX_CONCURRENT_STREAMS;
import static dev.sluice.bridge.http.Http2Frames.NO_ERROR;
import static dev.sluice.bridge.http.Http2Frames.PADDED;
import static dev.sluice.bridge.http.Http2Frames.PING;
import static dev.sluice.bridge.http.Http2Frames.REFUSED_STREAM;
import static dev.sluice.bridge.http.Http2Frames.RST_STREAM;
import static dev.sluice.bridge.http.Http2Frames.SETTINGS;
import static dev.sluice.bridge.http.Http2Frames.WINDOW_UPDATE;
import static dev.sluice.bridge.http.client.ClientFixture.body;
import static dev.sluice.bridge.http.client.ClientFixture.get;
import static dev.sluice.bridge.http.client.ClientFixture.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.Http2Frames.Frame;
import dev.sluice.bridge.http.client.ClientFixture.Reply;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests and responses over HTTP/2, against a server that does frame by frame what it is told.
 */
class Http2ClientTest {
  private final ClientFixture fixture = new ClientFixture();

  @AfterEach
  void nothingIsHeldAtTheEnd() throws Exception {
    fixture.closeWithNothingHeld();
  }

  @FunctionalInterface
  private interface Script {
    void serve(Http2Peer peer, int number) throws Exception;
  }

  private static RawServer server(Script script) throws Exception {
    return new RawServer(peer -> script.serve(new Http2Peer(peer), peer.number()));
  }

  /** A server that is known to speak HTTP/2. */
  private static Origin http2(RawServer server) {
    return new Origin(null, "127.0.0.1", server.port(), null, null, Protocol.HTTP2);
  }

  private Reply fetch(RawServer server) throws Exception {
    return fixture.fetch(get(http2(server), "/"));
  }

  private Sent send(RawServer server, String path, boolean readsBody) throws Exception {
    return fixture.send(get(http2(server), path), readsBody);
  }

  private static ClientRequest post(RawServer server, RequestBody body) {
    return request(http2(server), "POST", "/", body, Timeouts.NONE);
  }

  private static RequestBody stored(String text) {
    return RequestBody.Stored.of(BytesStore.of(text), 0, -1);
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

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

  // Flow control.

  /** Sends as much as the client makes room for, and says how much that was. */
  private static void flood(Http2Peer peer, int stream, long size, AtomicLong sent)
      throws Exception {
    // Of the connection there is as much room as anybody wants.
    long room = 65_535 - sent.get();
    byte[] piece = new byte[16_384];
    while (sent.get() < size) {
      int count = (int) Math.min(piece.length, Math.min(size - sent.get(), room));
      if (count > 0) {
        boolean isLast = sent.get() + count == size;
        peer.send(
            DATA,
            isLast ? END_STREAM : 0,
            stream,
            count == piece.length ? piece : new byte[count]);
        sent.addAndGet(count);
        room -= count;
      } else {
        Frame frame = peer.next(WINDOW_UPDATE);
        room += frame.stream() == stream ? frame.number(0) : 0;
      }
    }
  }

  @Test
  void aReaderThatReadsGetsAllOfALongBody() throws Exception {
    long size = 40 << 20;
    try (RawServer server =
        server(
            (peer, _) -> {
              int stream = peer.begin().request();
              peer.head(stream, false, ":status", "200");
              flood(peer, stream, size, new AtomicLong());
              peer.awaitEnd();
            })) {
      assertEquals(size, fetch(server).text().length());
    }
  }

  @Test
  void aReaderOnALongWayIsGivenAWiderWindow() throws Exception {
    AtomicLong widest = new AtomicLong();
    AtomicLong pings = new AtomicLong();
    long size = 20 << 20;
    try (RawServer server =
        server(
            (peer, _) -> {
              int stream = peer.begin().request();
              peer.head(stream, false, ":status", "200");
              long room = 65_535;
              for (long sent = 0; sent < size; ) {
                int count = (int) Math.min(16_384, Math.min(room, size - sent));
                if (count > 0) {
                  sent += count;
                  room -= count;
                  int flags = sent == size ? END_STREAM : 0;
                  peer.send(DATA, flags, stream, new byte[count]);
                  continue;
                }
                Frame frame = peer.next();
                if (frame != null && frame.type() == PING) {
                  // So long a way that hardly any window would do.
                  fixture.loop.netty().schedule(() -> {}, 300, TimeUnit.MILLISECONDS).sync();
                  peer.send(PING, ACK, 0, frame.payload());
                  pings.incrementAndGet();
                } else if (frame != null && frame.stream() == stream) {
                  room += frame.number(0);
                  widest.accumulateAndGet(room, Math::max);
                }
              }
              peer.awaitEnd();
            })) {
      assertEquals(size, fetch(server).text().length());
      assertTrue(widest.get() > 2 << 20 && widest.get() <= 8 << 20, "a window of " + widest.get());
      assertTrue(pings.get() < 20, "asked " + pings.get() + " times");
    }
  }

  @Test
  void aBodyThatNobodyReadsIsHeldBack() throws Exception {
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Boolean> full = new CompletableFuture<>();
    try (RawServer server =
        server(
            (peer, _) -> {
              int stream = peer.begin().request();
              peer.head(stream, false, ":status", "200");
              for (int left = 65_535; left > 0; left -= 13_107) {
                peer.send(DATA, 0, stream, new byte[13_107]);
              }
              full.complete(true);
              // Other requests go on meanwhile; of this one nothing is heard.
              for (int i = 0; i < 20; i++) {
                int other = 0;
                while (other == 0) {
                  Frame frame = Objects.requireNonNull(peer.next());
                  boolean isRoom = frame.type() == WINDOW_UPDATE;
                  assertFalse(isRoom && frame.stream() == stream, "room for whom nobody reads");
                  other = frame.isEnd() ? frame.stream() : 0;
                }
                peer.answer(other, "hello");
              }
              sent.set(65_535);
              flood(peer, stream, 1 << 20, sent);
              peer.awaitEnd();
            })) {
      Sent stalled = send(server, "/", false);
      ClientResponse response = await(stalled.response);
      await(full);
      for (int i = 0; i < 20; i++) {
        assertEquals("hello", fetch(server).text());
      }
      assertEquals(0, fixture.counting.references(), "an unread response holds the loop");
      Collector all = new Collector(-1);
      CompletableFuture<Integer> length = new CompletableFuture<>();
      fixture.loop.run(
          () ->
              fixture.counting.runTask(
                  () ->
                      Pipe.connect(
                          body(response), all, (_, _) -> length.complete(all.bytes().length))));
      assertEquals(1 << 20, await(length));
    }
  }

  @Test
  void paddingTakesNoRoomForGood() throws Exception {
    try (RawServer server =
        server(
            (peer, _) -> {
              int stream = peer.begin().request();
              peer.head(stream, false, ":status", "200");
              byte[] padded = new byte[256];
              padded[0] = (byte) 254;
              padded[1] = 'x';
              long room = 65_535;
              for (int i = 0; i < 2000; i++) {
                while (room < padded.length) {
                  Frame frame = peer.next(WINDOW_UPDATE);
                  room += frame.stream() == stream ? frame.number(0) : 0;
                }
                room -= padded.length;
                peer.send(DATA, PADDED, stream, padded);
              }
              peer.data(stream, true, "").awaitEnd();
            })) {
      assertEquals("x".repeat(2000), fetch(server).text());
    }
  }

  /** Endless bytes, which count how often they are asked for. */
  private Source endless(AtomicLong pulled) {
    return new Source() {
      @Override
      public StreamResult pull(Consumer<StreamResult> receiver) {
        pulled.addAndGet(10_000);
        return new StreamResult.Owned(ByteBuffer.allocate(10_000), false);
      }

      @Override
      public void cancel() {
        pulled.set(-1);
      }
    };
  }

  @Test
  void anUploadWaitsForTheServersWindow() throws Exception {
    AtomicLong pulled = new AtomicLong();
    CompletableFuture<Boolean> full = new CompletableFuture<>();
    CompletableFuture<Boolean> goOn = new CompletableFuture<>();
    CompletableFuture<Boolean> more = new CompletableFuture<>();
    try (RawServer server =
        server(
            (peer, _) -> {
              peer.begin();
              int stream = peer.next(HEADERS).stream();
              int got = 0;
              while (got < 65_535) {
                got += peer.next(DATA).payload().length;
              }
              full.complete(true);
              await(goOn);
              peer.window(0, 1 << 20).window(stream, 1 << 20);
              while (got < 1 << 20) {
                got += peer.next(DATA).payload().length;
              }
              more.complete(true);
              // Enough: it answers without hearing the rest.
              peer.answer(stream, "hello");
              assertEquals(CANCEL, peer.next(RST_STREAM).number(0));
              peer.answerAll("again");
            })) {
      Sent sent = fixture.send(post(server, new RequestBody.Streamed(endless(pulled))), true);
      await(full);
      fixture.settle();
      assertTrue(pulled.get() < 300_000, "pulled " + pulled.get());
      goOn.complete(true);
      await(more);
      assertEquals("hello", sent.await().text());
      assertTrue(await(sent.over));
      assertEquals(-1, pulled.get());
      assertEquals("again", fetch(server).text());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void anUploadOfUnknownLengthEndsWithItsLastFrame() throws Exception {
    CompletableFuture<String> got = new CompletableFuture<>();
    int[] left = {3};
    Source three =
        new Source() {
          @Override
          public StreamResult pull(Consumer<StreamResult> receiver) {
            fixture.counting.post(
                () ->
                    receiver.accept(
                        left[0]-- > 0
                            ? new StreamResult.Owned(ByteBuffer.wrap(new byte[] {'a'}), false)
                            : StreamResult.Done.DONE));
            return StreamResult.Pending.PENDING;
          }

          @Override
          public void cancel() {}
        };
    try (RawServer server =
        server(
            (peer, _) -> {
              peer.begin();
              StringBuilder text = new StringBuilder();
              Frame frame = peer.next(HEADERS);
              assertNull(peer.decode(frame).get("content-length"));
              while (!frame.isEnd()) {
                frame = peer.next(DATA);
                text.append(frame.text());
              }
              got.complete(text.toString());
              peer.answer(frame.stream(), "hello").awaitEnd();
            })) {
      assertEquals("hello", fixture.fetch(post(server, new RequestBody.Streamed(three))).text());
      assertEquals("aaa", await(got));
    }
  }

  // Streams and connections that end.

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
