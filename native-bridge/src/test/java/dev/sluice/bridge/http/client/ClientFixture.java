package dev.sluice.bridge.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.CountingLoop;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.NettyLoop;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client on a real loop, whose holds are counted. */
final class ClientFixture implements AutoCloseable {
  private static final int SECONDS = 20;

  /** What has become of a request: the body is read, unless it was to be left alone. */
  static final class Reply {
    private final @Nullable ClientResponse response;
    private final byte @Nullable [] body;
    private final @Nullable BridgeException error;

    Reply(
        @Nullable ClientResponse response,
        byte @Nullable [] body,
        @Nullable BridgeException error) {
      this.response = response;
      this.body = body;
      this.error = error;
    }

    /** The response that must have come. */
    ClientResponse response() {
      return Objects.requireNonNull(response, () -> "no response: " + error);
    }

    /** The fault that must have happened. */
    BridgeException error() {
      return Objects.requireNonNull(error, "no error");
    }

    boolean hasBody() {
      return body != null;
    }

    String text() {
      return new String(Objects.requireNonNull(body, () -> "no body: " + error), ISO_8859_1);
    }

    String code() {
      return error == null ? "none" : error.code();
    }
  }

  /** The body of a response that must have one. */
  static Source body(ClientResponse response) {
    return Objects.requireNonNull(response.body(), "no body");
  }

  final NettyLoop loop = new NettyLoop();
  final CountingLoop counting = new CountingLoop(loop);
  final HttpClient client;

  ClientFixture() {
    client = new HttpClient(loop.netty(), counting);
  }

  ClientFixture(RequestGate gate) {
    client = new HttpClient(loop.netty(), counting, gate);
  }

  ClientFixture(Session.Patience patience) {
    Connector connector = new Connector(loop.netty(), counting);
    client = new HttpClient(loop.netty(), counting, connector, null, patience);
  }

  ClientFixture(Resolver.Lookup lookup) {
    client =
        new HttpClient(
            loop.netty(),
            counting,
            new Connector(loop.netty(), counting, new Resolver(counting, lookup)),
            null,
            Session.Patience.DEFAULT);
  }

  /** A call and what comes of it. */
  static final class Sent {
    final CompletableFuture<ClientResponse> response = new CompletableFuture<>();
    final CompletableFuture<Reply> reply = new CompletableFuture<>();
    final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private final CompletableFuture<Abortable> call = new CompletableFuture<>();

    /** To be called on the loop. */
    void abort(Object reason) {
      call.join().abort(BridgeException.aborted(reason));
    }

    Reply await() throws Exception {
      return reply.get(SECONDS, TimeUnit.SECONDS);
    }
  }

  static Origin plain(int port) {
    return new Origin(null, "127.0.0.1", port, null, null);
  }

  static ClientRequest get(Origin origin, String path) {
    return request(origin, "GET", path, null, Timeouts.NONE);
  }

  static ClientRequest request(
      Origin origin, String method, String path, @Nullable RequestBody body, Timeouts timeouts) {
    return new ClientRequest(
        origin, method, path, origin.authority(), new HeaderFields(), body, timeouts);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Bytes in pieces, each in a task of its own. */
  Source pieces(int count, byte[] piece) {
    return new Source() {
      private int left = count;
      private boolean isOver;

      @Override
      public StreamResult pull(Consumer<StreamResult> receiver) {
        counting.post(
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

  /** Sends and reads the body. */
  Reply fetch(ClientRequest request) throws Exception {
    return send(request, true).await();
  }

  Reply get(RawServer server) throws Exception {
    return fetch(get(plain(server.port()), "/"));
  }

  Sent send(ClientRequest request, boolean readsBody) throws Exception {
    Sent sent = new Sent();
    loop.run(() -> counting.runTask(() -> begin(request, readsBody, sent)));
    return sent;
  }

  private void begin(ClientRequest request, boolean readsBody, Sent sent) {
    sent.call.complete(
        client.send(
            request,
            new ResponseListener() {
              @Override
              public void onResponse(ClientResponse response) {
                sent.response.complete(response);
                if (readsBody) {
                  read(response, sent.reply);
                }
              }

              @Override
              public void onError(BridgeException error) {
                sent.response.completeExceptionally(error);
                sent.reply.complete(new Reply(null, null, error));
              }

              @Override
              public void onOver() {
                sent.over.complete(true);
              }

              @Override
              public boolean awaitsEnd() {
                return true;
              }
            }));
  }

  private static void read(ClientResponse response, CompletableFuture<Reply> reply) {
    Source body = response.body();
    if (body == null) {
      reply.complete(new Reply(response, null, null));
      return;
    }
    Collector all = new Collector(-1);
    Pipe.connect(
        body,
        all,
        (error, _) ->
            reply.complete(new Reply(response, error == null ? all.bytes() : null, error)));
  }

  /** Waits until all that the loop has to do has been done that can be done now. */
  void settle() throws Exception {
    for (int i = 0; i < 3; i++) {
      loop.run(() -> {});
    }
  }

  /** Ends when all has been done that can be done now: nobody may hold the loop any more. */
  void closeWithNothingHeld() throws Exception {
    settle();
    int references = counting.references();
    close();
    assertEquals(0, references);
  }

  @Override
  public void close() {
    loop.netty().submit(client::close).syncUninterruptibly();
    loop.close();
    if (!loop.faults().isEmpty()) {
      throw new AssertionError("in a task", loop.faults().getFirst());
    }
  }
}
