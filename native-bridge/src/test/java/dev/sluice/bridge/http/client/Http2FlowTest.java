package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.Http2Frames.ACK;
import static dev.sluice.bridge.http.Http2Frames.CANCEL;
import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.PADDED;
import static dev.sluice.bridge.http.Http2Frames.PING;
import static dev.sluice.bridge.http.Http2Frames.RST_STREAM;
import static dev.sluice.bridge.http.Http2Frames.WINDOW_UPDATE;
import static dev.sluice.bridge.http.client.ClientFixture.body;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.Http2Frames.Frame;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How bodies over HTTP/2 wait for who reads them. */
class Http2FlowTest extends Http2Calls {
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
            DATA, isLast ? END_STREAM : 0, stream, count == piece.length ? piece : new byte[count]);
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
}
