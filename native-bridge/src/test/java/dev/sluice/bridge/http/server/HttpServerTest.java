package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.http.OutboundBody;
import dev.sluice.bridge.http.server.ServerFixture.Mailbox;
import dev.sluice.bridge.stream.Feeder;
import dev.sluice.bridge.stream.StreamResult;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a server begins, what it does as time passes, and how it ends. */
class HttpServerTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private ServerFixture fixture;

  @TempDir private Path folder;

  @BeforeEach
  void listen() throws Exception {
    fixture = new ServerFixture();
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private static ServerOptions.Builder local() {
    return ServerOptions.builder().hostname("127.0.0.1");
  }

  private BridgeException fault(ServerOptions options) {
    ExecutionException thrown =
        assertThrows(ExecutionException.class, () -> fixture.listen(options));
    return assertInstanceOf(BridgeException.class, thrown.getCause());
  }

  private void close(HttpServer server) throws Exception {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    fixture.loop.run(() -> server.close(true, () -> done.complete(true)));
    done.get(20, TimeUnit.SECONDS);
  }

  // Listening.

  @Test
  void isBoundToAPortOfTheSystemsChoiceAtOnce() {
    assertTrue(fixture.port() > 0);
    assertEquals(
        "/127.0.0.1:" + fixture.port(), ((InetSocketAddress) fixture.server.address()).toString());
  }

  @Test
  void whatCannotBeBoundIsToldAtOnce() {
    assertEquals("EADDRINUSE", fault(local().port(fixture.port()).build()).code());
    assertEquals("listen", fault(local().port(fixture.port()).build()).syscall());
    assertEquals("EADDRNOTAVAIL", fault(local().hostname("192.0.2.1").build()).code());
    assertEquals("ENOTFOUND", fault(local().hostname("no such host").build()).code());
  }

  @Test
  void severalServersShareALoopAndAPortIfAsked() throws Exception {
    HttpServer first = fixture.listen(local().reusePort(true).build());
    HttpServer second = fixture.listen(local().reusePort(true).port(first.port()).build());
    assertEquals(first.port(), second.port());
    try (RawClient client = new RawClient(first.port())) {
      assertEquals("/", client.send(GET).response().text());
    }
    close(first);
    try (RawClient client = new RawClient(second.port())) {
      assertEquals("/", client.send(GET).response().text());
    }
    close(second);
    assertEquals("/", fixture.client().send(GET).response().text());
  }

  @Test
  void aPortIsFreeAsSoonAsItsServerIsClosed() throws Exception {
    HttpServer[] servers = new HttpServer[3];
    for (int i = 0; i < servers.length; i++) {
      int which = i;
      fixture.loop.run(
          () -> {
            int port = which == 0 ? 0 : servers[which - 1].port();
            if (which > 0) {
              servers[which - 1].close(false, () -> {});
            }
            servers[which] =
                HttpServer.listen(
                    fixture.loop,
                    fixture.loop.netty(),
                    local().port(port).build(),
                    exchange -> ServerFixture.text(exchange, "" + which),
                    _ -> {});
          });
      try (RawClient client = new RawClient(servers[0].port())) {
        assertEquals("" + i, client.send(GET).response().text());
      }
    }
    close(servers[2]);
  }

  @Test
  void servesOnAUnixSocketWhichItRemovesAtItsEnd() throws Exception {
    Path path = folder.resolve("socket");
    HttpServer server = fixture.listen(local().unixPath(path).build());
    assertEquals(-1, server.port());
    assertEquals("EADDRINUSE", fault(local().unixPath(path).build()).code());
    Mailbox<String> addresses = new Mailbox<>();
    fixture.handler(
        exchange -> {
          addresses.put(String.valueOf(exchange.localAddress()));
          exchange.respond(ResponseHead.of(200), "x".repeat(100_000));
        });
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.connect(UnixDomainSocketAddress.of(path));
      client.write(
          ByteBuffer.wrap(
              "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer all = ByteBuffer.allocate(200_000);
      while (client.read(all) >= 0) {}
      String text = new String(all.array(), 0, all.position(), StandardCharsets.US_ASCII);
      assertTrue(text.startsWith("HTTP/1.1 200 OK\r\n"));
      assertTrue(text.endsWith("x".repeat(100_000)));
    }
    assertTrue(addresses.take().contains("socket"));
    close(server);
    assertFalse(Files.exists(path));
  }

  @Test
  void addressesAreThoseOfTheConnection() throws Exception {
    Mailbox<String> addresses = new Mailbox<>();
    fixture.handler(
        exchange -> {
          addresses.put(String.valueOf(exchange.localAddress()));
          addresses.put(String.valueOf(exchange.remoteAddress()));
          ServerFixture.text(exchange, "");
        });
    RawClient client = fixture.client();
    client.send(GET).response();
    assertEquals("/127.0.0.1:" + fixture.port(), addresses.take());
    assertEquals("/127.0.0.1:" + client.socket().getLocalPort(), addresses.take());
  }

  @Test
  void failuresToAcceptPauseItAndAreToldOnce() throws Exception {
    List<String> told = new ArrayList<>();
    fixture.loop.run(
        () -> {
          HttpServer server =
              new HttpServer(
                  fixture.loop,
                  fixture.loop.netty(),
                  local().onAcceptError(e -> told.add(e.getMessage())).build(),
                  _ -> {},
                  _ -> {});
          EmbeddedChannel listener = new EmbeddedChannel(new Acceptor(server));
          for (int i = 0; i < 3; i++) {
            listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
            assertFalse(listener.config().isAutoRead());
            listener.advanceTimeBy(1, TimeUnit.SECONDS);
            listener.runScheduledPendingTasks();
            assertTrue(listener.config().isAutoRead());
          }
          listener.finishAndReleaseAll();
        });
    assertEquals(List.of("Too many open files"), told);
  }

  // Time.

  @Test
  void idleConnectionsAreClosed() throws Exception {
    RawClient fresh = fixture.client();
    RawClient used = fixture.client();
    used.send(GET).response();
    waitForConnections(2);
    fixture.seconds(10);
    assertTrue(fresh.isAtEnd());
    assertTrue(used.isAtEnd());
    waitForConnections(0);
  }

  private void waitForConnections(int count) throws Exception {
    while (fixture.loop.call(() -> fixture.server.stats().openConnections()) != count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aHandlerThatTakesLongerThanTheIdleTimeoutIsCut() throws Exception {
    Mailbox<Exchange> exchanges = new Mailbox<>();
    Mailbox<String> aborts = new Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.onAbort(error -> aborts.put(error.code()));
          exchanges.put(exchange);
        });
    RawClient client = fixture.client();
    client.send(GET);
    exchanges.take();
    fixture.seconds(10);
    assertEquals("ETIMEDOUT", aborts.take());
    assertTrue(client.isAtEnd());
  }

  @Test
  void theTimeoutCanBeChangedForAnExchange() throws Exception {
    Mailbox<Exchange> exchanges = new Mailbox<>();
    Mailbox<String> aborts = new Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.onAbort(error -> aborts.put(error.code()));
          exchange.timeout(exchange.target().equals("/none") ? 0 : 30);
          exchanges.put(exchange);
        });
    RawClient longer = fixture.client();
    longer.send(GET);
    exchanges.take();
    RawClient none = fixture.client();
    none.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
    Exchange endless = exchanges.take();
    fixture.seconds(25);
    assertTrue(aborts.isEmpty());
    fixture.seconds(5);
    assertEquals("ETIMEDOUT", aborts.take());
    fixture.seconds(1_000);
    fixture.loop.run(() -> ServerFixture.text(endless, "at last"));
    assertEquals("at last", none.response().text());
    // It holds for that exchange only.
    fixture.seconds(10);
    assertTrue(none.isAtEnd());
  }

  @Test
  void aSilentStreamThatAHandlerOwnsIsNotCut() throws Exception {
    Mailbox<OutboundBody> sinks = new Mailbox<>();
    fixture.handler(
        exchange -> {
          OutboundBody sink = exchange.respond(ResponseHead.of(200), -1);
          sink.start(new Feeder());
          sink.flushHead();
          sinks.put(sink);
        });
    RawClient client = fixture.client();
    client.send(GET);
    OutboundBody sink = sinks.take();
    fixture.seconds(100_000);
    fixture.loop.run(
        () -> {
          sink.write(new StreamResult.Owned(ServerFixture.bytes("event"), false));
          sink.flush();
        });
    fixture.seconds(100_000);
    fixture.loop.run(sink::end);
    assertEquals("event", client.response().text());
  }

  @Test
  void aClientThatTakesNothingOfAStreamIsCutAtLast() throws Exception {
    Mailbox<Exchange> exchanges = new Mailbox<>();
    Feeder feeder = new Feeder();
    fixture.handler(
        exchange -> {
          OutboundBody sink = exchange.respond(ResponseHead.of(200), -1);
          sink.start(feeder);
          sink.write(new StreamResult.Owned(ByteBuffer.allocate(30_000_000), false));
          exchanges.put(exchange);
        });
    RawClient client = fixture.client();
    client.send(GET);
    Exchange exchange = exchanges.take();
    waitUntilNothingMoves(exchange);
    fixture.seconds(110);
    assertFalse(fixture.loop.call(exchange::isOver));
    fixture.seconds(12);
    assertEquals("ETIMEDOUT", feeder.closed());
    assertTrue(client.response().isCut());
  }

  @Test
  void aClientThatTakesNothingOfAGivenResponseIsCutAtLast() throws Exception {
    takesNothing(exchange -> answerBytes(exchange, ByteBuffer.allocate(30_000_000)));
  }

  @Test
  void aClientThatTakesNothingOfAFileIsCutAtLast() throws Exception {
    FileStore file = file(30_000_000);
    takesNothing(exchange -> exchange.respond(ResponseHead.of(200), file, 0, -1));
  }

  @Test
  void aClientThatTakesNothingIsCutAlsoIfConnectionsMayIdleForEver() throws Exception {
    fixture.loop.run(() -> fixture.server.idleTimeout(0));
    takesNothing(exchange -> answerBytes(exchange, ByteBuffer.allocate(30_000_000)));
  }

  /** As a player does that has paused a video, and has as much of it as it likes to hold. */
  @Test
  void aClientThatTakesAFileAfterAPauseGetsItWhole() throws Exception {
    FileStore file = file(30_000_000);
    Mailbox<Exchange> exchanges = new Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.respond(ResponseHead.of(200), file, 0, -1);
          exchanges.put(exchange);
        });
    RawClient client = fixture.client();
    client.send(GET);
    waitUntilNothingMoves(exchanges.take());
    fixture.seconds(100);
    RawClient.Response response = client.response();
    assertFalse(response.isCut());
    assertEquals(30_000_000, response.body().length);
  }

  private FileStore file(int size) throws IOException {
    Path path = Files.write(folder.resolve("file"), new byte[size]);
    return new FileStore(FileLocation.ofPath(folder, path.toString()));
  }

  private static void answerBytes(Exchange exchange, ByteBuffer bytes) {
    exchange.respond(ResponseHead.of(200), bytes);
  }

  private void takesNothing(RequestHandler handler) throws Exception {
    Mailbox<Exchange> exchanges = new Mailbox<>();
    fixture.handler(
        exchange -> {
          handler.handle(exchange);
          exchanges.put(exchange);
        });
    RawClient client = fixture.client();
    client.send(GET);
    Exchange exchange = exchanges.take();
    waitUntilNothingMoves(exchange);
    fixture.seconds(110);
    assertFalse(fixture.loop.call(exchange::isOver));
    fixture.seconds(12);
    assertTrue(fixture.loop.call(exchange::isAborted));
    assertTrue(client.response().isCut());
  }

  private void waitUntilNothingMoves(Exchange exchange) throws Exception {
    long before = -1;
    long now = 0;
    while (now != before) {
      before = now;
      for (int i = 0; i < 100; i++) {
        now = fixture.loop.call(exchange::bytesSent);
      }
    }
  }

  // The end.

  @Test
  void closesIdleConnectionsAtOnceAndLetsExchangesEnd() throws Exception {
    Mailbox<Exchange> exchanges = new Mailbox<>();
    fixture.handler(
        exchange -> {
          if (exchange.target().equals("/")) {
            exchanges.put(exchange);
          } else {
            ServerFixture.text(exchange, "");
          }
        });
    RawClient idle = fixture.client();
    idle.send("GET /quick HTTP/1.1\r\nHost: a\r\n\r\n").response();
    RawClient busy = fixture.client();
    busy.send(GET + GET);
    Exchange exchange = exchanges.take();
    CompletableFuture<Boolean> done = fixture.closeServer(false);
    assertTrue(idle.isAtEnd());
    assertThrows(ConnectException.class, () -> new RawClient(fixture.port()));
    assertFalse(done.isDone());
    fixture.loop.run(() -> ServerFixture.text(exchange, "last"));
    RawClient.Response response = busy.response();
    assertEquals("last", response.text());
    assertEquals("close", response.field("connection"));
    assertTrue(busy.isAtEnd());
    busy.close();
    assertTrue(done.get(20, TimeUnit.SECONDS));
    assertTrue(exchanges.isEmpty());
  }

  @Test
  void closingNowCutsWhatRuns() throws Exception {
    Mailbox<String> events = new Mailbox<>();
    Mailbox<Exchange> exchanges = new Mailbox<>();
    Feeder feeder = new Feeder();
    fixture.handler(
        exchange -> {
          exchange.onAbort(error -> events.put(error.code()));
          if (exchange.target().equals("/stream")) {
            OutboundBody sink = exchange.respond(ResponseHead.of(200), -1);
            sink.start(feeder);
            sink.flushHead();
          }
          exchanges.put(exchange);
        });
    RawClient waiting = fixture.client();
    waiting.send(GET);
    exchanges.take();
    RawClient stream = fixture.client();
    stream.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    exchanges.take();
    CompletableFuture<Boolean> gracefully = fixture.closeServer(false);
    assertFalse(gracefully.isDone());
    CompletableFuture<Boolean> now = fixture.closeServer(true);
    assertTrue(now.get(20, TimeUnit.SECONDS));
    assertTrue(gracefully.get(20, TimeUnit.SECONDS));
    assertEquals("ECONNABORTED", events.take());
    assertEquals("ECONNABORTED", events.take());
    assertEquals("ECONNABORTED", feeder.closed());
    assertTrue(waiting.isAtEnd());
    assertTrue(stream.response().isCut());
    assertTrue(fixture.closeServer(false).get(20, TimeUnit.SECONDS));
    assertNotEquals(0, fixture.port());
  }

  @Test
  void anAttachedServerGetsItsShareOfConnections() throws Exception {
    HttpServer attached =
        fixture.loop.call(
            () ->
                HttpServer.attach(
                    fixture.loop,
                    fixture.loop.netty(),
                    local().build(),
                    exchange -> ServerFixture.text(exchange, "attached"),
                    e -> {},
                    fixture.server));
    assertEquals(fixture.port(), attached.port());
    for (int i = 0; i < 10; i++) {
      assertEquals(200, fixture.client().send(GET).response().status());
    }
    assertEquals(5, fixture.loop.call(attached.stats()::requests));
    close(attached);
    for (int i = 0; i < 3; i++) {
      assertEquals("/", fixture.client().send(GET).response().text());
    }
  }
}
