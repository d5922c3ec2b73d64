package dev.sluice.bridge.http.server;

import static dev.sluice.bridge.http.Http2Frames.CONTINUATION;
import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_HEADERS;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.FLOW_CONTROL_ERROR;
import static dev.sluice.bridge.http.Http2Frames.FRAME_SIZE_ERROR;
import static dev.sluice.bridge.http.Http2Frames.GOAWAY;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.PRIORITY;
import static dev.sluice.bridge.http.Http2Frames.PROTOCOL_ERROR;
import static dev.sluice.bridge.http.Http2Frames.REFUSED_STREAM;
import static dev.sluice.bridge.http.Http2Frames.RST_STREAM;
import static dev.sluice.bridge.http.Http2Frames.SETTINGS;
import static dev.sluice.bridge.http.Http2Frames.STREAM_CLOSED;
import static dev.sluice.bridge.http.Http2Frames.WINDOW_UPDATE;
import static dev.sluice.bridge.http.Http2Frames.WITH_PRIORITY;
import static dev.sluice.bridge.http.Http2Frames.number;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.bridge.http.Http2Frames.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams and flow control, as RFC 9113 §5 and §6.9 has them. */
class Http2StreamsConformanceTest extends Http2Conformance {
  private static final int INITIAL_WINDOW_SIZE = 4;

  private static final String OK = "200 ";
  private static final String IGNORED = "";

  /** A request that is answered, that waits for its body, or that the handler never answers. */
  private static void get(RawHttp2 http2) throws Exception {
    http2.head(1, true, "GET", "/");
  }

  private static void post(RawHttp2 http2) throws Exception {
    http2.head(1, false, "POST", "/");
  }

  private static void wait(RawHttp2 http2) throws Exception {
    http2.head(1, true, "GET", "/wait");
  }

  private static void answered(RawHttp2 http2) throws Exception {
    get(http2);
    assertEquals(OK, http2.response(1));
  }

  static List<Demand> streams() {
    return List.of(
        demand(
            "5.1 idle", "DATA", http2 -> http2.send(DATA, 0, 1, (byte) 0), goaway(PROTOCOL_ERROR)),
        demand(
            "5.1 idle",
            "RST_STREAM",
            http2 -> http2.send(RST_STREAM, 0, 1, number(8)),
            goaway(PROTOCOL_ERROR)),
        demand(
            "5.1 idle",
            "WINDOW_UPDATE",
            http2 -> http2.send(WINDOW_UPDATE, 0, 1, number(8)),
            goaway(PROTOCOL_ERROR)),
        demand(
            "5.1 idle",
            "CONTINUATION",
            http2 -> http2.send(CONTINUATION, END_HEADERS, 1, http2.block("GET", "/")),
            goaway(PROTOCOL_ERROR)),
        demand(
            "5.1 idle",
            "PRIORITY is let pass",
            http2 -> get(http2.send(PRIORITY, 0, 1, bytes(0, 0, 0, 0, 15))),
            OK),
        demand(
            "5.1 half-closed",
            "DATA",
            http2 -> {
              wait(http2);
              http2.send(DATA, END_STREAM, 1, (byte) 0);
            },
            reset(STREAM_CLOSED)),
        demand(
            "5.1 half-closed",
            "CONTINUATION",
            http2 -> {
              wait(http2);
              http2.send(CONTINUATION, END_HEADERS, 1, http2.block("GET", "/"));
            },
            goaway(PROTOCOL_ERROR)),
        demand(
            "5.1 half-closed",
            "WINDOW_UPDATE and PRIORITY are let pass",
            http2 -> {
              wait(http2);
              http2
                  .send(WINDOW_UPDATE, 0, 1, number(8))
                  .send(PRIORITY, 0, 1, bytes(0, 0, 0, 0, 15));
            },
            IGNORED),
        demand(
            "5.1 half-closed",
            "RST_STREAM ends it",
            http2 -> {
              wait(http2);
              http2.send(RST_STREAM, 0, 1, number(8));
            },
            IGNORED),
        demand(
            "5.1 closed by RST_STREAM",
            "DATA",
            http2 -> {
              post(http2);
              http2.send(RST_STREAM, 0, 1, number(8)).send(DATA, END_STREAM, 1, (byte) 0);
            },
            reset(STREAM_CLOSED)),
        demand(
            "5.1 closed by RST_STREAM",
            "CONTINUATION",
            http2 -> {
              post(http2);
              http2.send(RST_STREAM, 0, 1, number(8));
              http2.send(CONTINUATION, END_HEADERS, 1, http2.block("GET", "/"));
            },
            goaway(STREAM_CLOSED, PROTOCOL_ERROR)),
        demand(
            "5.1 closed",
            "DATA",
            http2 -> {
              answered(http2);
              http2.send(DATA, END_STREAM, 1, (byte) 0);
            },
            reset(STREAM_CLOSED)),
        demand(
            "5.1 closed",
            "CONTINUATION",
            http2 -> {
              answered(http2);
              http2.send(CONTINUATION, END_HEADERS, 1, http2.block("GET", "/"));
            },
            goaway(STREAM_CLOSED, PROTOCOL_ERROR)),
        demand(
            "5.1 closed",
            "WINDOW_UPDATE, RST_STREAM and PRIORITY are let pass",
            http2 -> {
              answered(http2);
              http2.send(WINDOW_UPDATE, 0, 1, number(8)).send(RST_STREAM, 0, 1, number(8));
              http2.send(PRIORITY, 0, 1, bytes(0, 0, 0, 0, 15));
            },
            IGNORED),
        demand(
            "5.1.1",
            "a stream of the server's number",
            http2 -> http2.head(2, true, "GET", "/"),
            goaway(PROTOCOL_ERROR)),
        demand(
            "RFC 7540 5.3.1",
            "a stream that depends on itself by HEADERS",
            http2 ->
                http2.send(
                    HEADERS,
                    END_HEADERS | END_STREAM | WITH_PRIORITY,
                    1,
                    join(bytes(0, 0, 0, 1, 255), http2.block("GET", "/"))),
            goaway(PROTOCOL_ERROR)),
        demand(
            "RFC 7540 5.3.1",
            "a stream that depends on itself by PRIORITY",
            http2 -> {
              post(http2);
              http2.send(PRIORITY, 0, 1, bytes(0, 0, 0, 1, 255));
            },
            reset(PROTOCOL_ERROR)));
  }

  static List<Demand> flowControl() {
    return List.of(
        demand(
            "6.9",
            "an increment of 0 of the connection",
            h -> h.send(WINDOW_UPDATE, 0, 0, number(0)),
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.9",
            "an increment of 0 of a stream",
            http2 -> {
              post(http2);
              http2.send(WINDOW_UPDATE, 0, 1, number(0));
            },
            reset(PROTOCOL_ERROR)),
        demand(
            "6.9",
            "WINDOW_UPDATE of another length",
            h -> h.send(WINDOW_UPDATE, 0, 0, new byte[3]),
            goaway(FRAME_SIZE_ERROR)),
        demand(
            "6.9.1",
            "a window of the connection beyond the greatest",
            h -> h.send(WINDOW_UPDATE, 0, 0, number(Integer.MAX_VALUE)),
            goaway(FLOW_CONTROL_ERROR)),
        demand(
            "6.9.1",
            "a window of a stream beyond the greatest",
            http2 -> {
              post(http2);
              http2.send(WINDOW_UPDATE, 0, 1, number(Integer.MAX_VALUE));
            },
            reset(FLOW_CONTROL_ERROR)));
  }

  /**
   * Where Netty's codec does otherwise than the standard demands. It forgets streams that have
   * ended: it cannot tell one that was skipped from one that it has reset, behind which trailers
   * may still be on their way, and so takes what an error of the connection is for one of the
   * stream.
   */
  static List<Demand> departures() {
    return List.of(
        // STREAM_CLOSED is demanded; the decoder counts heads before it looks at the state.
        demand(
            "5.1 half-closed",
            "HEADERS",
            http2 -> {
              wait(http2);
              http2.send(HEADERS, END_HEADERS | END_STREAM, 1, literals("a", "b"));
            },
            reset(PROTOCOL_ERROR)),
        demand(
            "5.1 closed by RST_STREAM",
            "HEADERS",
            http2 -> {
              post(http2);
              http2.send(RST_STREAM, 0, 1, number(8));
              get(http2);
            },
            reset(STREAM_CLOSED)),
        demand(
            "5.1 closed",
            "HEADERS",
            http2 -> {
              answered(http2);
              get(http2);
            },
            reset(STREAM_CLOSED)),
        demand(
            "5.1.1",
            "a number below one that was used",
            http2 -> {
              http2.head(5, true, "GET", "/wait");
              get(http2);
            },
            reset(STREAM_CLOSED)),
        // An error of the connection is demanded; the controller takes the window for any other.
        demand(
            "6.9.2",
            "settings that bring a window beyond the greatest",
            http2 -> {
              post(http2);
              http2.send(WINDOW_UPDATE, 0, 1, number(1 << 20));
              http2.send(SETTINGS, 0, 0, settings(INITIAL_WINDOW_SIZE, Integer.MAX_VALUE));
            },
            reset(FLOW_CONTROL_ERROR)));
  }

  @ParameterizedTest
  @MethodSource({"streams", "flowControl", "departures"})
  void meets(Demand demand) throws Exception {
    check(demand);
  }

  // What is more than one step.

  /** §6.8: what was begun is still answered. */
  @Test
  void aClientThatSaysGoodbyeGetsItsAnswers() throws Exception {
    try (RawHttp2 http2 = connect().begin()) {
      post(http2);
      http2.send(GOAWAY, 0, 0, join(number(0), number(0xff)));
      http2.send(DATA, END_STREAM, 1, (byte) 'a');
      assertEquals("200 a", http2.response(1));
    }
  }

  private static String data(RawHttp2 http2) throws Exception {
    Frame frame = http2.next(DATA);
    while (frame.payload().length == 0 && !frame.isEnd()) {
      frame = http2.next(DATA);
    }
    return new String(frame.payload(), ISO_8859_1);
  }

  /** §6.9.2: windows of streams that are open change with the settings, also below zero. */
  @Test
  void noMoreIsSentThanTheWindowLets() throws Exception {
    try (RawHttp2 http2 = connect().begin()) {
      // The last value of a row counts (§6.5.3).
      http2.send(SETTINGS, 0, 0, settings(INITIAL_WINDOW_SIZE, 100, INITIAL_WINDOW_SIZE, 1));
      post(http2);
      http2.send(DATA, END_STREAM, 1, "0123456789".getBytes(ISO_8859_1));
      assertEquals("0", data(http2));
      http2.send(SETTINGS, 0, 0, settings(INITIAL_WINDOW_SIZE, 4));
      assertEquals("123", data(http2));
      http2.send(SETTINGS, 0, 0, settings(INITIAL_WINDOW_SIZE, 2));
      http2.send(WINDOW_UPDATE, 0, 1, number(2)).send(WINDOW_UPDATE, 0, 1, number(1));
      assertEquals("4", data(http2));
      http2.send(WINDOW_UPDATE, 0, 1, number(100));
      assertEquals("56789", data(http2));
    }
  }

  /** §5.1.2. */
  @Test
  void streamsBeyondTheLimitAreRefused() throws Exception {
    try (RawHttp2 http2 = connect().begin()) {
      for (int i = 0; i <= Http2Connection.MAX_STREAMS; i++) {
        http2.head(2 * i + 1, true, "GET", "/wait");
      }
      Frame reset = http2.next(RST_STREAM);
      assertEquals(2 * Http2Connection.MAX_STREAMS + 1, reset.stream());
      assertEquals(REFUSED_STREAM, reset.number(0));
    }
  }
}
