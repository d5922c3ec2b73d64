package dev.sluice.bridge.http.server;

import static dev.sluice.bridge.http.Http2Frames.ACK;
import static dev.sluice.bridge.http.Http2Frames.COMPRESSION_ERROR;
import static dev.sluice.bridge.http.Http2Frames.CONTINUATION;
import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_HEADERS;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.FLOW_CONTROL_ERROR;
import static dev.sluice.bridge.http.Http2Frames.FRAME_SIZE_ERROR;
import static dev.sluice.bridge.http.Http2Frames.GOAWAY;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.PADDED;
import static dev.sluice.bridge.http.Http2Frames.PING;
import static dev.sluice.bridge.http.Http2Frames.PREFACE;
import static dev.sluice.bridge.http.Http2Frames.PRIORITY;
import static dev.sluice.bridge.http.Http2Frames.PROTOCOL_ERROR;
import static dev.sluice.bridge.http.Http2Frames.PUSH_PROMISE;
import static dev.sluice.bridge.http.Http2Frames.RST_STREAM;
import static dev.sluice.bridge.http.Http2Frames.SETTINGS;
import static dev.sluice.bridge.http.Http2Frames.WITH_PRIORITY;
import static dev.sluice.bridge.http.Http2Frames.number;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.bridge.http.Http2Frames.Frame;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames, as RFC 9113 §3, §4 and §6 has them. */
class Http2FramesConformanceTest extends Http2Conformance {
  private static final int ENABLE_PUSH = 2;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int MAX_FRAME_SIZE = 5;
  private static final int UNKNOWN = 0x16;

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

  /** A head of which more is to follow. */
  private static void part(RawHttp2 http2) throws Exception {
    http2.send(HEADERS, END_STREAM, 1, http2.block("GET", "/"));
  }

  static List<Demand> framesInGeneral() {
    return List.of(
        demand(
            "4.1",
            "a frame of an unknown type is passed over",
            http2 -> get(http2.send(UNKNOWN, 0xff, 0, new byte[8]).send(UNKNOWN, 0, 1)),
            OK),
        demand(
            "4.1",
            "unknown flags are passed over",
            http2 -> get(http2.send(PING, 0x16, 0, new byte[8])),
            OK),
        demand(
            "4.1",
            "the reserved bit is passed over",
            http2 -> get(http2.send(PING, 0, 1 << 31, new byte[8])),
            OK),
        demand(
            "4.2",
            "a frame may have 16384 bytes",
            http2 -> {
              post(http2);
              http2.send(DATA, END_STREAM, 1, new byte[16_384]);
            },
            "200 \0{16384}"),
        demand(
            "4.2",
            "DATA longer than allowed",
            http2 -> {
              post(http2);
              http2.send(DATA, END_STREAM, 1, new byte[16_385]);
            },
            goaway(FRAME_SIZE_ERROR)),
        demand(
            "4.2",
            "HEADERS longer than allowed",
            http2 -> http2.send(HEADERS, END_HEADERS | END_STREAM, 1, new byte[16_385]),
            goaway(FRAME_SIZE_ERROR)),
        demand(
            "4.3",
            "a field block that cannot be decoded",
            http2 -> http2.send(HEADERS, END_HEADERS | END_STREAM, 1, bytes(0xff, 0xff)),
            goaway(COMPRESSION_ERROR)),
        demand(
            "4.3",
            "PRIORITY amid a field block",
            http2 -> {
              part(http2);
              http2.send(PRIORITY, 0, 1, new byte[5]);
            },
            goaway(PROTOCOL_ERROR)),
        demand(
            "4.3",
            "HEADERS of another stream amid a field block",
            http2 -> {
              part(http2);
              http2.head(3, true, "GET", "/");
            },
            goaway(PROTOCOL_ERROR)),
        demand(
            "5.5",
            "an unknown frame amid a field block",
            http2 -> {
              part(http2);
              http2.send(UNKNOWN, 0, 0);
            },
            goaway(PROTOCOL_ERROR)));
  }

  static List<Demand> frameTypes() {
    return List.of(
        demand("6.1", "DATA of stream 0", h -> h.send(DATA, 0, 0), goaway(PROTOCOL_ERROR)),
        demand(
            "6.1",
            "padding that is longer than the frame",
            http2 -> {
              post(http2);
              http2.send(DATA, PADDED | END_STREAM, 1, bytes(6, 'a', 'b'));
            },
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.1",
            "DATA with padding",
            http2 -> {
              post(http2);
              http2.send(DATA, PADDED | END_STREAM, 1, bytes(2, 'a', 'b', 0, 0));
            },
            "200 ab"),
        demand(
            "6.2",
            "HEADERS of stream 0",
            h -> h.send(HEADERS, END_HEADERS | END_STREAM, 0, h.block("GET", "/")),
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.2",
            "padding that is longer than the frame",
            h ->
                h.send(
                    HEADERS,
                    END_HEADERS | END_STREAM | PADDED,
                    1,
                    join(bytes(200), h.block("GET", "/"))),
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.2",
            "HEADERS with padding and priority",
            h ->
                h.send(
                    HEADERS,
                    END_HEADERS | END_STREAM | PADDED | WITH_PRIORITY,
                    1,
                    join(bytes(2, 0x80, 0, 0, 0, 15), h.block("GET", "/"), bytes(0, 0))),
            OK),
        demand(
            "6.3",
            "PRIORITY of stream 0",
            h -> h.send(PRIORITY, 0, 0, new byte[5]),
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.3",
            "PRIORITY of another length",
            http2 -> {
              post(http2);
              http2.send(PRIORITY, 0, 1, new byte[4]);
            },
            reset(FRAME_SIZE_ERROR)),
        demand(
            "6.4",
            "RST_STREAM of stream 0",
            h -> h.send(RST_STREAM, 0, 0, number(8)),
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.4",
            "RST_STREAM of another length",
            http2 -> {
              wait(http2);
              http2.send(RST_STREAM, 0, 1, new byte[3]);
            },
            goaway(FRAME_SIZE_ERROR)),
        demand(
            "6.5",
            "SETTINGS that acknowledge and set",
            h -> h.send(SETTINGS, ACK, 0, (byte) 0),
            goaway(FRAME_SIZE_ERROR)),
        demand(
            "6.5",
            "SETTINGS of a stream",
            h -> h.send(SETTINGS, 0, 1, settings(3, 100)),
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.5",
            "SETTINGS of another length",
            h -> h.send(SETTINGS, 0, 0, new byte[5]),
            goaway(FRAME_SIZE_ERROR)),
        demand(
            "6.5.2",
            "ENABLE_PUSH other than 0 or 1",
            h -> h.send(SETTINGS, 0, 0, settings(ENABLE_PUSH, 2)),
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.5.2",
            "INITIAL_WINDOW_SIZE over the greatest",
            h -> h.send(SETTINGS, 0, 0, settings(INITIAL_WINDOW_SIZE, 1 << 31)),
            goaway(FLOW_CONTROL_ERROR)),
        demand(
            "6.5.2",
            "MAX_FRAME_SIZE under the least",
            h -> h.send(SETTINGS, 0, 0, settings(MAX_FRAME_SIZE, 16_383)),
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.5.2",
            "MAX_FRAME_SIZE over the greatest",
            h -> h.send(SETTINGS, 0, 0, settings(MAX_FRAME_SIZE, 1 << 24)),
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.5.2",
            "an unknown setting is passed over",
            http2 -> get(http2.send(SETTINGS, 0, 0, settings(0xff, 1))),
            OK),
        demand(
            "6.6",
            "PUSH_PROMISE of a client",
            http2 -> {
              wait(http2);
              http2.send(
                  PUSH_PROMISE, END_HEADERS, 1, join(number(2), http2.block("GET", "/push")));
            },
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.7",
            "PING of a stream",
            h -> h.send(PING, 0, 1, new byte[8]),
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.7",
            "PING of another length",
            h -> h.send(PING, 0, 0, new byte[6]),
            goaway(FRAME_SIZE_ERROR)),
        demand(
            "6.8",
            "GOAWAY of a stream",
            h -> h.send(GOAWAY, 0, 1, new byte[8]),
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.8",
            "GOAWAY that is too short",
            h -> h.send(GOAWAY, 0, 0, new byte[7]),
            goaway(FRAME_SIZE_ERROR)),
        demand(
            "7",
            "RST_STREAM with an unknown code is a reset",
            http2 -> {
              wait(http2);
              http2.send(RST_STREAM, 0, 1, number(0xff));
            },
            IGNORED));
  }

  static List<Demand> continuations() {
    return List.of(
        demand(
            "6.10",
            "a head may have several",
            http2 -> {
              byte[] block = http2.block("GET", "/");
              int middle = block.length / 2;
              http2.send(HEADERS, END_STREAM, 1, Arrays.copyOf(block, 2));
              http2.send(CONTINUATION, 0, 1, Arrays.copyOfRange(block, 2, middle));
              http2.send(
                  CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(block, middle, block.length));
            },
            OK),
        demand(
            "6.10",
            "one of another stream",
            http2 -> {
              part(http2);
              http2.send(CONTINUATION, END_HEADERS, 3);
            },
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.10",
            "one of stream 0",
            http2 -> {
              part(http2);
              http2.send(CONTINUATION, END_HEADERS, 0);
            },
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.10",
            "DATA before the end of the head",
            http2 -> {
              part(http2);
              http2.send(CONTINUATION, 0, 1, literals("a", "b")).send(DATA, END_STREAM, 1);
            },
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.10",
            "one behind HEADERS that were all",
            http2 -> {
              wait(http2);
              http2.send(CONTINUATION, END_HEADERS, 1, literals("a", "b"));
            },
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.10",
            "one behind the last",
            http2 -> {
              http2.send(HEADERS, END_STREAM, 1, http2.block("GET", "/wait"));
              http2.send(CONTINUATION, END_HEADERS, 1, literals("a", "b"));
              http2.send(CONTINUATION, END_HEADERS, 1, literals("a", "b"));
            },
            goaway(PROTOCOL_ERROR)),
        demand(
            "6.10",
            "one behind DATA",
            http2 -> {
              post(http2);
              http2.send(DATA, 0, 1, (byte) 'a').send(CONTINUATION, END_HEADERS, 1);
            },
            goaway(PROTOCOL_ERROR)));
  }

  @ParameterizedTest
  @MethodSource({"framesInGeneral", "frameTypes", "continuations"})
  void meets(Demand demand) throws Exception {
    check(demand);
  }

  // What is more than one step.

  /** §3.4: the preface ends with SETTINGS. */
  @Test
  void aPrefaceWithoutSettingsIsAnError() throws Exception {
    try (RawHttp2 http2 = connect()) {
      http2.raw(PREFACE.getBytes(ISO_8859_1)).send(PING, 0, 0, new byte[8]);
      assertEquals("goaway 1", outcome(http2, true));
    }
  }

  /** §6.5.3. */
  @Test
  void settingsAreAcknowledged() throws Exception {
    try (RawHttp2 http2 = connect().begin()) {
      Frame frame = http2.next(SETTINGS);
      assertEquals(0, frame.flags());
      assertEquals(ACK, http2.next(SETTINGS).flags());
    }
  }

  /** §6.7. */
  @Test
  void aPingIsAnsweredWithItsBytesAndAnAnswerIsNot() throws Exception {
    try (RawHttp2 http2 = connect().begin()) {
      byte[] first = {1, 2, 3, 4, 5, 6, 7, 8};
      byte[] second = {8, 7, 6, 5, 4, 3, 2, 1};
      http2.send(PING, ACK, 0, first).send(PING, 0, 0, second);
      Frame answer = http2.next(PING);
      assertEquals(ACK, answer.flags());
      assertArrayEquals(second, answer.payload());
    }
  }
}
