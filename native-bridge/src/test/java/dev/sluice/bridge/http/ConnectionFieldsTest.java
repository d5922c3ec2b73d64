package dev.sluice.bridge.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionFieldsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "Content-Length",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
      })
  void whatIsOfTheConnectionIsSoInAnyCase(String name) {
    assertTrue(ConnectionFields.isOfConnection(name));
    assertTrue(ConnectionFields.isOfConnection(name.toLowerCase(Locale.ROOT)));
    assertTrue(ConnectionFields.isOfConnection(name.toUpperCase(Locale.ROOT)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "to",
        "Referer",
        "Set-Cookie",
        "Accept-Charset",
        "WWW-Authenticate",
        "If-Modified-Since",
      })
  void othersAreNotThoughTheyAreAsLong(String name) {
    assertFalse(ConnectionFields.isOfConnection(name));
  }
}
