package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.ClientFixture.bytes;
import static dev.sluice.bridge.http.client.ClientFixture.plain;
import static dev.sluice.bridge.http.client.ClientFixture.request;
import static dev.sluice.bridge.http.client.RawServer.HELLO;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.client.ClientFixture.Reply;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How bodies of requests go out over HTTP/1.1, and what ends them before their end. */
class RequestBodyTest {
  private final ClientFixture fixture = new ClientFixture();

  @AfterEach
  void nothingIsHeldAtTheEnd() throws Exception {
    fixture.closeWithNothingHeld();
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
      RequestBody body = new RequestBody.Streamed(fixture.pieces(3, bytes("abc")));
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
      RequestBody body = new RequestBody.Streamed(fixture.pieces(1_000_000, new byte[1000]));
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
}
