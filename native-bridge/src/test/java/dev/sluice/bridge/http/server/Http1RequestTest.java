package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.server.ServerFixture.Mailbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for a request, and what is refused. */
class Http1RequestTest {
  private ServerFixture fixture;

  @BeforeEach
  void listen() throws Exception {
    fixture = new ServerFixture(options -> options.maxRequestBodySize(100_000));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private static String bytes(String escaped) {
    return escaped
        .replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\0", "\0")
        .replace("|", "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // Lines are divided by a bar.
        "400; GET / HTTP/1.1||",
        "400; GET / HTTP/1.1|Host: a|Host: b||",
        "400; GET / HTTP/1.1|Host: a|Host: a||",
        "400; GET / HTTP/1.1|Host: a b||",
        "400; GET / HTTP/1.1|Host: me@a||",
        "400; GET / HTTP/1.1|Host: a/b||",
        "400; GET / HTTP/1.1|Host: [::1||",
        "400; GET / HTTP/1.1|Host: []||",
        "400; GET / HTTP/1.1|Host: [::1]80||",
        "400; GET / HTTP/1.1|Host: a]||",
        "400; GET / HTTP/1.1|Host: a:b||",
        "400; GET / HTTP/1.1|Host: a:80:80||",
        "400; GET http://a:b/ HTTP/1.1|Host: a||",
        "400; GET / HTTP/1.1\\nHost: a||",
        "400; GET / HTTP/1.1|Host: a\\n|",
        "400; GET / HTTP/1.1|Host: a\\n\\n",
        "400; \\nGET / HTTP/1.1|Host: a||",
        "400; GET / HTTP/1.1|Host: a|X: y\\rz||",
        "400; GET / HTTP/1.1|Host: a|X: y\\0z||",
        "400; GET / HTTP/1.1|Host : a||",
        "400; GET / HTTP/1.1|Host: a|X : y||",
        "400; GET / HTTP/1.1|Host: a|: y||",
        "400; GET / HTTP/1.1|Host: a|X||",
        "400; GET / HTTP/1.1|Host: a| folded||",
        "400; GET / HTTP/1.1|Host: a|X: y|\\tfolded||",
        "400; GET / HTTP/1.1| Host: a||",
        "400; GET / HTTP/1.1|Host: a|X(Y): z||",
        "400; GET  / HTTP/1.1|Host: a||",
        "400; GET /  HTTP/1.1|Host: a||",
        "400; GET / a HTTP/1.1|Host: a||",
        "400; GET /\\t HTTP/1.1|Host: a||",
        "400; GET /#x HTTP/1.1|Host: a||",
        "400; GET a HTTP/1.1|Host: a||",
        "400; GET * HTTP/1.1|Host: a||",
        "400; GET http:// HTTP/1.1|Host: a||",
        "400; GET http://me@a/ HTTP/1.1|Host: a||",
        "400; GET ftp://a/ HTTP/1.1|Host: a||",
        "400; GET /|Host: a||",
        "400; GET|Host: a||",
        "400; G(T / HTTP/1.1|Host: a||",
        "400; GET / http/1.1|Host: a||",
        "400; GET / HTTP/1.1 |Host: a||",
        "400; GET / HTTP/11|Host: a||",
        "400; GET / HTTP/1.1x|Host: a||",
        "505; GET / HTTP/2.0|Host: a||",
        "505; GET / HTTP/0.9|Host: a||",
        "501; CONNECT a:80 HTTP/1.1|Host: a||",
        "417; GET / HTTP/1.1|Host: a|Expect: a cake||",
        "400; POST / HTTP/1.1|Host: a|Content-Length: 1|Content-Length: 1||x",
        "400; POST / HTTP/1.1|Host: a|Content-Length: 1|content-length: 2||x",
        "400; POST / HTTP/1.1|Host: a|Content-Length: 1, 1||x",
        "400; POST / HTTP/1.1|Host: a|Content-Length: +1||x",
        "400; POST / HTTP/1.1|Host: a|Content-Length: -1||x",
        "400; POST / HTTP/1.1|Host: a|Content-Length: 0x1||x",
        "400; POST / HTTP/1.1|Host: a|Content-Length: 1 1||x",
        "400; POST / HTTP/1.1|Host: a|Content-Length:||x",
        "413; POST / HTTP/1.1|Host: a|Content-Length: 99999999999999999999||x",
        "413; POST / HTTP/1.1|Host: a|Content-Length: 100001||x",
        "400; POST / HTTP/1.1|Host: a|Content-Length: 3|Transfer-Encoding: chunked||0||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 3||0||",
        "400; POST / HTTP/1.0|Host: a|Transfer-Encoding: chunked||0||",
        "501; POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip||0||",
        "501; POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||0||",
        "501; POST / HTTP/1.1|Host: a|Transfer-Encoding: identity||0||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked, gzip||0||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
        "501; POST / HTTP/1.1|Host: a|Transfer-Encoding:||0||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||x|0||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||-1|0||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||0x1|a|0||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||1\\na|0||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||1 |a|0||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||1|ab|0||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||1|a\\n0||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||1;a\\nb|a|0||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||0|a b: c||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||0|a: c\\n|",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||0|\\n",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||1000000000000000|a|0||",
      })
  void refusesAndCloses(int status, String request) throws Exception {
    Mailbox<String> seen = new Mailbox<>();
    fixture.handler(
        exchange -> {
          seen.put(exchange.target());
          ServerFixture.echo(exchange);
        });
    try (RawClient client = fixture.client()) {
      // What is behind must never be taken for a request.
      client.send(bytes(request) + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
      RawClient.Response response = client.response();
      assertEquals(status, response.status());
      assertEquals("close", response.field("connection"));
      assertEquals("0", response.field("content-length"));
      client.endOutput();
      assertTrue(client.isAtEnd());
    }
    while (!seen.isEmpty()) {
      assertFalse(seen.take().contains("smuggled"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/; GET / HTTP/1.1|Host: a||",
        "/; |GET / HTTP/1.1|Host: a||",
        "/; GET / HTTP/1.1|host:a||",
        "/; GET / HTTP/1.1|Host:||",
        "/; GET / HTTP/1.1|Host: [::1]:80||",
        "/; GET / HTTP/1.1|Host: a:||",
        "/a?b=c&d; GET /a?b=c&d HTTP/1.1|HOST: a:1|X: \\t y \\t ||",
        "*; OPTIONS * HTTP/1.1|Host: a||",
        "http://b/c; GET http://b/c HTTP/1.1|Host: a||",
        "/; M-SEARCH / HTTP/1.1|Host: a||",
        "/; GET / HTTP/1.1|Host: a|Content-Length: 0||",
        "/; GET / HTTP/1.1|Host: a|X:||",
        "/; GET / HTTP/1.9|Host: a||",
      })
  void takes(String target, String request) throws Exception {
    try (RawClient client = fixture.client()) {
      RawClient.Response response = client.send(bytes(request)).response();
      assertEquals("HTTP/1.1 200 OK", response.statusLine());
      assertEquals(target, response.text());
      assertEquals("", response.field("connection"));
      assertEquals("/b", client.send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n").response().text());
    }
  }

  @Test
  void whatIsNoAsciiInATargetIsTakenAsUtf8AndPercentEncoded() throws Exception {
    Mailbox<String> targets = new Mailbox<>();
    fixture.handler(
        exchange -> {
          targets.put(exchange.target());
          ServerFixture.text(exchange, "");
        });
    try (RawClient client = fixture.client()) {
      client.send("GET /\u00c3\u00a4 HTTP/1.1\r\nHost: a\r\n\r\n").response();
      assertEquals("/%C3%A4", targets.take());
      client.send("GET /\u00e4 HTTP/1.1\r\nHost: a\r\n\r\n");
      assertEquals(400, client.response().status());
    }
  }

  @Test
  void givesAllThatTheHeadSays() throws Exception {
    Mailbox<String> seen = new Mailbox<>();
    fixture.handler(
        exchange -> {
          seen.put(
              exchange.method()
                  + ' '
                  + exchange.authority()
                  + ' '
                  + exchange.protocol()
                  + ' '
                  + exchange.hasBody()
                  + exchange.bodyLength()
                  + exchange.isSecure());
          seen.put(exchange.fields().toString());
          ServerFixture.text(exchange, "");
        });
    try (RawClient client = fixture.client()) {
      client
          .send(
              "POST / HTTP/1.1\r\n"
                  + "Host: b.c:80\r\n"
                  + "X-a: 1\r\n"
                  + "x-A:  2 \r\n"
                  + "Content-Length: 3\r\n\r\n"
                  + "abc")
          .response();
      assertEquals("POST b.c:80 HTTP/1.1 true3false", seen.take());
      assertEquals("Host: b.c:80\nX-a: 1\nx-A: 2\nContent-Length: 3\n", seen.take());
      client
          .send("PUT http://d/e HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n")
          .response();
      assertEquals("PUT d HTTP/1.1 true-1false", seen.take());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 50, 1000})
  @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it
  void makesNoDifferenceHowTheBytesAreCut(int piece) throws Exception {
    fixture.handler(ServerFixture::echo);
    String requests =
        "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
            + "POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "1;x=\"y\"\r\na\r\n00A\r\n0123456789\r\n0\r\nTrailer: x\r\nAnother: y\r\n\r\n"
            + "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n";
    try (RawClient client = fixture.client()) {
      for (int at = 0; at < requests.length(); at += piece) {
        client.send(requests.substring(at, Math.min(requests.length(), at + piece)));
        if (piece > 1) {
          // Let it arrive by itself; nothing depends on whether it does.
          Thread.yield();
        }
      }
      assertEquals("hello", client.response().text());
      assertEquals("a0123456789", client.response().text());
      assertEquals("", client.response().text());
    }
  }

  @Test
  void refusesHeadsThatAreTooLongWithoutWaitingForTheirEnd() throws Exception {
    try (RawClient client = fixture.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(17_000));
      assertEquals(431, client.response().status());
    }
    try (RawClient client = fixture.client()) {
      client.send("GET /" + "x".repeat(17_000));
      assertEquals(431, client.response().status());
    }
    try (RawClient client = fixture.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(201) + "\r\n");
      assertEquals(431, client.response().status());
    }
    try (RawClient client = fixture.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(199) + "\r\n");
      assertEquals(200, client.response().status());
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(16_000) + "\r\n\r\n");
      assertEquals(200, client.response().status());
    }
  }

  @Test
  void refusesExtensionsAndTrailersWithoutEnd() throws Exception {
    fixture.handler(ServerFixture::echo);
    String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (String body : new String[] {"1;" + "x".repeat(20_000), "0\r\nA: " + "x".repeat(20_000)}) {
      try (RawClient client = fixture.client()) {
        assertEquals(431, client.send(head + body).response().status());
      }
    }
    try (RawClient client = fixture.client()) {
      client.send(head + "1;xxxxxxxxxxxxxxxx\r\na\r\n".repeat(2_000));
      assertEquals(431, client.response().status());
    }
  }

  @Test
  void aHeadThatTakesTooLongIsRefused() throws Exception {
    try (RawClient client = fixture.client()) {
      client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n").response();
      client.send("GET / HT");
      // The beginning must have arrived: another connection's answer comes after it or not at all.
      while (fixture.loop.call(() -> fixture.server.stats().bytesIn()) < 35) {
        Thread.onSpinWait();
      }
      // However it goes on.
      fixture.seconds(5);
      client.send("TP/1.1\r\nHo");
      fixture.seconds(5);
      assertEquals(408, client.response().status());
      client.endOutput();
      assertTrue(client.isAtEnd());
    }
  }

  @Test
  void anEmptyLineInTwoPiecesIsNoBeginningOfAHead() throws Exception {
    try (RawClient client = fixture.client()) {
      client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n").response();
      for (String piece : new String[] {"\r", "\n"}) {
        double before = fixture.loop.call(() -> fixture.server.stats().bytesIn());
        client.send(piece);
        while (fixture.loop.call(() -> fixture.server.stats().bytesIn()) == before) {
          Thread.onSpinWait();
        }
      }
      fixture.seconds(9);
      client.send("GET /2 HTTP/1.1\r\n");
      while (fixture.loop.call(() -> fixture.server.stats().bytesIn()) < 47) {
        Thread.onSpinWait();
      }
      fixture.seconds(5);
      client.send("Host: a\r\n\r\n");
      assertEquals("/2", client.response().text());
    }
  }
}
