package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.Http2Frames.HTTP_1_1_REQUIRED;
import static dev.sluice.bridge.http.Http2Frames.MAX_CONCURRENT_STREAMS;
import static dev.sluice.bridge.http.client.ClientFixture.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.NettyLoop;
import dev.sluice.bridge.http.client.ClientFixture.Reply;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import dev.sluice.bridge.http.server.HttpServer;
import dev.sluice.bridge.http.server.ProtocolChoice;
import dev.sluice.bridge.http.server.RequestHandler;
import dev.sluice.bridge.http.server.ResponseHead;
import dev.sluice.bridge.http.server.ServerOptions;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.tls.Pems;
import dev.sluice.bridge.tls.ServerTls;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which protocol is spoken over TLS, and what follows from it. */
class SecureHttp2Test {
  private final ClientFixture fixture = new ClientFixture();
  private final List<NettyLoop> loops = new ArrayList<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    fixture.closeWithNothingHeld();
    loops.forEach(NettyLoop::close);
    assertEquals(List.of(), faults);
  }

  /** Our own server, which offers these protocols. */
  private HttpServer serve(List<String> alpn, RequestHandler handler) throws Exception {
    NettyLoop loop = new NettyLoop();
    loops.add(loop);
    ServerTls tls = ServerTls.of(List.of(Pems.server("localhost").alpn(alpn).build()));
    ServerOptions options =
        ServerOptions.builder().hostname("127.0.0.1").protocol(ProtocolChoice.over(tls)).build();
    return loop.call(() -> HttpServer.listen(loop, loop.netty(), options, handler, faults::add));
  }

  /** A server by hand, with TLS. */
  private static RawServer raw(RawServer.Script script) throws Exception {
    return TlsSockets.server(script, "h2", "http/1.1");
  }

  private static Origin origin(int port, Protocol protocol) {
    return new Origin(Pems.client().build(), "localhost", port, null, null, protocol);
  }

  private static ClientRequest get(int port) {
    return ClientFixture.get(origin(port, Protocol.ANY), "/");
  }

  @Test
  void aServerThatOffersHttp2IsSpokenToInIt() throws Exception {
    List<String> protocols = new CopyOnWriteArrayList<>();
    HttpServer server =
        serve(
            ProtocolChoice.ALPN,
            exchange -> {
              protocols.add(exchange.protocol() + " " + exchange.authority());
              exchange.respond(ResponseHead.of(200), exchange.target());
            });
    Reply reply = fixture.fetch(get(server.port()));
    assertEquals("/", reply.text());
    assertEquals("HTTP/2", reply.response().protocol());
    Origin http1 = origin(server.port(), Protocol.HTTP1);
    assertEquals("HTTP/1.1", fixture.fetch(ClientFixture.get(http1, "/")).response().protocol());
    String authority = " localhost:" + server.port();
    assertEquals(List.of("HTTP/2" + authority, "HTTP/1.1" + authority), protocols);
  }

  @Test
  void aThousandAtATimeShareAFewConnections() throws Exception {
    HttpServer server =
        serve(ProtocolChoice.ALPN, exchange -> exchange.respond(ResponseHead.of(200), "hello"));
    Sent[] sent = new Sent[1000];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = fixture.send(get(server.port()), true);
    }
    for (Sent one : sent) {
      assertEquals("hello", one.await().text());
    }
    fixture.settle();
    int connections = fixture.loop.call(fixture.client::idleConnections);
    assertTrue(connections >= 1 && connections <= 10, connections + " connections");
  }

  @Test
  void aServerOfHttp1IsRememberedAsOne() throws Exception {
    List<String> protocols = new CopyOnWriteArrayList<>();
    HttpServer server =
        serve(
            List.of("http/1.1"),
            exchange -> {
              protocols.add(exchange.protocol());
              exchange.respond(ResponseHead.of(200), "hello");
            });
    for (int round = 0; round < 2; round++) {
      Sent[] sent = new Sent[5];
      for (int i = 0; i < sent.length; i++) {
        sent[i] = fixture.send(get(server.port()), true);
      }
      for (Sent one : sent) {
        assertEquals("hello", one.await().text());
      }
    }
    assertEquals(10, protocols.size());
    assertTrue(protocols.stream().allMatch("HTTP/1.1"::equals));
  }

  @Test
  void aServerWithoutHttp2IsAnErrorWhereNothingElseWillDo() throws Exception {
    // One that knows no ALPN, and one that says that it offers something else.
    for (List<String> alpn : List.of(List.<String>of(), List.of("http/1.1"))) {
      HttpServer server = serve(alpn, exchange -> exchange.respond(ResponseHead.of(200), "hello"));
      ClientRequest request = ClientFixture.get(origin(server.port(), Protocol.HTTP2), "/");
      assertEquals("ERR_HTTP2_UNSUPPORTED", fixture.fetch(request).code());
      assertEquals("hello", fixture.fetch(get(server.port())).text());
    }
  }

  @Test
  void largeBodiesGoBothWays() throws Exception {
    byte[] large = new byte[5_000_017];
    new java.util.Random(1).nextBytes(large);
    HttpServer server =
        serve(
            ProtocolChoice.ALPN,
            exchange ->
                Pipe.connect(
                    exchange.body(),
                    exchange.respond(ResponseHead.of(200), -1),
                    (error, _) -> {
                      if (error != null) {
                        faults.add(error);
                      }
                    }));
    RequestBody body = RequestBody.Stored.of(BytesStore.of(large.clone()), 0, -1);
    Origin to = origin(server.port(), Protocol.ANY);
    Reply reply = fixture.fetch(request(to, "POST", "/", body, Timeouts.NONE));
    assertEquals(ByteBuffer.wrap(large), ByteBuffer.wrap(reply.text().getBytes(ISO_8859_1)));
  }

  @Test
  void aReaderThatHasStoppedStallsNobodyElse() throws Exception {
    byte[] large = new byte[8_000_000];
    HttpServer server =
        serve(
            ProtocolChoice.ALPN,
            exchange -> exchange.respond(ResponseHead.of(200), ByteBuffer.wrap(large)));
    Sent[] stalled = new Sent[20];
    for (int i = 0; i < stalled.length; i++) {
      stalled[i] = fixture.send(get(server.port()), false);
      stalled[i].response.get(20, TimeUnit.SECONDS);
    }
    assertEquals(large.length, fixture.fetch(get(server.port())).text().length());
    assertEquals(1, server.stats().openConnections());
    for (Sent one : stalled) {
      ClientResponse response = one.response.get();
      fixture.loop.run(() -> Objects.requireNonNull(response.body()).cancel());
      assertTrue(one.over.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void aServerThatRequiresHttp1GetsIt() throws Exception {
    List<String> protocols = new CopyOnWriteArrayList<>();
    try (RawServer server =
        raw(
            peer -> {
              SSLSocket socket = (SSLSocket) peer.socket();
              socket.startHandshake();
              protocols.add(socket.getApplicationProtocol());
              if (socket.getApplicationProtocol().equals("h2")) {
                Http2Peer http2 = new Http2Peer(peer);
                http2.reset(http2.begin().request(), HTTP_1_1_REQUIRED);
                peer.awaitEnd();
              } else {
                while (!peer.head().isEmpty()) {
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
                }
              }
            })) {
      assertEquals("hello", fixture.fetch(get(server.port())).text());
      assertEquals("hello", fixture.fetch(get(server.port())).text());
      assertEquals(List.of("h2", ""), protocols);
    }
  }

  @Test
  void whoeverWaitsTakesThePlaceOfAStreamThatEnds() throws Exception {
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    CompletableFuture<Boolean> goOn = new CompletableFuture<>();
    try (RawServer server =
        raw(
            peer -> {
              if (peer.number() > 1) {
                // It is never said hello to.
                second.complete(true);
                goOn.get(20, TimeUnit.SECONDS);
                return;
              }
              Http2Peer http2 = new Http2Peer(peer);
              http2.begin(MAX_CONCURRENT_STREAMS, 1);
              http2.answer(http2.request(), "first");
              int stream = http2.request();
              second.get(20, TimeUnit.SECONDS);
              http2.answer(stream, "second").answerAll("more");
            })) {
      assertEquals("first", fixture.fetch(get(server.port())).text());
      Sent two = fixture.send(get(server.port()), true);
      Sent three = fixture.send(get(server.port()), true);
      Sent four = fixture.send(get(server.port()), true);
      assertEquals("second", two.await().text());
      assertEquals("more", three.await().text());
      assertEquals("more", four.await().text());
      assertEquals(2, server.connections());
      goOn.complete(true);
    }
  }

  @Test
  void whoeverWaitsGivesUpByItself() throws Exception {
    CompletableFuture<Boolean> called = new CompletableFuture<>();
    CompletableFuture<Boolean> goOn = new CompletableFuture<>();
    try (RawServer server =
        raw(
            _ -> {
              called.complete(true);
              goOn.get(20, TimeUnit.SECONDS);
            })) {
      Origin to = origin(server.port(), Protocol.ANY);
      Sent patient = fixture.send(get(server.port()), true);
      ClientRequest hasty = request(to, "GET", "/", null, new Timeouts(30, 0, 0, 0));
      assertEquals("ETIMEDOUT", fixture.fetch(hasty).code());
      Sent aborted = fixture.send(get(server.port()), true);
      fixture.loop.run(() -> aborted.abort("why"));
      assertTrue(aborted.over.get(20, TimeUnit.SECONDS));
      assertTrue(called.get(20, TimeUnit.SECONDS));
      assertEquals(1, server.connections());
      fixture.loop.run(() -> patient.abort("why"));
      assertTrue(patient.over.get(20, TimeUnit.SECONDS));
      goOn.complete(true);
    }
  }

  @Test
  void aConnectionMadeAheadIsUsed() throws Exception {
    HttpServer server =
        serve(ProtocolChoice.ALPN, exchange -> exchange.respond(ResponseHead.of(200), "hello"));
    fixture.loop.run(() -> fixture.client.preconnect(origin(server.port(), Protocol.ANY)));
    fixture.loop.run(() -> fixture.client.preconnect(origin(server.port(), Protocol.ANY)));
    assertEquals("hello", fixture.fetch(get(server.port())).text());
    // The stream ends in the turn after its last byte.
    fixture.settle();
    assertEquals(1, fixture.loop.call(fixture.client::idleConnections));
    assertEquals(1.0, server.stats().connections());
  }
}
