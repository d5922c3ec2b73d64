package dev.sluice.bridge.http.server;

import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.GOAWAY;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.PING;
import static dev.sluice.bridge.http.Http2Frames.PROTOCOL_ERROR;
import static dev.sluice.bridge.http.Http2Frames.RST_STREAM;
import static dev.sluice.bridge.http.Http2Frames.STREAM_CLOSED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.Http2Frames.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What the tests of the standard's demands, section by section, have in common: a server that
 * answers with what it gets, and a look at what becomes of a stream and its connection.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class Http2Conformance {
  private static final byte[] FENCE = "no more.".getBytes(ISO_8859_1);
  private static final int OTHER_STREAM = 1001;

  /** What a client does, on a connection whose preface and settings have been sent. */
  interface Script {
    void run(RawHttp2 http2) throws Exception;
  }

  /**
   * A demand of the standard.
   *
   * @param section of RFC 9113, unless it says otherwise
   * @param outcome a regular expression of what becomes of stream 1: its status, a blank and its
   *     body, «reset» and a code; empty if nothing does. Or «goaway» and a code, or «closed», if
   *     the connection ends
   */
  record Demand(String section, String what, Script script, String outcome) {
    boolean endsConnection() {
      return outcome.startsWith("goaway") || outcome.startsWith("closed");
    }

    @Override
    public String toString() {
      return section + " " + what;
    }
  }

  static Demand demand(String section, String what, Script script, String outcome) {
    return new Demand(section, what, script, outcome);
  }

  static String goaway(int... codes) {
    return "goaway " + oneOf(codes);
  }

  static String reset(int... codes) {
    return "reset " + oneOf(codes);
  }

  /**
   * An answer may go before it (§8.1.1), and what is sent behind it meets a stream that is closed.
   */
  static String malformed() {
    return "(400 )?" + reset(PROTOCOL_ERROR) + "(" + reset(STREAM_CLOSED) + ")*";
  }

  private static String oneOf(int... codes) {
    StringBuilder all = new StringBuilder("(");
    for (int code : codes) {
      all.append(all.length() == 1 ? "" : "|").append(code);
    }
    return all.append(')').toString();
  }

  private ServerFixture fixture;

  /** How many requests have reached the handler. */
  private final AtomicInteger handled = new AtomicInteger();

  @BeforeAll
  void listen() throws Exception {
    fixture = new ServerFixture(options -> options.protocol(ProtocolChoice.CLEAR));
    fixture.handler(
        exchange -> {
          handled.incrementAndGet();
          if (!exchange.target().equals("/wait")) {
            ServerFixture.echo(exchange);
          }
        });
  }

  @BeforeEach
  void forget() {
    handled.set(0);
  }

  @AfterAll
  void close() throws Exception {
    fixture.close();
  }

  int handled() {
    return handled.get();
  }

  RawHttp2 connect() throws IOException {
    return new RawHttp2(fixture.client());
  }

  void check(Demand demand) throws Exception {
    try (RawHttp2 http2 = connect().begin()) {
      demand.script.run(http2);
      String outcome = outcome(http2, demand.endsConnection());
      assertTrue(outcome.matches(demand.outcome), "«" + outcome + "», not " + demand.outcome);
      if (!demand.endsConnection()) {
        http2.head(OTHER_STREAM, true, "GET", "/");
        assertEquals("200 ", http2.response(OTHER_STREAM), "the next request");
      }
    }
  }

  /**
   * What becomes of stream 1, until all has been done that was sent and an answer that has begun is
   * complete, or the connection ends.
   */
  static String outcome(RawHttp2 http2, boolean endsConnection) throws Exception {
    if (!endsConnection) {
      http2.send(PING, 0, 0, FENCE);
    }
    StringBuilder text = new StringBuilder();
    boolean isAnswering = false;
    boolean isFenced = false;
    for (Frame frame = http2.next(); frame != null; frame = http2.next()) {
      if (frame.type() == GOAWAY) {
        text.append("goaway ").append(frame.number(4));
      } else if (frame.type() == PING && ByteBuffer.wrap(frame.payload()).equals(fence())) {
        isFenced = true;
      } else if (frame.stream() == 1) {
        isAnswering =
            !frame.isEnd()
                && frame.type() != RST_STREAM
                && (isAnswering || frame.type() == HEADERS);
        switch (frame.type()) {
          case HEADERS -> text.append(http2.decode(frame).status()).append(' ');
          case DATA -> text.append(new String(frame.payload(), ISO_8859_1));
          case RST_STREAM -> text.append("reset ").append(frame.number(0));
          default -> {}
        }
      } else if (frame.type() == HEADERS) {
        // The decoder's table is that of the whole connection.
        var _ = http2.decode(frame);
      }
      if (isFenced && !isAnswering) {
        return text.toString();
      }
    }
    return text.isEmpty() ? "closed" : text.toString();
  }

  private static ByteBuffer fence() {
    return ByteBuffer.wrap(FENCE);
  }

  /** Names and values as literals without an index, as they are (RFC 7541 §6.2.2). */
  static byte[] literals(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i++) {
      if (i % 2 == 0) {
        block.write(0);
      }
      byte[] text = namesAndValues[i].getBytes(ISO_8859_1);
      block.write(text.length);
      block.writeBytes(text);
    }
    return block.toByteArray();
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** A SETTINGS frame's payload: identifiers and values. */
  static byte[] settings(int... pairs) {
    ByteBuffer payload = ByteBuffer.allocate(pairs.length * 3);
    for (int i = 0; i < pairs.length; i += 2) {
      payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
    }
    return payload.array();
  }
}
