package dev.sluice.bridge.http.server;

import static dev.sluice.bridge.http.Http2Frames.END_HEADERS;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.tls.Pems;
import dev.sluice.bridge.tls.ServerTls;
import dev.sluice.bridge.tls.TlsOptions;
import java.net.InetAddress;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of another host than the one that the handshake was about (RFC 9110 §15.5.20). */
class MisdirectedRequestTest {
  @SuppressWarnings("NullAway.Init") // by each test
  private ServerFixture fixture;

  private void listen(TlsOptions.Builder... certificates) throws Exception {
    List<TlsOptions> all =
        List.of(certificates).stream().map(each -> each.alpn(ProtocolChoice.ALPN).build()).toList();
    ServerTls tls = ServerTls.of(all);
    fixture = new ServerFixture(options -> options.protocol(ProtocolChoice.over(tls)));
    fixture.handler(exchange -> ServerFixture.text(exchange, exchange.authority()));
  }

  private void listen() throws Exception {
    listen(
        Pems.server("localhost"),
        Pems.server("wildcard").serverName("www.example.test"),
        Pems.server("other").serverName("other.test"));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private SSLSocket connect(String name, String protocol) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            RawTls.context()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), fixture.port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    assertEquals(protocol, socket.getApplicationProtocol());
    return socket;
  }

  private int http1(String name, String host) throws Exception {
    try (RawClient client = new RawClient(connect(name, "http/1.1"))) {
      client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      return client.response().status();
    }
  }

  private static byte[] head(String host) {
    return Http2Conformance.literals(
        ":method", "GET", ":scheme", "https", ":path", "/", ":authority", host);
  }

  private int http2(String name, String host) throws Exception {
    try (RawHttp2 http2 = new RawHttp2(new RawClient(connect(name, "h2"))).begin()) {
      http2.send(HEADERS, END_HEADERS | END_STREAM, 1, head(host));
      return Integer.parseInt(http2.response(1).substring(0, 3));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // The name that was asked for, the host, the status.
    "other.test, other.test, 200",
    "other.test, OTHER.test.:8443, 200",
    "localhost, localhost:3000, 200",
    // There is another certificate for it.
    "other.test, www.example.test, 421",
    "localhost, other.test, 421",
    "other.test, localhost, 421",
    // Unknown names are the first certificate's.
    "localhost, unknown.test, 200",
    "unknown.test, unknown.test, 200",
    "other.test, unknown.test, 421",
    // This certificate is good for it, too.
    "www.example.test, shop.example.test, 200",
    "www.example.test, a.shop.example.test, 421",
    // Who has not asked for a name cannot know.
    "'', other.test, 200",
    "'', localhost, 200"
  })
  void whatIsForAnotherCertificateIsSentElsewhere(String name, String host, int status)
      throws Exception {
    listen();
    assertEquals(status, http1(name, host), "HTTP/1.1");
    assertEquals(status, http2(name, host), "HTTP/2");
  }

  @Test
  void otherStreamsOfTheConnectionGoOn() throws Exception {
    listen();
    try (RawHttp2 http2 = new RawHttp2(new RawClient(connect("other.test", "h2"))).begin()) {
      http2.send(HEADERS, END_HEADERS | END_STREAM, 1, head("localhost"));
      http2.send(HEADERS, END_HEADERS | END_STREAM, 3, head("other.test"));
      assertTrue(http2.response(1).startsWith("421"));
      assertEquals("200 other.test", http2.response(3));
    }
  }

  @Test
  void aSingleCertificateIsForAllHosts() throws Exception {
    listen(Pems.server("localhost"));
    assertEquals(200, http1("localhost", "other.test"));
    assertEquals(200, http2("localhost", "other.test"));
  }

  /** Whoever has to show a certificate for a host has to show it for this one. */
  @ParameterizedTest
  @CsvSource({"www.example.test, shop.example.test", "'', shop.example.test"})
  void aHostWhoseClientsShowCertificatesIsNotReachedByAnotherDoor(String name, String host)
      throws Exception {
    listen(
        Pems.server("localhost"),
        Pems.server("wildcard").serverName("www.example.test"),
        Pems.server("wildcard")
            .serverName("shop.example.test")
            .requestCert(true)
            .ca(Pems.text("ca.pem")));
    assertEquals(421, http1(name, host));
    assertEquals(421, http2(name, host));
  }
}
