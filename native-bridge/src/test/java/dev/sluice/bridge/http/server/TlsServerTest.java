package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.tls.Pems;
import dev.sluice.bridge.tls.ServerTls;
import dev.sluice.bridge.tls.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server over TLS, with the JDK's client as a peer. */
class TlsServerTest {
  private ServerFixture fixture;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    TlsOptions localhost = Pems.server("localhost").alpn(ProtocolChoice.ALPN).build();
    TlsOptions wildcard =
        Pems.server("wildcard").serverName("*.example.test").alpn(ProtocolChoice.ALPN).build();
    ServerTls tls = ServerTls.of(List.of(localhost, wildcard));
    fixture = new ServerFixture(options -> options.protocol(ProtocolChoice.over(tls)));
    client = client(Version.HTTP_2);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    fixture.close();
  }

  private static HttpClient client(Version version) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(RawTls.context())
        .version(version)
        .connectTimeout(Duration.ofSeconds(20))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + fixture.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void theClientChoosesTheVersion(Version version) throws Exception {
    fixture.handler(
        exchange -> ServerFixture.text(exchange, exchange.protocol() + exchange.isSecure()));
    try (HttpClient chosen = client(version)) {
      HttpResponse<String> response = chosen.send(request("/").build(), BodyHandlers.ofString());
      assertEquals(version, response.version());
      assertEquals(version == Version.HTTP_2 ? "HTTP/2true" : "HTTP/1.1true", response.body());
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void largeBodiesGoBothWays(Version version) throws Exception {
    byte[] bytes = new byte[5 << 20];
    new Random(1).nextBytes(bytes);
    fixture.handler(
        exchange ->
            Pipe.connect(
                exchange.body(), exchange.respond(ResponseHead.of(200), -1), (_, _) -> {}));
    try (HttpClient chosen = client(version)) {
      HttpResponse<byte[]> response =
          chosen.send(
              request("/").POST(BodyPublishers.ofByteArray(bytes)).build(),
              BodyHandlers.ofByteArray());
      assertArrayEquals(bytes, response.body());
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aFileIsSent(Version version, @TempDir Path folder) throws Exception {
    byte[] bytes = new byte[1_234_567];
    new Random(2).nextBytes(bytes);
    Files.write(folder.resolve("file"), bytes);
    fixture.handler(
        exchange ->
            exchange.respond(
                ResponseHead.of(200), new FileStore(FileLocation.ofPath(folder, "file")), 0, -1));
    try (HttpClient chosen = client(version)) {
      HttpResponse<byte[]> response = chosen.send(request("/").build(), BodyHandlers.ofByteArray());
      assertArrayEquals(bytes, response.body());
    }
  }

  @Test
  void manyRequestsShareAConnection() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    assertEquals(200, client.send(request("/").build(), BodyHandlers.ofString()).statusCode());
    for (int i = 0; i < 100; i++) {
      all.add(client.sendAsync(request("/" + i).build(), BodyHandlers.ofString()));
    }
    for (int i = 0; i < 100; i++) {
      assertEquals("/" + i, all.get(i).get(20, TimeUnit.SECONDS).body());
    }
    assertEquals(1, fixture.loop.call(() -> fixture.server.stats().openConnections()));
  }

  @Test
  void whoSpeaksNoTlsIsCutOff() throws Exception {
    RawClient raw = fixture.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertTrue(raw.rest().length < 16);
    assertEquals(200, client.send(request("/").build(), BodyHandlers.ofString()).statusCode());
  }

  @Test
  void aClientThatDoesNotTrustUsIsNoFaultOfTheServers() throws Exception {
    try (HttpClient wary = HttpClient.newHttpClient()) {
      assertThrows(
          IOException.class, () -> wary.send(request("/").build(), BodyHandlers.discarding()));
    }
    assertEquals(200, client.send(request("/").build(), BodyHandlers.ofString()).statusCode());
    assertEquals(List.of(), fixture.faults);
  }

  @Test
  void aHandshakeThatNeverBeginsIsClosedInTimeAndWithTheServer() throws Exception {
    RawClient silent = fixture.client();
    RawClient half = fixture.client().send(new byte[] {22, 3, 1});
    assertEquals(200, client.send(request("/").build(), BodyHandlers.ofString()).statusCode());
    fixture.seconds(11);
    assertTrue(silent.isAtEnd());
    assertTrue(half.isAtEnd());
    RawClient late = fixture.client();
    assertEquals(200, client.send(request("/").build(), BodyHandlers.ofString()).statusCode());
    assertTrue(fixture.closeServer(false).get(20, TimeUnit.SECONDS));
    assertTrue(late.isAtEnd());
  }

  @Test
  void aServerThatClosesLetsStreamsEnd() throws Exception {
    ServerFixture.Mailbox<Exchange> running = new ServerFixture.Mailbox<>();
    fixture.handler(running::put);
    CompletableFuture<HttpResponse<String>> response =
        client.sendAsync(request("/").build(), BodyHandlers.ofString());
    Exchange exchange = running.take();
    CompletableFuture<Boolean> closed = fixture.closeServer(false);
    fixture.loop.run(() -> ServerFixture.text(exchange, "done"));
    assertEquals("done", response.get(20, TimeUnit.SECONDS).body());
    assertTrue(closed.get(20, TimeUnit.SECONDS));
  }
}
