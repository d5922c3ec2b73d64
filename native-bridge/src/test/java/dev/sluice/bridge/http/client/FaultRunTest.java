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
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.compress.Decoding;
import dev.sluice.bridge.compress.Encoding;
import dev.sluice.bridge.compress.Tolerance;
import dev.sluice.bridge.http.Http2Frames;
import dev.sluice.bridge.http.client.FaultyWire.Outcome;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers that misbehave, at each byte of what they say: the right error, never a hang, never a
 * body that looks whole and is not, nothing held at the end, and a client that goes on.
 */
class FaultRunTest {
  /**
   * A response over HTTP/1.1.
   *
   * @param whole from how many bytes on all of it is there
   * @param ends does the end of the connection end it?
   */
  record Sample(String name, String bytes, String text, int whole, boolean ends) {
    static Sample of(String name, String bytes, String text) {
      return new Sample(name, bytes, text, bytes.length(), false);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Sample> samples() {
    String untilEnd = "HTTP/1.1 200 OK\r\n\r\n";
    return List.of(
        Sample.of("length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"),
        Sample.of(
            "chunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\nhe\r\n3;x=\"y\"\r\nllo\r\n0\r\nT: 1\r\n\r\n",
            "hello"),
        Sample.of(
            "interim responses",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "hello"),
        Sample.of("no body", "HTTP/1.1 204 No Content\r\n\r\n", ""),
        new Sample("until the end", untilEnd + "hello", "hello", untilEnd.length(), true));
  }

  /** Another request is answered as if nothing had been. */
  private static void goesOn(FaultyWire wire) {
    Outcome next = wire.get();
    wire.bring("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext");
    assertEquals("next", next.text());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aResponseThatIsCutAtAnyByteIsAnError(Sample sample) {
    byte[] bytes = sample.bytes.getBytes(ISO_8859_1);
    for (int cut = 0; cut <= bytes.length; cut++) {
      for (int kind = 0; kind < 4; kind++) {
        boolean resets = (kind & 1) != 0;
        boolean isSlow = (kind & 2) != 0;
        String where = "cut at " + cut + (resets ? ", reset" : "") + (isSlow ? ", slow" : "");
        try (FaultyWire wire = new FaultyWire(Protocol.HTTP1)) {
          Outcome outcome = wire.get();
          for (int at = 0; isSlow && at < cut; at++) {
            wire.bring(bytes, at, at + 1);
          }
          wire.bring(bytes, isSlow ? cut : 0, cut);
          boolean isWhole = cut >= sample.whole;
          assertEquals(isWhole && !sample.ends, outcome.isDone(), where);
          wire.end(resets);
          assertTrue(outcome.isOver, where);
          if (!isWhole || sample.ends && resets) {
            assertEquals("ECONNRESET", outcome.code(), where);
            assertTrue(outcome.response == null || outcome.error().isTypeError(), where);
          } else {
            assertEquals(
                sample.text.substring(0, sample.text.length() - bytes.length + cut),
                outcome.text(),
                where);
          }
          goesOn(wire);
        }
      }
    }
  }

  /**
   * What is no response, and what is said of it. «whole» may be one that others refuse as well; the
   * connection must not be used again then.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "invalid|SSH-2.0-OpenSSH\r\n\r\n",
        "ECONNRESET|\0\0\0\0\0\r\n\r\n",
        "invalid|HTTP/1.1 20 OK\r\n\r\n",
        "invalid|HTTP/1.1 abc OK\r\n\r\n",
        "invalid|HTTP/1.1 -20 OK\r\n\r\n",
        "invalid|HTTP/1.1 200 OK\r\nA b: c\r\n\r\n",
        "invalid|HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "invalid|HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n",
        "invalid|HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "invalid|HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nhello",
        "invalid|HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        "invalid|HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
        "invalid|HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nhello",
        "invalid|HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
        "invalid|HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "invalid|HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "invalid|HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "invalid|HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+1\r\nx\r\n0\r\n\r\n",
        "invalid|HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n",
        "invalid|HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "invalid|HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
        "invalid|HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100000000\r\nx",
        "invalid|HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
        "ECONNRESET|HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello",
        "ECONNRESET|HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello",
        "hello|HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more",
        "hello|HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
      })
  void whatIsNoResponseIsNone(String sample) {
    int bar = sample.indexOf('|');
    String expected = sample.substring(0, bar);
    byte[] bytes = sample.substring(bar + 1).getBytes(ISO_8859_1);
    for (boolean isSlow : new boolean[] {false, true}) {
      try (FaultyWire wire = new FaultyWire(Protocol.HTTP1)) {
        Outcome outcome = wire.get();
        for (int at = 0; isSlow && at < bytes.length; at++) {
          wire.bring(bytes, at, at + 1);
        }
        if (!isSlow) {
          wire.bring(bytes);
        }
        if (expected.equals("invalid")) {
          assertEquals("ERR_HTTP_INVALID_RESPONSE", outcome.code());
          assertFalse(wire.isOpen());
        }
        wire.end(false);
        if (!expected.equals("invalid")) {
          assertEquals(expected, outcome.error == null ? outcome.text() : outcome.code());
        }
        goesOn(wire);
      }
    }
  }

  /** What a server says for ever, after what it has said once. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "|x",
        "HTTP/1.1 200 |O",
        "HTTP/1.1 200 OK\r\n|A: b\r\n",
        "HTTP/1.1 200 OK\r\nA: |b",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;|x",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n|0",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n|A: b\r\n",
      })
  void whatDoesNotEndIsCutOff(String sample) {
    int bar = sample.indexOf('|');
    byte[] more = sample.substring(bar + 1).repeat(1000).getBytes(ISO_8859_1);
    try (FaultyWire wire = new FaultyWire(Protocol.HTTP1)) {
      Outcome outcome = wire.get();
      wire.bring(sample.substring(0, bar));
      int count = 0;
      while (wire.isOpen() && count < 1 << 20) {
        wire.bring(more);
        count += more.length;
      }
      assertFalse(wire.isOpen(), "it is still listened to");
      assertTrue(
          Set.of("ERR_HTTP_HEADERS_TOO_LARGE", "ERR_HTTP_INVALID_RESPONSE")
              .contains(outcome.code()),
          outcome.code());
      goesOn(wire);
    }
  }

  private static final Set<String> CODES =
      Set.of(
          "whole",
          "ECONNRESET",
          "ERR_HTTP_INVALID_RESPONSE",
          "ERR_HTTP_HEADERS_TOO_LARGE",
          "ERR_HTTP_CONTENT_LENGTH_MISMATCH",
          "ERR_HTTP2_STREAM_ERROR",
          "ERR_HTTP2_SESSION_ERROR",
          "ERR_HTTP2_UNSUPPORTED");

  /** Bytes in disorder, in reads of any size. */
  private static void disorder(Protocol protocol, byte[] sample, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = sample.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : bytes[at] ^ 1 << random.nextInt(8));
    }
    try (FaultyWire wire = new FaultyWire(protocol)) {
      Outcome outcome = wire.get();
      for (int at = 0; at < bytes.length; ) {
        int to = Math.min(bytes.length, at + 1 + random.nextInt(40));
        wire.bring(bytes, at, to);
        at = to;
      }
      wire.end(random.nextBoolean());
      for (int again = 0; !outcome.isDone() && again < 10; again++) {
        // It was refused, and is asked for once more.
        wire.end(false);
      }
      assertTrue(CODES.contains(outcome.code()), outcome.code());
      assertTrue(outcome.isOver);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void bytesInDisorderDoNoHarm(Sample sample) {
    for (int seed = 0; seed < 500; seed++) {
      try {
        disorder(Protocol.HTTP1, sample.bytes.getBytes(ISO_8859_1), seed);
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  // HTTP/2.

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
    ENDLESS_LENGTH(
        "ERR_HTTP_INVALID_RESPONSE", ":status", "200", "content-length", "1".repeat(19)),
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

  // Codings.

  private static byte[] encoded(Coding coding, byte[] plain) {
    SteppedLoop loop = new SteppedLoop();
    Collector all = new Collector(-1);
    BytesStore store = BytesStore.of(plain);
    Pipe.connect(
        new Encoding(store.source(0, -1, loop), coding, -1, loop),
        all,
        (error, _) -> {
          if (error != null) {
            throw error;
          }
        });
    loop.runAll();
    return all.bytes();
  }

  private static byte[] response(byte[] body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
    all.writeBytes(head.getBytes(ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static Outcome decoded(FaultyWire wire, Coding coding, long limit) {
    return wire.send(
        "GET", source -> new Decoding(source, coding, Tolerance.HTTP, limit, wire.loop()));
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void aCodedBodyThatIsCutIsAnErrorOfTheConnectionOrOfTheCoding(Coding coding) {
    byte[] body = encoded(coding, "hello hello hello".getBytes(ISO_8859_1));
    byte[] bytes = response(body);
    int head = bytes.length - body.length;
    for (int cut = head; cut < bytes.length; cut++) {
      try (FaultyWire wire = new FaultyWire(Protocol.HTTP1)) {
        Outcome outcome = decoded(wire, coding, -1);
        wire.bring(bytes, 0, cut).end(false);
        assertEquals("ECONNRESET", outcome.code(), "cut at " + cut);
        goesOn(wire);
      }
      try (FaultyWire wire = new FaultyWire(Protocol.HTTP1)) {
        // The server says that this is all.
        Outcome outcome = decoded(wire, coding, -1);
        wire.bring(response(java.util.Arrays.copyOf(body, cut - head)));
        assertTrue(cut == head || !outcome.code().equals("whole"), "cut at " + (cut - head));
        assertTrue(outcome.isOver);
        goesOn(wire);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void codedBytesInDisorderDoNoHarm(Coding coding) {
    byte[] body = encoded(coding, "hello hello hello".repeat(20).getBytes(ISO_8859_1));
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = body.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      try (FaultyWire wire = new FaultyWire(Protocol.HTTP1)) {
        Outcome outcome = decoded(wire, coding, 1 << 20);
        wire.bring(response(bytes));
        assertTrue(outcome.isDone() && outcome.isOver, "seed " + seed);
      }
    }
  }

  /** 16 MB of nothing in a few kilobytes. */
  @ParameterizedTest
  @EnumSource(Coding.class)
  void aBombIsDefusedByALimit(Coding coding) {
    byte[] body = encoded(coding, new byte[16 << 20]);
    byte[] bytes = response(body);
    try (FaultyWire wire = new FaultyWire(Protocol.HTTP1)) {
      Outcome outcome = decoded(wire, coding, 1 << 20);
      // The last byte is not waited for.
      wire.bring(bytes, 0, bytes.length - 1);
      assertEquals("ERR_BODY_TOO_LARGE", outcome.code());
      wire.bring(bytes, bytes.length - 1, bytes.length);
      assertTrue(outcome.isOver);
      goesOn(wire);
    }
  }
}
