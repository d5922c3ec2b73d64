package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.Http2Frames.ACK;
import static dev.sluice.bridge.http.Http2Frames.CONTINUATION;
import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_HEADERS;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.GOAWAY;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.PADDED;
import static dev.sluice.bridge.http.Http2Frames.PING;
import static dev.sluice.bridge.http.Http2Frames.PUSH_PROMISE;
import static dev.sluice.bridge.http.Http2Frames.RST_STREAM;
import static dev.sluice.bridge.http.Http2Frames.SETTINGS;
import static dev.sluice.bridge.http.Http2Frames.WINDOW_UPDATE;
import static dev.sluice.bridge.http.Http2Frames.frame;
import static dev.sluice.bridge.http.Http2Frames.number;
import static dev.sluice.bridge.http.client.FaultyWire.disorder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.Http2Frames;
import dev.sluice.bridge.http.client.FaultyWire.Outcome;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Servers of HTTP/2 that misbehave, at each byte of what they say, as those of {@link
 * FaultRunTest}.
 */
class Http2FaultRunTest {
  /** The stream of a connection's first request, as Netty counts. */
  private static final int FIRST = 3;

  /** A response over HTTP/2, frame by frame. */
  private static byte[] frames() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Http2Peer.Blocks blocks = new Http2Peer.Blocks();
    all.writeBytes(frame(SETTINGS, 0, 0, 0, 3, 0, 0, 0, 100));
    all.writeBytes(frame(SETTINGS, ACK, 0));
    all.writeBytes(frame(WINDOW_UPDATE, 0, 0, 0, 0, 1, 0));
    byte[] interim = blocks.of(":status", "103", "link", "x");
    all.writeBytes(frame(HEADERS, END_HEADERS, FIRST, interim));
    byte[] head = blocks.of(":status", "200", "content-length", "5", "x", "y");
    all.writeBytes(frame(HEADERS, 0, FIRST, head[0] & 0xff));
    byte[] rest = java.util.Arrays.copyOfRange(head, 1, head.length);
    all.writeBytes(frame(CONTINUATION, END_HEADERS, FIRST, rest));
    all.writeBytes(frame(DATA, PADDED, FIRST, 2, 'h', 'e', 0, 0));
    all.writeBytes(frame(PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8));
    all.writeBytes(frame(DATA, 0, FIRST, 'l', 'l', 'o'));
    byte[] trailers = blocks.of("t", "1");
    int last = END_HEADERS | END_STREAM;
    all.writeBytes(frame(HEADERS, last, FIRST, trailers));
    return all.toByteArray();
  }

  @Test
  void framesThatAreCutAtAnyByteAreAnError() throws Exception {
    byte[] bytes = frames();
    for (int cut = 0; cut <= bytes.length; cut++) {
      for (int kind = 0; kind < 4; kind++) {
        boolean resets = (kind & 1) != 0;
        boolean isSlow = (kind & 2) != 0;
        String where = "cut at " + cut + (resets ? ", reset" : "") + (isSlow ? ", slow" : "");
        try (FaultyWire wire = new FaultyWire(Protocol.HTTP2)) {
          Outcome outcome = wire.get();
          for (int at = 0; isSlow && at < cut; at++) {
            wire.bring(bytes, at, at + 1);
          }
          wire.bring(bytes, isSlow ? cut : 0, cut);
          assertEquals(cut == bytes.length, outcome.isDone(), where);
          wire.end(resets);
          assertTrue(outcome.isOver, where);
          assertEquals(cut == bytes.length ? "whole" : "ECONNRESET", outcome.code(), where);
          Outcome next = wire.get();
          wire.bring(bytes);
          assertEquals("hello", next.text(), where);
        }
      }
    }
  }

  @Test
  void framesInDisorderDoNoHarm() throws Exception {
    byte[] bytes = frames();
    for (int seed = 0; seed < 3000; seed++) {
      try {
        disorder(Protocol.HTTP2, bytes, seed);
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** Frames that no server may send, and what they are to a call. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody changes the array
  enum Misbehaviour {
    NO_STATUS("ERR_HTTP_INVALID_RESPONSE", "x", "y"),
    TWO_STATUSES("ERR_HTTP_INVALID_RESPONSE", ":status", "200", ":status", "201"),
    LETTERS("ERR_HTTP_INVALID_RESPONSE", ":status", "abc"),
    SWITCHING("ERR_HTTP_INVALID_RESPONSE", ":status", "101"),
    PSEUDO("ERR_HTTP_INVALID_RESPONSE", ":status", "200", ":path", "/"),
    LATE_PSEUDO("ERR_HTTP_INVALID_RESPONSE", "x", "y", ":status", "200"),
    UPPER_CASE("ERR_HTTP_INVALID_RESPONSE", ":status", "200", "X-Upper", "y"),
    NUL("ERR_HTTP_INVALID_RESPONSE", ":status", "200", "x", "a\0b"),
    LINE_BREAK("ERR_HTTP_INVALID_RESPONSE", ":status", "200", "x", "a\r\nb: c"),
    LINE_FEED("ERR_HTTP_INVALID_RESPONSE", ":status", "200", "x", "a\nb: c"),
    OF_CONNECTION("ERR_HTTP_INVALID_RESPONSE", ":status", "200", "connection", "close"),
    NEGATIVE_LENGTH("ERR_HTTP_INVALID_RESPONSE", ":status", "200", "content-length", "-5"),
    SIGNED_LENGTH("ERR_HTTP_INVALID_RESPONSE", ":status", "200", "content-length", "+5"),
    ENDLESS_LENGTH("ERR_HTTP_INVALID_RESPONSE", ":status", "200", "content-length", "1".repeat(19)),
    TWO_LENGTHS(
        "ERR_HTTP_INVALID_RESPONSE",
        ":status",
        "200",
        "content-length",
        "5",
        "content-length",
        "6");

    final String code;
    final String[] fields;

    Misbehaviour(String code, String... fields) {
      this.code = code;
      this.fields = fields;
    }
  }

  @ParameterizedTest
  @EnumSource(Misbehaviour.class)
  void aMalformedHeadEndsItsStreamOnly(Misbehaviour misbehaviour) throws Exception {
    try (FaultyWire wire = new FaultyWire(Protocol.HTTP2)) {
      Http2Peer.Blocks blocks = new Http2Peer.Blocks();
      Outcome outcome = wire.get();
      wire.bring(frame(SETTINGS, 0, 0));
      byte[] block = blocks.of(misbehaviour.fields);
      wire.bring(frame(HEADERS, END_HEADERS, FIRST, block));
      assertEquals(misbehaviour.code, outcome.code());
      assertTrue(wire.isOpen());
      Outcome next = wire.get();
      byte[] good = blocks.of(":status", "200");
      wire.bring(frame(HEADERS, END_HEADERS, 5, good));
      wire.bring(frame(DATA, END_STREAM, 5, 'o', 'k'));
      assertEquals("ok", next.text());
      assertEquals(1, wire.connections());
    }
  }

  @Test
  void aBodyOfAnotherLengthThanAnnouncedIsAnError() throws Exception {
    for (int length = 0; length < 8; length++) {
      try (FaultyWire wire = new FaultyWire(Protocol.HTTP2)) {
        Outcome outcome = wire.get();
        wire.bring(frame(SETTINGS, 0, 0));
        byte[] block = new Http2Peer.Blocks().of(":status", "200", "content-length", "5");
        wire.bring(frame(HEADERS, END_HEADERS, FIRST, block));
        wire.bring(frame(DATA, END_STREAM, FIRST, new byte[length]));
        String expected =
            switch (length) {
              case 0 -> "ERR_HTTP_CONTENT_LENGTH_MISMATCH";
              case 5 -> "whole";
              default -> "ERR_HTTP_INVALID_RESPONSE";
            };
        assertEquals(expected, outcome.code(), "length " + length);
      }
    }
  }

  /** Frames that end a connection. */
  private static byte[][] fatal() {
    return new byte[][] {
      frame(DATA, 0, 0, 'x'),
      frame(DATA, 0, 7, 'x'),
      frame(HEADERS, END_HEADERS, 0, 0x88),
      frame(HEADERS, END_HEADERS, 2, 0x88),
      frame(HEADERS, END_HEADERS, FIRST, 0xff),
      frame(CONTINUATION, END_HEADERS, FIRST, 0x88),
      frame(PUSH_PROMISE, END_HEADERS, FIRST, 0, 0, 0, 2, 0x82),
      frame(SETTINGS, 0, 1),
      frame(SETTINGS, 0, 0, new byte[5]),
      frame(PING, 0, 0, new byte[7]),
      frame(GOAWAY, 0, 1, new byte[8]),
      frame(WINDOW_UPDATE, 0, 0, number(Integer.MAX_VALUE)),
      frame(RST_STREAM, 0, FIRST, new byte[3]),
      frame(RST_STREAM, 0, 7, new byte[4]),
      frame(DATA, 0, FIRST, new byte[20_000]),
    };
  }

  @Test
  void framesThatBreakTheProtocolEndTheConnection() throws Exception {
    for (byte[] frame : fatal()) {
      try (FaultyWire wire = new FaultyWire(Protocol.HTTP2)) {
        Outcome outcome = wire.get();
        wire.bring(frame(SETTINGS, 0, 0));
        wire.bring(frame(SETTINGS, ACK, 0));
        wire.bring(frame);
        String which = "type " + frame[3] + ", stream " + frame[8];
        assertEquals("ERR_HTTP_INVALID_RESPONSE", outcome.code(), which);
        assertFalse(wire.isOpen(), which);
        Outcome next = wire.get();
        wire.bring(frames());
        assertEquals("hello", next.text(), which);
      }
    }
  }

  /** What a server sends for ever. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody changes the array
  enum Flood {
    PINGS(PING, 0, 0, new byte[8]),
    SETTINGS(Http2Frames.SETTINGS, 0, 0, new byte[0]),
    EMPTY_DATA(DATA, 0, FIRST, new byte[0]),
    EMPTY_CONTINUATIONS(CONTINUATION, 0, FIRST, new byte[0]),
    CONTINUATIONS(CONTINUATION, 0, FIRST, field());

    final byte[] frame;

    Flood(int type, int flags, int stream, byte[] payload) {
      frame = frame(type, flags, stream, payload);
    }

    private static byte[] field() {
      // A literal without an index, its name x; its value would be longer than all that comes.
      byte[] field = new byte[16_000];
      field[1] = 1;
      field[2] = 'x';
      field[3] = 127;
      field[4] = (byte) 0xff;
      field[5] = (byte) 0xff;
      field[6] = 127;
      return field;
    }
  }

  @ParameterizedTest
  @EnumSource(Flood.class)
  void floodsAreCutOff(Flood flood) throws Exception {
    try (FaultyWire wire = new FaultyWire(Protocol.HTTP2)) {
      Outcome outcome = wire.get();
      wire.bring(frame(SETTINGS, 0, 0));
      byte[] block = new Http2Peer.Blocks().of(":status", "200");
      boolean isHead = flood == Flood.CONTINUATIONS || flood == Flood.EMPTY_CONTINUATIONS;
      int flags = isHead ? 0 : END_HEADERS;
      wire.bring(frame(HEADERS, flags, FIRST, block));
      for (int i = 0; i < 10_000 && wire.isOpen(); i++) {
        wire.bring(flood.frame);
      }
      assertFalse(wire.isOpen(), "it is still listened to");
      assertEquals(
          flood == Flood.CONTINUATIONS ? "ERR_HTTP_HEADERS_TOO_LARGE" : "ERR_HTTP_INVALID_RESPONSE",
          outcome.code());
    }
  }

  /** A few bytes of HPACK that say very much again and again. */
  @Test
  void aHeadThatUnfoldsBeyondAllMeasureIsRefused() throws Exception {
    try (FaultyWire wire = new FaultyWire(Protocol.HTTP2)) {
      Outcome outcome = wire.get();
      wire.bring(frame(SETTINGS, 0, 0));
      wire.bring(frame(SETTINGS, ACK, 0));
      String large = "v".repeat(3000);
      String[] fields = new String[2 + 2 * 100];
      fields[0] = ":status";
      fields[1] = "200";
      for (int i = 2; i < fields.length; i += 2) {
        fields[i] = "x";
        fields[i + 1] = large;
      }
      byte[] block = new Http2Peer.Blocks().of(fields);
      assertTrue(block.length < 5000, "it is small on the wire: " + block.length);
      wire.bring(frame(HEADERS, END_HEADERS, FIRST, block));
      assertEquals("ERR_HTTP_HEADERS_TOO_LARGE", outcome.code());
    }
  }
}
