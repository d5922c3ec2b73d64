package dev.sluice.bridge.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.bridge.http.NettyLoop;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server on a loop of its own, with a handler that can be changed. */
final class ServerFixture implements AutoCloseable {
  private static final int SECONDS = 20;

  final NettyLoop loop;
  final HttpServer server;
  final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final List<RawClient> clients = new ArrayList<>();
  private volatile RequestHandler handler = exchange -> text(exchange, exchange.target());

  ServerFixture() throws Exception {
    this(_ -> {});
  }

  ServerFixture(Consumer<ServerOptions.Builder> configure) throws Exception {
    this(new NettyLoop(), configure);
  }

  /**
   * @param loop closed with the server
   */
  ServerFixture(NettyLoop loop, Consumer<ServerOptions.Builder> configure) throws Exception {
    this.loop = loop;
    ServerOptions.Builder builder = ServerOptions.builder().hostname("127.0.0.1");
    configure.accept(builder);
    server = listen(builder.build());
  }

  HttpServer listen(ServerOptions options) throws Exception {
    return loop.call(
        () ->
            HttpServer.listen(
                loop, loop.netty(), options, exchange -> handler.handle(exchange), this::fault));
  }

  /** One that comes in another's place. */
  HttpServer succeed(HttpServer before) throws Exception {
    return loop.call(
        () ->
            HttpServer.succeed(
                loop,
                loop.netty(),
                before.options(),
                exchange -> handler.handle(exchange),
                this::fault,
                before));
  }

  private void fault(Throwable e) {
    faults.add(e);
    e.printStackTrace();
  }

  void handler(RequestHandler next) {
    handler = next;
  }

  int port() {
    return server.port();
  }

  RawClient client() throws IOException {
    RawClient client = new RawClient(port());
    clients.add(client);
    return client;
  }

  static void text(Exchange exchange, String text) {
    exchange.respond(ResponseHead.of(200, "Content-Type", "text/plain"), text);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }

  /** Answers with what the body holds, when it is there, or with why it is not. */
  static void echo(Exchange exchange) {
    read(exchange, text -> text(exchange, text));
  }

  /** Gives the body as a text of Latin-1, or the fault as «code!». */
  static void read(Exchange exchange, Consumer<String> then) {
    StringBuilder text = new StringBuilder();
    new Object() {
      final Source source = exchange.body();

      void next(StreamResult first) {
        StreamResult result = first;
        while (true) {
          switch (result) {
            case StreamResult.Bytes some -> {
              text.append(ISO_8859_1.decode(some.bytes()));
              if (some.done()) {
                then.accept(text.toString());
                return;
              }
            }
            case StreamResult.Pending() -> {
              return;
            }
            case StreamResult.Done() -> {
              then.accept(text.toString());
              return;
            }
            case StreamResult.Failed(var error) -> {
              then.accept(error.code() + "!");
              return;
            }
            case StreamResult.IntoArray _ -> throw new AssertionError();
          }
          result = source.pull(this::next);
        }
      }

      void begin() {
        next(source.pull(this::next));
      }
    }.begin();
  }

  /** Takes what others put, and fails after a while of waiting. */
  static final class Mailbox<T> {
    private final BlockingQueue<T> queue = new LinkedBlockingQueue<>();

    void put(T value) {
      queue.add(value);
    }

    T take() throws InterruptedException {
      T value = queue.poll(SECONDS, TimeUnit.SECONDS);
      if (value == null) {
        throw new AssertionError("nothing came");
      }
      return value;
    }

    boolean isEmpty() {
      return queue.isEmpty();
    }
  }

  /** Lets seconds pass for the server. */
  void seconds(int count) throws Exception {
    loop.run(
        () -> {
          for (int i = 0; i < count; i++) {
            server.tick();
          }
        });
  }

  CompletableFuture<Boolean> closeServer(boolean now) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    loop.netty().submit(() -> server.close(now, () -> done.complete(true))).syncUninterruptibly();
    return done;
  }

  @Override
  public void close() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    closeServer(true).orTimeout(SECONDS, TimeUnit.SECONDS).join();
    loop.close();
    assertEquals(List.of(), loop.faults());
  }
}
