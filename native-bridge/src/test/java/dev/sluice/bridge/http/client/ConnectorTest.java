package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.ClientFixture.get;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.client.ClientFixture.Reply;
import dev.sluice.bridge.tls.TlsOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections come to be: addresses, proxies, Unix sockets. */
class ConnectorTest {
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  private static RawServer answering() throws Exception {
    return new RawServer(
        peer -> {
          while (!peer.head().isEmpty()) {
            peer.send(HELLO);
          }
        });
  }

  private static InetAddress[] addresses(String... texts) throws UnknownHostException {
    InetAddress[] all = new InetAddress[texts.length];
    for (int i = 0; i < texts.length; i++) {
      all[i] = InetAddress.getByName(texts[i]);
    }
    return all;
  }

  private static Origin named(int port) {
    return new Origin(null, "host.test", port, null, null);
  }

  @Test
  void anAddressThatRefusesIsFollowedByTheNext() throws Exception {
    try (RawServer server = answering();
        ClientFixture fixture =
            new ClientFixture(_ -> addresses("127.0.0.3", "127.0.0.2", "127.0.0.1"))) {
      assertEquals("hello", fixture.fetch(get(named(server.port()), "/")).text());
    }
  }

  @Test
  void anAddressThatIsSilentIsOvertakenByTheNext() throws Exception {
    List<Socket> queue = new ArrayList<>();
    try (RawServer server = answering();
        java.net.ServerSocket silent = new java.net.ServerSocket();
        ClientFixture fixture = new ClientFixture(_ -> addresses("127.0.0.2", "127.0.0.1"))) {
      // Nobody accepts there: once its queue is full the system lets connections wait.
      silent.bind(new InetSocketAddress("127.0.0.2", server.port()), 1);
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket();
        queue.add(socket);
        try {
          socket.connect(new InetSocketAddress("127.0.0.2", server.port()), 50);
        } catch (java.net.SocketTimeoutException full) {
          break;
        }
      }
      assertEquals("hello", fixture.fetch(get(named(server.port()), "/")).text());
    } finally {
      for (Socket socket : queue) {
        socket.close();
      }
    }
  }

  @Test
  void theFirstFaultIsToldIfNoAddressAnswers() throws Exception {
    try (ClientFixture fixture = new ClientFixture(_ -> addresses("127.0.0.1", "127.0.0.2"))) {
      Reply reply = fixture.fetch(get(named(1), "/"));
      assertEquals("ECONNREFUSED", reply.code());
      assertEquals("127.0.0.1:1", reply.error().path());
    }
  }

  @Test
  void aHostThatIsNotThereIsNotFound() throws Exception {
    try (ClientFixture fixture =
        new ClientFixture(
            host -> {
              throw new UnknownHostException(host);
            })) {
      assertEquals("ENOTFOUND", fixture.fetch(get(named(80), "/")).code());
    }
  }

  @Test
  void manyRequestsAskForANameOnce() throws Exception {
    int[] asked = {0};
    try (RawServer server = answering();
        ClientFixture fixture =
            new ClientFixture(
                _ -> {
                  asked[0]++;
                  return addresses("127.0.0.1");
                })) {
      ClientFixture.Sent[] sent = new ClientFixture.Sent[10];
      for (int i = 0; i < sent.length; i++) {
        sent[i] = fixture.send(get(named(server.port()), "/"), true);
      }
      for (ClientFixture.Sent one : sent) {
        assertEquals("hello", one.await().text());
      }
      assertEquals(1, asked[0]);
    }
  }

  @Test
  void aNameThatWasLookedUpAheadIsNotAskedForAgain() throws Exception {
    List<String> asked = new ArrayList<>();
    try (RawServer server = answering();
        ClientFixture fixture =
            new ClientFixture(
                host -> {
                  asked.add(host);
                  return addresses("127.0.0.1");
                })) {
      fixture.loop.run(() -> fixture.client.lookUp(named(server.port())));
      fixture.settle();
      assertEquals(0, server.connections());
      assertEquals("hello", fixture.fetch(get(named(server.port()), "/")).text());
      assertEquals(List.of("host.test"), asked);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "a.localhost", "A.b.LocalHost", "a.localhost."})
  void namesBelowLocalhostAreThisMachine(String name) throws Exception {
    List<String> asked = new ArrayList<>();
    try (RawServer server = answering();
        ClientFixture fixture =
            new ClientFixture(
                host -> {
                  asked.add(host);
                  return addresses("127.0.0.1");
                })) {
      Origin origin = new Origin(null, name, server.port(), null, null);
      assertEquals("hello", fixture.fetch(get(origin, "/")).text());
      assertEquals(List.of("localhost"), asked);
    }
  }

  @Test
  void localhostIsThisMachineThoughTheSystemDoesNotKnowIt() throws Exception {
    try (RawServer server = answering();
        ClientFixture fixture =
            new ClientFixture(
                host -> {
                  throw new UnknownHostException(host);
                })) {
      Origin origin = new Origin(null, "a.localhost", server.port(), null, null);
      assertEquals("hello", fixture.fetch(get(origin, "/")).text());
    }
  }

  @Test
  void otherNamesThatLookAlikeAreLookedUp() {
    for (String name : List.of("notlocalhost", "localhost.test", "a.localhost.test", ".", "")) {
      assertFalse(Resolver.isLocal(name), name);
    }
  }

  @Test
  void familiesTakeTurns() throws Exception {
    assertEquals(
        List.of(addresses("::1", "127.0.0.1", "::2", "127.0.0.2", "::3")),
        Resolver.alternate(addresses("::1", "::2", "::3", "127.0.0.1", "127.0.0.2")));
  }

  @Test
  void anAbortWhileConnectingLeavesNothing() throws Exception {
    try (ClientFixture fixture = new ClientFixture(_ -> addresses("127.0.0.1"))) {
      ClientFixture.Sent sent = fixture.send(get(named(9), "/"), true);
      fixture.loop.run(() -> sent.abort("why"));
      assertTrue(sent.over.get(20, TimeUnit.SECONDS));
      assertEquals(0, fixture.counting.references());
    }
  }

  @Test
  void aProxyIsAskedWithTheWholeUrl() throws Exception {
    CompletableFuture<String> head = new CompletableFuture<>();
    try (RawServer proxy =
            new RawServer(
                peer -> {
                  head.complete(peer.head());
                  peer.send(HELLO);
                });
        ClientFixture fixture = new ClientFixture()) {
      Origin origin =
          new Origin(
              null, "host.test", 80, new Proxy("127.0.0.1", proxy.port(), "Basic eDp5"), null);
      assertEquals("hello", fixture.fetch(get(origin, "/a?b")).text());
      assertEquals(
          "GET http://host.test:80/a?b HTTP/1.1\r\nHost: host.test:80\r\nProxy-Authorization: Basic eDp5\r\n\r\n",
          head.get());
    }
  }

  @Test
  void aProxyThatRefusesATunnelIsAnError() throws Exception {
    try (RawServer proxy =
            new RawServer(
                peer -> {
                  peer.head();
                  peer.send(
                      "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
                  peer.awaitEnd();
                });
        ClientFixture fixture = new ClientFixture()) {
      Origin origin =
          new Origin(
              TlsOptions.DEFAULTS,
              "host.test",
              443,
              new Proxy("127.0.0.1", proxy.port(), null),
              null);
      assertEquals("ERR_PROXY_TUNNEL", fixture.fetch(get(origin, "/")).code());
    }
  }

  @Test
  void aUnixSocketIsConnectedTo(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        ClientFixture fixture = new ClientFixture()) {
      server.bind(UnixDomainSocketAddress.of(path));
      Thread.startVirtualThread(
          () -> {
            try (SocketChannel peer = server.accept()) {
              peer.read(ByteBuffer.allocate(1000));
              peer.write(ByteBuffer.wrap(HELLO.getBytes(US_ASCII)));
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      Origin origin = new Origin(null, "localhost", 80, null, path);
      assertEquals("hello", fixture.fetch(get(origin, "/")).text());
      Origin missing = new Origin(null, "localhost", 80, null, folder.resolve("none"));
      assertEquals("ENOENT", fixture.fetch(get(missing, "/")).code());
    }
  }
}
