package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.OutboundBody;
import dev.sluice.bridge.stream.Feeder;
import dev.sluice.bridge.stream.StreamResult;
import dev.sluice.bridge.tls.Pems;
import dev.sluice.bridge.tls.ServerTls;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections over TLS end (RFC 8446 §6.1, RFC 9112 §9.8). */
class TlsEndTest {
  private static final int LIMIT = 1_000;

  private ServerFixture fixture;

  @BeforeEach
  void start() throws Exception {
    ServerTls tls =
        ServerTls.of(List.of(Pems.server("localhost").alpn(ProtocolChoice.ALPN).build()));
    fixture =
        new ServerFixture(
            options -> options.protocol(ProtocolChoice.over(tls)).maxRequestBodySize(LIMIT));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private RawTls connect(String version) throws Exception {
    return new RawTls(fixture.port(), version);
  }

  /** Most clients write all of it before they read anything. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anEarlyAnswerIsNotLostToAClientThatStillSends(String version) throws Exception {
    try (RawTls client = connect(version)) {
      int length = 20_000_000;
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
      byte[] piece = new byte[100_000];
      for (int sent = 0; sent < length; sent += piece.length) {
        client.send(piece);
      }
      String answer = client.rest();
      assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
      assertTrue(client.hasGoodEnd());
      assertTrue(client.isClosed(), "our side is open");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aBodyThatGoesUntilTheEndHasAnEndInGoodOrder(String version) throws Exception {
    fixture.handler(
        exchange -> {
          OutboundBody sink = begun(exchange);
          sink.end();
        });
    try (RawTls client = connect(version).send("GET / HTTP/1.0\r\n\r\n")) {
      String answer = client.rest();
      assertTrue(answer.endsWith("\r\n\r\nhalf"), answer);
      assertTrue(client.hasGoodEnd());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aBodyThatIsCutHasNone(String version) throws Exception {
    ServerFixture.Mailbox<OutboundBody> sinks = new ServerFixture.Mailbox<>();
    fixture.handler(exchange -> sinks.put(begun(exchange)));
    try (RawTls client = connect(version).send("GET / HTTP/1.0\r\n\r\n")) {
      OutboundBody sink = sinks.take();
      fixture.loop.run(() -> sink.abort(BridgeException.plain("ERR_TEST", "oh")));
      client.rest();
      assertFalse(client.hasGoodEnd());
    }
    assertEquals(List.of(), fixture.faults);
  }

  private static OutboundBody begun(Exchange exchange) {
    OutboundBody sink = exchange.respond(ResponseHead.of(200), -1);
    sink.start(new Feeder());
    sink.write(new StreamResult.Owned(ServerFixture.bytes("half"), false));
    sink.flush();
    return sink;
  }
}
