package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.ClientFixture.get;
import static dev.sluice.bridge.http.client.ClientFixture.request;

import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.client.ClientFixture.Reply;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

/**
 * What the tests of requests over HTTP/2 have in common: a client, and servers that do frame by
 * frame what they are told.
 */
abstract class Http2Calls {
  final ClientFixture fixture = new ClientFixture();

  @AfterEach
  void nothingIsHeldAtTheEnd() throws Exception {
    fixture.closeWithNothingHeld();
  }

  @FunctionalInterface
  interface Script {
    void serve(Http2Peer peer, int number) throws Exception;
  }

  static RawServer server(Script script) throws Exception {
    return new RawServer(peer -> script.serve(new Http2Peer(peer), peer.number()));
  }

  /** A server that is known to speak HTTP/2. */
  static Origin http2(RawServer server) {
    return new Origin(null, "127.0.0.1", server.port(), null, null, Protocol.HTTP2);
  }

  Reply fetch(RawServer server) throws Exception {
    return fixture.fetch(get(http2(server), "/"));
  }

  Sent send(RawServer server, String path, boolean readsBody) throws Exception {
    return fixture.send(get(http2(server), path), readsBody);
  }

  static ClientRequest post(RawServer server, RequestBody body) {
    return request(http2(server), "POST", "/", body, Timeouts.NONE);
  }

  static RequestBody stored(String text) {
    return RequestBody.Stored.of(BytesStore.of(text), 0, -1);
  }

  static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  /** Endless bytes, which count how often they are asked for. */
  Source endless(AtomicLong pulled) {
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
}
