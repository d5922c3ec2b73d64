package dev.sluice.bridge.http.server;

import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.PING;
import static dev.sluice.bridge.http.Http2Frames.RST_STREAM;
import static dev.sluice.bridge.http.Http2Frames.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.Http2Frames.Frame;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers that come before the end of their request (RFC 9113 §8.1): 413, or of a handler that does
 * not read the body.
 */
class Http2EarlyAnswerTest {
  private static final int LIMIT = 1 << 20;

  private ServerFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture =
        new ServerFixture(
            options -> options.protocol(ProtocolChoice.CLEAR).maxRequestBodySize(LIMIT));
    fixture.handler(exchange -> ServerFixture.text(exchange, "enough"));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  /** With a request of which so much is announced. */
  private RawHttp2 answered(int length) throws Exception {
    RawHttp2 http2 = new RawHttp2(fixture.client()).begin();
    http2.head(1, false, "POST", "/", "content-length", Integer.toString(length));
    assertEquals(length > LIMIT ? "413 " : "200 enough", http2.response(1));
    return http2;
  }

  private static boolean isReset(RawHttp2 http2) throws IOException {
    http2.send(PING, 0, 0, new byte[8]);
    for (Frame frame = http2.frame(); frame.type() != PING; frame = http2.frame()) {
      if (frame.type() == RST_STREAM) {
        assertEquals(0, frame.number(0));
        return true;
      }
    }
    return false;
  }

  /** Some clients take a reset that comes along for the answer. */
  @ParameterizedTest
  @ValueSource(ints = {200_000, 2 * LIMIT})
  void whoComesToAnEndIsNotReset(int length) throws Exception {
    RawHttp2 http2 = answered(length);
    int left = 200_000;
    for (; left > 16_000; left -= 16_000) {
      http2.send(DATA, 0, 1, new byte[16_000]);
    }
    if (length < LIMIT) {
      http2.send(DATA, END_STREAM, 1, new byte[left]);
    } else {
      http2.send(RST_STREAM, 0, 1, number(8));
    }
    assertFalse(isReset(http2));
    fixture.seconds(6);
    assertFalse(isReset(http2));
    assertEquals("200 enough", http2.head(3, true, "GET", "/").response(3));
  }

  @Test
  void aBodyThatWasTakenAndIsNotReadKeepsNoWindowForLong() throws Exception {
    fixture.handler(
        exchange -> {
          exchange.body();
          ServerFixture.text(exchange, "enough");
        });
    RawHttp2 http2 = answered(LIMIT);
    http2.send(DATA, 0, 1, new byte[16_000]);
    assertFalse(isReset(http2));
    fixture.seconds(4);
    assertTrue(isReset(http2));
  }

  @Test
  void whoGoesOnIsTold() throws Exception {
    RawHttp2 http2 = answered(64 << 20);
    byte[] piece = new byte[16 << 10];
    int sent = 0;
    for (; sent + piece.length <= StreamConnection.DRAIN_LIMIT; sent += piece.length) {
      if (sent % (128 << 10) == 0) {
        // By then there is room for as much again.
        assertFalse(isReset(http2), "after " + sent);
      }
      http2.send(DATA, 0, 1, piece);
    }
    assertFalse(isReset(http2), "after " + sent);
    http2.send(DATA, 0, 1, piece);
    assertTrue(isReset(http2));
    assertEquals("200 enough", http2.head(3, true, "GET", "/").response(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {200_000, 2 * LIMIT})
  void whoDoesNothingIsToldInTime(int length) throws Exception {
    RawHttp2 http2 = answered(length);
    assertFalse(isReset(http2));
    fixture.seconds(6);
    assertTrue(isReset(http2));
    assertEquals("200 enough", http2.head(3, true, "GET", "/").response(3));
  }

  @Test
  void whoHasMuchToSendForNothingIsToldAtOnce() throws Exception {
    RawHttp2 http2 = answered(LIMIT);
    assertTrue(isReset(http2));
    assertEquals("200 enough", http2.head(3, true, "GET", "/").response(3));
  }
}
