package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http2RequestTest {
  /** Fields divided by a bar, names and values by an equals sign; empty ones are left out. */
  private static Http2Request request(String fields) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    for (String field : fields.split("\\|", -1)) {
      int equals = field.indexOf('=');
      headers.add(field.substring(0, equals), field.substring(equals + 1));
    }
    return new Http2Request(headers);
  }

  private static final String GET = ":method=GET|:scheme=https|:path=/a?b|:authority=h";

  @Test
  void theAuthorityIsTheHost() {
    Http2Request request = request(GET + "|accept=*/*");
    assertTrue(request.isWellFormed());
    assertEquals("GET", request.method());
    assertEquals("/a?b", request.target());
    assertEquals("h", request.fields().get("Host"));
    assertEquals("*/*", request.fields().get("accept"));
    assertEquals(2, request.fields().size());
  }

  @Test
  void aHostThatSaysTheSameIsNotRepeated() {
    assertEquals(1, request(GET + "|host=H").fields().count("host"));
  }

  @Test
  void piecesOfCookiesArePutTogether() {
    assertEquals(
        "a=1; b=2; c=3", request(GET + "|cookie=a=1|cookie=b=2; c=3").fields().get("cookie"));
  }

  @Test
  void connectHasAnAuthorityOnly() {
    assertEquals("h:443", request(":method=CONNECT|:authority=h:443").target());
    assertTrue(request(":method=CONNECT|:authority=h:443").isWellFormed());
    assertFalse(request(":method=CONNECT|:scheme=https|:path=/|:authority=h").isWellFormed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=x\r\nb: y",
        "a=x\ny",
        "a=x\0",
        "a=\u007f",
        "a= x",
        "a=x ",
        "a=x\t",
        "a b=x",
        "a:=x",
        "a\r\n=x",
        "=x",
        "a\u00e9=x",
        "host=other",
        ":method=GET",
        ":scheme=http",
        ":path=/b",
        ":authority=h",
        ":status=200",
        ":protocol=websocket",
        ":unknown=x"
      })
  void aMalformedFieldSpoilsTheRequest(String field) {
    assertFalse(request(GET + "|" + field).isWellFormed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":method=GET|:scheme=https",
        ":method=GET|:path=/",
        ":scheme=https|:path=/",
        ":method=|:scheme=https|:path=/",
        ":method=GET |:scheme=https|:path=/",
        ":method=G T|:scheme=https|:path=/",
        ":method=GET|:scheme=https|:path=",
        ":method=GET|:scheme=https|:path=a",
        ":method=GET|:scheme=https|:path=*",
        ":method=GET|:scheme=https|:path=/ HTTP/1.1",
        ":method=GET|:scheme=https|:path=http://other/",
        ":method=GET|:scheme=https|:path=/\r\n",
        ":method=GET|:scheme=https|:path=/|:authority=user@h",
        ":method=GET|:scheme=https|:path=/open|:authority=h/admin?",
        ":method=GET|:scheme=https|:path=/open|:authority=h#",
        ":method=GET|:scheme=https|:path=/open|:authority=h h",
        ":method=GET|:scheme=https|:path=/open|host=h/admin?",
        ":method=GET|:scheme=https|:path=/open|host=h|host=h",
        ":method=GET|:scheme=https|:path=/a#b|:authority=h",
        ":method=GET|:scheme=https|:path=/a\tb|:authority=h",
        ":method=GET|:scheme=https|:path=/\u00e4|:authority=h"
      })
  void aRequestNeedsItsPseudoFields(String fields) {
    assertFalse(request(fields).isWellFormed());
  }

  @Test
  void oddButSoundRequestsAreTaken() {
    assertTrue(request(":method=OPTIONS|:scheme=https|:path=*|:authority=h").isWellFormed());
    assertTrue(request(":method=GET|:scheme=https|:path=/|host=h").isWellFormed());
    assertTrue(request(GET + "|a=|b=x\ty|c=\u00e9").isWellFormed());
  }

  @Test
  void whatIsNoAsciiInAPathIsPercentEncoded() {
    assertEquals(
        "/%C3%A4?%C3%A4",
        request(":method=GET|:scheme=https|:path=/\u00c3\u00a4?\u00c3\u00a4|:authority=h")
            .target());
  }
}
