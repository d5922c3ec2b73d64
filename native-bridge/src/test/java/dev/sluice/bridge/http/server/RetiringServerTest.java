package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.tls.Pems;
import dev.sluice.bridge.tls.ServerTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients notice of a server that ends, or gives way to another: as little as possible. */
class RetiringServerTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private ServerFixture fixture;

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

  private void close(HttpServer server) throws Exception {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    fixture.loop.run(() -> server.close(true, () -> done.complete(true)));
    done.get(20, TimeUnit.SECONDS);
  }

  /** Connects clients that the loop of {@code server} has accepted, and some that it has not. */
  private List<RawClient> clientsOf(HttpServer server, Callable<?> then) throws Exception {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(new RawClient(server.port()));
    }
    while (fixture.loop.call(() -> server.stats().openConnections()) < 20) {
      // until they are accepted
    }
    fixture.loop.call(
        () -> {
          for (int i = 0; i < 20; i++) {
            clients.add(new RawClient(server.port()));
          }
          return then.call();
        });
    return clients;
  }

  @Test
  void whoConnectsWhileAServerRetiresIsAnsweredByItOrItsSuccessor() throws Exception {
    HttpServer old = fixture.listen(local().build());
    try (ServerFixture other = new ServerFixture()) {
      HttpServer next = other.succeed(old);
      assertEquals(old.port(), next.port());
      CompletableFuture<Boolean> closed = new CompletableFuture<>();
      List<RawClient> clients =
          clientsOf(
              old,
              () -> {
                old.retire(next, List.of(other.server, next), () -> closed.complete(true));
                return true;
              });
      clients.add(new RawClient(old.port()));
      for (RawClient client : clients) {
        assertEquals(200, client.send(GET).response().status());
      }
      assertTrue(closed.get(20, TimeUnit.SECONDS), "each had one request");
      assertEquals(20.0, old.stats().requests());
      assertEquals(21.0, next.stats().requests());
      for (RawClient client : clients) {
        client.close();
      }
      other.loop.run(() -> next.close(true, () -> {}));
      assertThrows(IOException.class, () -> new RawClient(old.port()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWaitsForAServerWhoseSuccessorStopsTooIsTheLastOnes(boolean hasSuccessor)
      throws Exception {
    HttpServer old = fixture.listen(local().build());
    try (ServerFixture stopped = new ServerFixture();
        ServerFixture last = new ServerFixture()) {
      last.handler(exchange -> ServerFixture.text(exchange, "last"));
      HttpServer next = stopped.succeed(old);
      stopped.loop.run(() -> next.close(false, () -> {}));
      assertTrue(stopped.closeServer(false).get(20, TimeUnit.SECONDS));
      List<HttpServer> others = List.of(last.server, stopped.server);
      List<RawClient> clients =
          clientsOf(
              old,
              () -> {
                old.retire(hasSuccessor ? next : null, others, () -> {});
                return true;
              });
      for (int i = 0; i < 40; i++) {
        RawClient.Response response = clients.get(i).send(GET).response();
        assertEquals(i < 20 ? "/" : "last", response.text());
        clients.get(i).close();
      }
      assertThrows(IOException.class, () -> new RawClient(old.port()));
    }
  }

  /** A client that keeps its connection must not meet a reset with its next request. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anIdleConnectionGoesOnWithAnotherServerOnAnotherThread(boolean isSecure) throws Exception {
    ServerProtocol protocol =
        isSecure
            ? ProtocolChoice.over(ServerTls.of(List.of(Pems.server("localhost").build())))
            : ProtocolChoice.CLEAR;
    ServerOptions options = local().protocol(protocol).build();
    HttpServer old = fixture.listen(options);
    try (ServerFixture other = new ServerFixture(builder -> builder.protocol(protocol));
        RawClient client =
            new RawClient(
                isSecure
                    ? RawTls.context()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), old.port())
                    : new Socket(InetAddress.getLoopbackAddress(), old.port()))) {
      fixture.handler(exchange -> ServerFixture.text(exchange, "old"));
      other.handler(ServerFixture::echo);
      assertEquals("old", client.send(GET).response().text());
      CompletableFuture<Boolean> closed = new CompletableFuture<>();
      fixture.loop.run(() -> old.retire(null, List.of(other.server), () -> closed.complete(true)));
      assertTrue(closed.get(20, TimeUnit.SECONDS), "the old one has nothing left to do");
      String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
      for (int i = 0; i < 3; i++) {
        RawClient.Response response = client.send(post).send("x".repeat(100_000)).response();
        assertEquals("x".repeat(100_000), response.text());
        assertEquals("", response.field("connection"));
      }
      assertEquals(1, other.loop.call(() -> other.server.stats().openConnections()));
      other.seconds(11);
      assertTrue(client.isAtEnd(), "it idles there");
    }
  }

  @Test
  void anIdleConnectionWhoseNextServerStopsTooIsTheLastOnes() throws Exception {
    HttpServer old = fixture.listen(local().build());
    try (ServerFixture stopped = new ServerFixture();
        ServerFixture last = new ServerFixture();
        RawClient client = new RawClient(old.port())) {
      last.handler(exchange -> ServerFixture.text(exchange, "last"));
      assertEquals("/", client.send(GET).response().text());
      assertTrue(stopped.closeServer(false).get(20, TimeUnit.SECONDS));
      List<HttpServer> others = List.of(last.server, stopped.server);
      fixture.loop.run(() -> old.retire(null, others, () -> {}));
      assertEquals("last", client.send(GET).response().text());
    }
  }

  /** What waits for a slow client's socket is as good as promised. */
  @Test
  void aServerThatClosesSendsWhatItHasAnswered() throws Exception {
    String text = "x".repeat(60_000);
    fixture.handler(exchange -> ServerFixture.text(exchange, text));
    RawClient client = fixture.client().send(GET.repeat(1_000));
    double before = -1;
    for (double count = requests(); count != before || count == 0; count = requests()) {
      before = count;
      waitUntilNothingMoves();
    }
    CompletableFuture<Boolean> done = fixture.closeServer(false);
    for (int i = 0; i < before; i++) {
      assertEquals(text.length(), client.response().body().length, "response " + i);
    }
    assertTrue(client.isAtEnd());
    client.close();
    assertTrue(done.get(20, TimeUnit.SECONDS));
  }

  private double requests() throws Exception {
    return fixture.loop.call(() -> fixture.server.stats().requests());
  }

  /** Gives the loop time for all that it can do now. */
  private void waitUntilNothingMoves() throws Exception {
    for (int i = 0; i < 200; i++) {
      fixture.loop.run(() -> {});
    }
  }

  @Test
  void whoConnectsToARetiringServerAndSaysNothingIsClosed() throws Exception {
    HttpServer other = fixture.listen(local().build());
    try (RawClient client = fixture.client()) {
      while (fixture.loop.call(() -> fixture.server.stats().openConnections()) == 0) {
        // until it is accepted
      }
      CompletableFuture<Boolean> closed = new CompletableFuture<>();
      fixture.loop.run(
          () -> fixture.server.retire(null, List.of(other), () -> closed.complete(true)));
      fixture.seconds(6);
      assertTrue(client.isAtEnd());
      assertTrue(closed.get(20, TimeUnit.SECONDS));
    }
    close(other);
  }
}
