package dev.sluice.bridge.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyMaterialTest {
  private static void assertFault(String code, String word, TlsOptions.Builder server) {
    BridgeException fault =
        assertThrows(BridgeException.class, () -> ServerTls.of(List.of(server.build())));
    assertEquals(code, fault.code());
    assertTrue(fault.message().contains(word), fault.message());
    assertTrue(fault.isTypeError());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost-sec1.key",
        "localhost-params.key",
        "localhost-encrypted.key",
        "localhost-proctype.key"
      })
  void aKeyIsTheSameInEveryDress(String file) {
    ECPrivateKey plain = ecKey(Pems.text("localhost.key"), null);
    ECPrivateKey dressed = ecKey(Pems.text(file), "secret");
    assertEquals(plain.getS(), dressed.getS());
    assertEquals(plain.getParams(), dressed.getParams());
  }

  private static ECPrivateKey ecKey(String pem, @Nullable String passphrase) {
    List<PrivateKey> keys = PrivateKeys.parse(pem, passphrase);
    assertEquals(1, keys.size());
    return (ECPrivateKey) keys.getFirst();
  }

  @Test
  void anRsaKeyIsReadFromPkcs1AndPkcs8() {
    assertEquals(
        PrivateKeys.parse(Pems.text("rsa.key"), null),
        PrivateKeys.parse(Pems.text("rsa-pkcs1.key"), null));
  }

  @Test
  void aKeyMayStandAmongCertificatesAndTextWithAnyLineEnds() {
    String both = "Subject: me\n" + Pems.text("localhost.pem") + Pems.text("localhost.key");
    ServerTls.of(List.of(TlsOptions.builder().cert(both.replace("\n", "\r\n")).build()));
  }

  @Test
  void pemMayBeBytes() {
    TlsOptions options =
        TlsOptions.builder()
            .cert(Pems.text("localhost.pem").getBytes(StandardCharsets.US_ASCII))
            .key(Pems.text("localhost.key").getBytes(StandardCharsets.US_ASCII))
            .build();
    assertEquals(Pems.server("localhost").build(), options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost-encrypted.key", "localhost-proctype.key"})
  void anEncryptedKeyNeedsItsPassphrase(String file) {
    TlsOptions.Builder server =
        TlsOptions.builder().cert(Pems.text("localhost.pem")).key(Pems.text(file));
    assertFault("ERR_TLS_INVALID_KEY", "no tls.passphrase", server);
    assertFault("ERR_TLS_INVALID_KEY", "passphrase is wrong", server.passphrase("sesame"));
    ServerTls.of(List.of(server.passphrase("secret").build()));
  }

  @Test
  void aKeyMustBelongToTheCertificate() {
    assertFault(
        "ERR_TLS_INVALID_KEY",
        "not the key of any certificate",
        Pems.server("localhost").key(Pems.text("other.key")));
    assertFault(
        "ERR_TLS_INVALID_KEY",
        "not the key of any certificate",
        Pems.server("localhost").key(Pems.text("rsa.key")));
  }

  @ParameterizedTest
  @CsvSource({
    "'', no private key in PEM",
    "nonsense, no private key in PEM",
    "-----BEGIN PRIVATE KEY-----, is cut off",
    "-----BEGIN PRIVATE KEY, does not end with",
    "-----BEGIN PRIVATE KEY-----|*|-----END PRIVATE KEY-----, not base64",
    "-----BEGIN PRIVATE KEY-----|AAAA|-----END PRIVATE KEY-----, cannot be read",
    "-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----, cannot be read",
    "-----BEGIN PRIVATE KEY-----|MAYCAQA=|-----END PRIVATE KEY-----, cannot be read",
    "-----BEGIN RSA PRIVATE KEY-----|AAAA|-----END RSA PRIVATE KEY-----, cannot be read",
    "-----BEGIN EC PRIVATE KEY-----|MIP/////|-----END EC PRIVATE KEY-----, cannot be read",
    "-----BEGIN OPENSSH PRIVATE KEY-----|AAAA|-----END OPENSSH PRIVATE KEY-----, not supported"
  })
  void aBadKeyIsToldForWhatItIs(String key, String word) {
    assertFault("ERR_TLS_INVALID_KEY", word, Pems.server("localhost").key(key.replace('|', '\n')));
  }

  @Test
  void badCertificatesAndAuthoritiesAreToldApart() {
    String bad = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    assertFault("ERR_TLS_INVALID_CERT", "cannot be read", Pems.server("localhost").cert(bad));
    assertFault("ERR_TLS_INVALID_CERT", "no certificate", Pems.server("localhost").cert("x"));
    assertFault(
        "ERR_TLS_INVALID_CERT", "is missing", TlsOptions.builder().key(Pems.text("rsa.key")));
    assertFault("ERR_TLS_INVALID_CERT", "are missing", TlsOptions.builder());
    assertFault(
        "ERR_TLS_INVALID_CA", "cannot be read", Pems.server("localhost").requestCert(true).ca(bad));
  }

  @Test
  void onlyTheFirstOfSeveralCertificatesMayBeWithoutAName() {
    BridgeException fault =
        assertThrows(
            BridgeException.class,
            () ->
                ServerTls.of(
                    List.of(Pems.server("localhost").build(), Pems.server("other").build())));
    assertEquals("ERR_TLS_INVALID_SERVER_NAME", fault.code());
  }

  @Test
  void optionsTellNoSecrets() {
    String text = Pems.server("localhost").passphrase("secret").build().toString();
    assertFalse(text.contains("secret"));
    assertFalse(text.contains("PRIVATE"));
  }

  @Test
  void versionsAreKnownByTheirNames() {
    assertEquals(TlsVersion.TLS_1_2, TlsVersion.of("TLSv1.2"));
    BridgeException fault = assertThrows(BridgeException.class, () -> TlsVersion.of("TLSv1.1"));
    assertEquals("ERR_TLS_INVALID_PROTOCOL_VERSION", fault.code());
  }
}
