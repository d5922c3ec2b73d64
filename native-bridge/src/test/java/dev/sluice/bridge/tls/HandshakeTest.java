package dev.sluice.bridge.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private static final TlsOptions LOCALHOST = Pems.server("localhost").build();

  private static String clientCode(TlsOptions client, String host, TlsOptions... server) {
    try (Handshake handshake = new Handshake(client, host, server)) {
      BridgeException failure = handshake.clientFailure();
      return failure == null ? "" : failure.code();
    }
  }

  private static void assertTrusted(TlsOptions client, String host, TlsOptions... server) {
    try (Handshake handshake = new Handshake(client, host, server)) {
      assertNull(handshake.clientFailure());
      assertNull(handshake.serverFailure());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "localhost.", "127.0.0.1", "::1", "[::1]"})
  void aCertificateIsGoodForTheNamesInIt(String host) {
    assertTrusted(Pems.client().build(), host, LOCALHOST);
  }

  @ParameterizedTest
  @CsvSource({
    "a.example.test, ''",
    "example.test, ERR_TLS_CERT_ALTNAME_INVALID",
    "a.b.example.test, ERR_TLS_CERT_ALTNAME_INVALID"
  })
  void aWildcardStandsForOneLabel(String host, String code) {
    assertEquals(code, clientCode(Pems.client().build(), host, Pems.server("wildcard").build()));
  }

  @Test
  void theMessageTellsWhichNamesAreInTheCertificate() {
    try (Handshake handshake = new Handshake(Pems.client().build(), "wrong.test", LOCALHOST)) {
      BridgeException failure = handshake.clientFailure();
      assertNotNull(failure);
      assertEquals("ERR_TLS_CERT_ALTNAME_INVALID", failure.code());
      assertTrue(failure.message().contains("'wrong.test'"), failure.message());
      assertTrue(failure.message().contains("DNS:localhost, IP:127.0.0.1"), failure.message());
      assertFalse(failure.isTypeError());
    }
  }

  @Test
  void anAddressThatIsNotInTheCertificateIsRefused() {
    assertEquals(
        "ERR_TLS_CERT_ALTNAME_INVALID", clientCode(Pems.client().build(), "127.0.0.2", LOCALHOST));
  }

  @Test
  void anExpiredCertificateIsRefused() {
    assertEquals(
        "CERT_HAS_EXPIRED",
        clientCode(Pems.client().build(), "localhost", Pems.server("expired").build()));
  }

  @Test
  void anExpiredCertificateOfAWrongNameIsToldAsExpired() {
    assertEquals(
        "CERT_HAS_EXPIRED",
        clientCode(Pems.client().build(), "wrong.test", Pems.server("expired").build()));
  }

  @Test
  void aSelfSignedCertificateIsRefusedUnlessItIsTheAuthority() {
    TlsOptions server = Pems.server("selfsigned").build();
    assertEquals(
        "DEPTH_ZERO_SELF_SIGNED_CERT", clientCode(Pems.client().build(), "localhost", server));
    TlsOptions client = TlsOptions.builder().ca(Pems.text("selfsigned.pem")).build();
    assertTrusted(client, "localhost", server);
    assertEquals("ERR_TLS_CERT_ALTNAME_INVALID", clientCode(client, "other.test", server));
  }

  @Test
  void theSystemsAuthoritiesDoNotKnowOurs() {
    assertEquals(
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE", clientCode(TlsOptions.DEFAULTS, "localhost", LOCALHOST));
  }

  @Test
  void anUntrustedAuthorityInTheChainIsTold() {
    TlsOptions server =
        TlsOptions.builder()
            .cert(Pems.text("localhost.pem") + Pems.text("ca.pem"))
            .key(Pems.text("localhost.key"))
            .build();
    assertEquals("SELF_SIGNED_CERT_IN_CHAIN", clientCode(TlsOptions.DEFAULTS, "localhost", server));
  }

  @Test
  void anIntermediateAuthorityMustBeShown() {
    String key = Pems.text("intermediate-leaf.key");
    TlsOptions alone =
        TlsOptions.builder().cert(Pems.text("intermediate-leaf.pem")).key(key).build();
    TlsOptions chain =
        TlsOptions.builder().cert(Pems.text("intermediate-chain.pem")).key(key).build();
    assertEquals(
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE", clientCode(Pems.client().build(), "localhost", alone));
    assertEquals(
        "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", clientCode(TlsOptions.DEFAULTS, "localhost", chain));
    assertTrusted(Pems.client().build(), "localhost", chain);
  }

  @Test
  void certificatesMayComeInAnyOrder() {
    String[] pems =
        Pems.text("intermediate-chain.pem").split("(?<=-----END CERTIFICATE-----\n)", 2);
    TlsOptions server =
        TlsOptions.builder()
            .cert(pems[1] + pems[0])
            .key(Pems.text("intermediate-leaf.key"))
            .build();
    assertTrusted(Pems.client().build(), "localhost", server);
  }

  @Test
  void whoDoesNotAskTrustsAnybody() {
    TlsOptions client = TlsOptions.builder().rejectUnauthorized(false).build();
    for (String name : List.of("selfsigned", "expired", "other")) {
      assertTrusted(client, "localhost", Pems.server(name).build());
    }
  }

  @Test
  void aClientMayExpectAnotherNameThanTheHosts() {
    TlsOptions client = Pems.client().serverName("other.test").build();
    assertTrusted(client, "127.0.0.1", Pems.server("other").build());
    assertEquals("ERR_TLS_CERT_ALTNAME_INVALID", clientCode(client, "localhost", LOCALHOST));
  }

  @ParameterizedTest
  @CsvSource({
    "other.test, CN=other.test",
    "OTHER.test, CN=other.test",
    "a.example.test, CN=*.example.test",
    "b.example.test, CN=*.example.test",
    "a.b.example.test, CN=localhost",
    "example.test, CN=localhost",
    "localhost, CN=localhost",
    "127.0.0.1, CN=localhost"
  })
  void theCertificateIsChosenByTheNameThatIsAskedFor(String host, String subject) {
    TlsOptions client = TlsOptions.builder().rejectUnauthorized(false).build();
    try (Handshake handshake =
        new Handshake(
            client,
            host,
            LOCALHOST,
            Pems.server("other").serverName("other.test").build(),
            Pems.server("wildcard").serverName("*.example.test").build())) {
      assertNull(handshake.clientFailure());
      assertEquals(subject, handshake.serverSubject());
    }
  }

  @Test
  void aNameOfOneLabelIsAskedFor() {
    TlsOptions client = TlsOptions.builder().rejectUnauthorized(false).build();
    try (Handshake handshake =
        new Handshake(
            client,
            "localhost",
            Pems.server("other").build(),
            Pems.server("localhost").serverName("localhost").build())) {
      assertEquals("CN=localhost", handshake.serverSubject());
    }
  }

  @Test
  void ofSeveralKeysTheOneThatFitsIsUsed() {
    TlsOptions server =
        TlsOptions.builder()
            .cert(Pems.text("rsa.pem") + Pems.text("localhost.pem"))
            .key(Pems.text("localhost.key") + Pems.text("rsa.key"))
            .build();
    assertEquals(2, Identity.of(server).size());
    TlsOptions client = TlsOptions.builder().rejectUnauthorized(false).build();
    assertTrusted(client, "localhost", server);
  }

  @ParameterizedTest
  @CsvSource({"'h2,http/1.1', h2", "'http/1.1', http/1.1", "'', "})
  void theServersFirstProtocolThatTheClientKnowsIsSpoken(String offered, String chosen) {
    TlsOptions server = Pems.server("localhost").alpn(List.of("h2", "http/1.1")).build();
    List<String> names = offered.isEmpty() ? List.of() : List.of(offered.split(","));
    try (Handshake handshake =
        new Handshake(Pems.client().alpn(names).build(), "localhost", server)) {
      assertNull(handshake.clientFailure());
      assertEquals(chosen, handshake.protocol());
    }
  }

  @Test
  void aClientThatKnowsOnlyOtherProtocolsIsRefused() {
    TlsOptions server = Pems.server("localhost").alpn(List.of("h2", "http/1.1")).build();
    assertEquals(
        "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
        clientCode(Pems.client().alpn(List.of("ftp")).build(), "localhost", server));
  }

  @ParameterizedTest
  @CsvSource({"TLS_1_2, TLSv1.3", "TLS_1_3, TLSv1.3"})
  void theNewestVersionIsSpoken(TlsVersion least, String spoken) {
    TlsOptions server = Pems.server("localhost").minVersion(least).build();
    try (Handshake handshake = new Handshake(Pems.client().build(), "localhost", server)) {
      assertNull(handshake.clientFailure());
      assertEquals(spoken, handshake.session().getProtocol());
    }
  }

  @Test
  void aClientIsAskedForItsCertificate() {
    TlsOptions server = Pems.server("localhost").requestCert(true).ca(Pems.text("ca.pem")).build();
    TlsOptions client =
        Pems.client().cert(Pems.text("client.pem")).key(Pems.text("client.key")).build();
    try (Handshake handshake = new Handshake(client, "localhost", server)) {
      assertNull(handshake.serverFailure());
      assertEquals("CN=client", handshake.clientSubject());
    }
  }

  @Test
  void aClientWithoutOrWithAnUnknownCertificateIsRefused() {
    TlsOptions server = Pems.server("localhost").requestCert(true).ca(Pems.text("ca.pem")).build();
    TlsOptions unknown =
        Pems.client().cert(Pems.text("selfsigned.pem")).key(Pems.text("selfsigned.key")).build();
    for (TlsOptions client : List.of(Pems.client().build(), unknown)) {
      try (Handshake handshake = new Handshake(client, "localhost", server)) {
        assertNotNull(handshake.serverFailure());
      }
    }
  }

  @Test
  void aServerThatOnlyAsksTakesClientsWithoutACertificate() {
    TlsOptions server =
        Pems.server("localhost").requestCert(true).rejectUnauthorized(false).build();
    assertTrusted(Pems.client().build(), "localhost", server);
  }

  @Test
  void whoeverSpeaksNoTlsIsToldSo() {
    ServerTls tls = ServerTls.of(List.of(LOCALHOST));
    EmbeddedChannel server = new EmbeddedChannel(tls.newHandler(UnpooledByteBufAllocator.DEFAULT));
    Exception failure = null;
    try {
      server.writeInbound(
          Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n", StandardCharsets.US_ASCII));
    } catch (Exception e) {
      failure = e;
    }
    assertNotNull(failure);
    assertEquals("ERR_SSL_WRONG_VERSION_NUMBER", TlsFailures.of(failure).code());
    assertFalse(server.isOpen());
    server.releaseOutbound();
  }

  @Test
  void anEndBeforeTheHandshakesIsAReset() {
    assertEquals("ECONNRESET", TlsFailures.of(new ClosedChannelException()).code());
  }
}
