package dev.sluice.bridge.http.server;

import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.OutboundBody;
import dev.sluice.bridge.http.server.ServerFixture.Mailbox;
import dev.sluice.bridge.stream.Feeder;
import dev.sluice.bridge.stream.StreamResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that wait for «100 Continue» before they send a body (RFC 9110 §10.1.1). */
class ContinueTest {
  private static final String POST =
      "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n";

  private ServerFixture fixture;

  @BeforeEach
  void listen() throws Exception {
    fixture = new ServerFixture(options -> options.protocol(ProtocolChoice.CLEAR));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void itIsSentWhenTheBodyIsPulledAndNotBefore() throws Exception {
    Mailbox<Exchange> exchanges = new Mailbox<>();
    fixture.handler(exchanges::put);
    RawClient client = fixture.client().send(POST);
    Exchange exchange = exchanges.take();
    assertEquals(0, client.socket().getInputStream().available());
    fixture.loop.run(() -> ServerFixture.echo(exchange));
    assertEquals("HTTP/1.1 100 Continue", client.line());
    assertEquals("", client.line());
    client.send("abc");
    assertEquals("abc", client.response().text());
    fixture.handler(other -> ServerFixture.text(other, "next"));
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertEquals("next", client.response().text());
  }

  @Test
  void itIsNotSentIfTheBodyIsThereAlready() throws Exception {
    fixture.handler(ServerFixture::echo);
    assertEquals("HTTP/1.1 200 OK", fixture.client().send(POST + "abc").response().statusLine());
  }

  @Test
  void anAnswerInsteadEndsTheConnection() throws Exception {
    RawClient client = fixture.client().send(POST);
    RawClient.Response response = client.response();
    assertEquals("/x", response.text());
    assertEquals("close", response.field("connection"));
    client.endOutput();
    assertTrue(client.isAtEnd());
  }

  /** Answers with a letter, and when that has left with the body. */
  private static void echoLate(Exchange exchange, ResponseHead head) {
    OutboundBody sink = exchange.respond(head, -1);
    sink.start(new Feeder());
    sink.write(new StreamResult.Owned(ServerFixture.bytes("a"), false));
    sink.flush();
    ServerFixture.read(
        exchange,
        text -> {
          sink.write(new StreamResult.Owned(ServerFixture.bytes(text), false));
          sink.end();
        });
  }

  @Test
  void itIsNotSentAmidTheResponse() throws Exception {
    fixture.handler(exchange -> echoLate(exchange, ResponseHead.of(200, "Connection", "close")));
    RawClient client = fixture.client().send(POST);
    while (!client.line().isEmpty()) {
      // the head
    }
    assertEquals("1", client.line());
    assertEquals("a", client.line());
    client.send("xyz");
    assertEquals("3\r\nxyz\r\n0\r\n\r\n", client.restText());
  }

  @Test
  void itIsNotSentAmidTheResponseOfAStream() throws Exception {
    fixture.handler(exchange -> echoLate(exchange, ResponseHead.of(200)));
    try (RawHttp2 http2 = new RawHttp2(fixture.client()).begin()) {
      http2.head(1, false, "POST", "/", "expect", "100-continue");
      http2.next(DATA);
      http2.send(DATA, END_STREAM, 1, (byte) 'x');
      assertEquals("x", http2.response(1));
    }
  }
}
