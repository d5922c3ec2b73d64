package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.ClientFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.bridge.tls.Pems;
import dev.sluice.bridge.tls.TlsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Proxies that are spoken to by TLS. */
class SecureProxyTest {
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  private final ClientFixture fixture = new ClientFixture();
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  @AfterEach
  void nothingIsHeldAtTheEnd() throws Exception {
    fixture.closeWithNothingHeld();
  }

  private static Proxy proxy(RawServer server, TlsOptions tls) {
    return new Proxy("localhost", server.port(), "Basic eDp5", tls, List.of("X-To-Proxy", "1"));
  }

  /** Leads each tunnel to where it is asked to. */
  private RawServer tunnelling() throws IOException {
    return TlsSockets.server(
        peer -> {
          String head = peer.head();
          asked.add(head);
          String port = head.substring(head.indexOf(':') + 1, head.indexOf(" HTTP"));
          try (Socket onward =
              new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
            peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
            Thread.startVirtualThread(() -> copy(peer.in(), onward));
            onward.getInputStream().transferTo(peer.socket().getOutputStream());
          }
        });
  }

  private static void copy(InputStream from, Socket to) {
    try (OutputStream out = to.getOutputStream()) {
      from.transferTo(out);
    } catch (IOException gone) {
      // The end of the test.
    }
  }

  @Test
  void aProxyIsAskedByTlsForWhatGoesInTheClear() throws Exception {
    try (RawServer proxy =
        TlsSockets.server(
            peer -> {
              for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                asked.add(head);
                peer.send(HELLO);
              }
            })) {
      Origin origin =
          new Origin(
              null, "host.test", 80, proxy(proxy, Pems.client().build()), null, Protocol.ANY);
      for (int i = 0; i < 2; i++) {
        assertEquals("hello", fixture.fetch(get(origin, "/a?b")).text());
        assertEquals(
            "GET http://host.test:80/a?b HTTP/1.1\r\nHost: host.test:80\r\n"
                + "Proxy-Authorization: Basic eDp5\r\nX-To-Proxy: 1\r\n\r\n",
            asked.poll(20, TimeUnit.SECONDS));
      }
      assertEquals(1, proxy.connections());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Protocol.class,
      names = {"ANY", "HTTP1"})
  void aTunnelThroughAProxyHasTlsWithinTls(Protocol protocol) throws Exception {
    try (RawServer server =
            TlsSockets.server(
                peer -> {
                  if (protocol == Protocol.ANY) {
                    new Http2Peer(peer).begin().answerAll("hello");
                  } else {
                    while (!peer.head().isEmpty()) {
                      peer.send(HELLO);
                    }
                  }
                },
                "h2");
        RawServer proxy = tunnelling()) {
      Origin origin =
          new Origin(
              Pems.client().build(),
              "localhost",
              server.port(),
              proxy(proxy, Pems.client().build()),
              null,
              protocol);
      assertEquals("hello", fixture.fetch(get(origin, "/")).text());
      assertEquals("hello", fixture.fetch(get(origin, "/")).text());
      String authority = "localhost:" + server.port();
      assertEquals(
          "CONNECT "
              + authority
              + " HTTP/1.1\r\nHost: "
              + authority
              + "\r\nProxy-Authorization: Basic eDp5\r\nX-To-Proxy: 1\r\n\r\n",
          asked.poll(20, TimeUnit.SECONDS));
      assertEquals(1, proxy.connections());
    }
  }

  @Test
  void aProxyThatNobodyVouchesForIsNotTold() throws Exception {
    try (RawServer proxy = tunnelling()) {
      Origin origin =
          new Origin(
              Pems.client().build(),
              "localhost",
              443,
              proxy(proxy, TlsOptions.DEFAULTS),
              null,
              Protocol.ANY);
      assertEquals("UNABLE_TO_VERIFY_LEAF_SIGNATURE", fixture.fetch(get(origin, "/")).code());
      assertEquals(0, asked.size());
    }
  }

  @Test
  void http2IsNotAskedOfAProxy() throws Exception {
    Origin origin =
        new Origin(null, "host.test", 80, new Proxy("127.0.0.1", 1, null), null, Protocol.HTTP2);
    assertEquals("ERR_HTTP2_UNSUPPORTED", fixture.fetch(get(origin, "/")).code());
  }
}
