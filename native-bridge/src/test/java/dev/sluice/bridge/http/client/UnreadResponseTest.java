package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.ClientFixture.body;
import static dev.sluice.bridge.http.client.ClientFixture.get;
import static dev.sluice.bridge.http.client.ClientFixture.plain;
import static dev.sluice.bridge.http.client.RawServer.HELLO;
import static dev.sluice.bridge.http.client.RawServer.answering;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.StreamResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses over HTTP/1.1 that are read slowly, late, or by nobody. */
class UnreadResponseTest {
  private final ClientFixture fixture = new ClientFixture();

  @AfterEach
  void nothingIsHeldAtTheEnd() throws Exception {
    fixture.closeWithNothingHeld();
  }

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
}
