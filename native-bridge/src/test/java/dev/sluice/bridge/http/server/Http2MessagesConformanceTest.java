package dev.sluice.bridge.http.server;

import static dev.sluice.bridge.http.Http2Frames.COMPRESSION_ERROR;
import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_HEADERS;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.STREAM_CLOSED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests, as RFC 9113 §8 has them, and their compression, as RFC 7541 does. */
class Http2MessagesConformanceTest extends Http2Conformance {
  private static final String OK = "200 ";

  private static final byte[] GET =
      literals(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a");
  private static final byte[] POST =
      literals(":method", "POST", ":scheme", "http", ":path", "/", ":authority", "a");

  /** A request that consists of a head. */
  private static Script head(byte[]... parts) {
    return http2 -> http2.send(HEADERS, END_HEADERS | END_STREAM, 1, join(parts));
  }

  /** A request with a body, in frames; the last ends it. */
  private static Script body(byte[] head, byte[]... data) {
    return http2 -> {
      http2.send(HEADERS, END_HEADERS, 1, head);
      for (int i = 0; i < data.length; i++) {
        http2.send(DATA, i == data.length - 1 ? END_STREAM : 0, 1, data[i]);
      }
    };
  }

  /** A request with a body and behind it another head. */
  private static Script trailed(int flags, byte[] trailers) {
    return http2 -> {
      http2.send(HEADERS, END_HEADERS, 1, POST).send(DATA, 0, 1, (byte) 'a');
      http2.send(HEADERS, END_HEADERS | flags, 1, trailers);
    };
  }

  static List<Demand> sound() {
    return List.of(
        demand("8.1", "a head", head(GET), OK),
        demand("8.1", "a head and a body", body(POST, bytes('a'), bytes('b')), "200 ab"),
        demand("8.1", "trailers", trailed(END_STREAM, literals("x-sum", "1")), "200 a"),
        demand("8.2.2", "TE of trailers", head(GET, literals("te", "trailers")), OK),
        demand("8.2.3", "cookies in pieces", head(GET, literals("cookie", "a", "cookie", "b")), OK),
        demand(
            "8.3.1",
            "a host instead of an authority",
            head(literals(":method", "GET", ":scheme", "http", ":path", "/", "host", "a")),
            OK),
        demand(
            "8.3.1",
            "OPTIONS of all",
            head(literals(":method", "OPTIONS", ":scheme", "http", ":path", "*", "host", "a")),
            OK),
        demand(
            "8.1.1",
            "a length that is right",
            body(join(POST, literals("content-length", "2")), bytes('a'), bytes('b')),
            "200 ab"),
        demand(
            "RFC 9110 8.6",
            "a length that is right, twice",
            body(
                join(POST, literals("content-length", "2", "content-length", "2")),
                bytes('a', 'b')),
            "200 ab"));
  }

  static List<Demand> malformedFields() {
    List<Demand> all = new ArrayList<>();
    for (String name : List.of("X-Test", "x test", "x\0", "x\u007f", "x\u00e9", "x:y", "")) {
      all.add(
          demand("8.2.1", "the name «" + name + "»", head(GET, literals(name, "ok")), malformed()));
    }
    for (String value : List.of("a\rb", "a\nb", "a\0b", " a", "a ", "\ta", "a\t")) {
      all.add(demand("8.2.1", "a value", head(GET, literals("x-test", value)), malformed()));
    }
    for (String name :
        List.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade")) {
      all.add(demand("8.2.2", name, head(GET, literals(name, "close")), malformed()));
    }
    all.add(demand("8.2.2", "TE of more", head(GET, literals("te", "gzip")), malformed()));
    all.add(
        demand(
            "8.2.2",
            "TE of trailers and more",
            head(GET, literals("te", "trailers, deflate;q=0.5")),
            malformed()));
    return all;
  }

  static List<Demand> malformedPseudoFields() {
    List<Demand> all = new ArrayList<>();
    all.add(demand("8.3", "an unknown one", head(GET, literals(":test", "ok")), malformed()));
    all.add(demand("8.3", "a response's", head(GET, literals(":status", "200")), malformed()));
    all.add(
        demand(
            "8.3",
            "one behind a regular field",
            head(literals(":method", "GET", ":scheme", "http", "a", "b", ":path", "/")),
            malformed()));
    all.add(
        demand(
            "8.3",
            "one in trailers",
            trailed(END_STREAM, literals(":method", "GET")),
            malformed()));
    for (String[] twice :
        new String[][] {
          {":method", "GET"}, {":scheme", "http"}, {":path", "/"}, {":authority", "a"}
        }) {
      all.add(demand("8.3.1", twice[0] + " twice", head(GET, literals(twice)), malformed()));
    }
    String[][] incomplete = {
      {":scheme", "http", ":path", "/", ":authority", "a"},
      {":method", "GET", ":path", "/", ":authority", "a"},
      {":method", "GET", ":scheme", "http", ":authority", "a"},
      {":method", "GET", ":scheme", "http", ":path", "", ":authority", "a"},
      {":method", "GET", ":scheme", "http", ":path", "a", ":authority", "a"},
      {":method", "GET", ":scheme", "http", ":path", "*", ":authority", "a"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "user@a"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a", "host", "b"},
      {":method", "GET", ":scheme", "http", ":path", "/"},
      {":method", "CONNECT", ":scheme", "http", ":path", "/", ":authority", "a:443"},
      {":method", "CONNECT"}
    };
    for (String[] fields : incomplete) {
      all.add(demand("8.3.1", String.join(" ", fields), head(literals(fields)), malformed()));
    }
    return all;
  }

  static List<Demand> malformedMessages() {
    byte[] two = join(POST, literals("content-length", "2"));
    return List.of(
        demand("8.1", "a second head amid the body", trailed(0, literals("a", "b")), malformed()),
        demand(
            "8.1",
            "something behind the trailers",
            http2 -> {
              trailed(END_STREAM, literals("a", "b")).run(http2);
              http2.send(DATA, END_STREAM, 1, (byte) 'b');
            },
            "200 a?" + reset(STREAM_CLOSED)),
        demand("8.1.1", "fewer bytes than announced", body(two, bytes('a')), malformed()),
        demand(
            "8.1.1",
            "more bytes than announced",
            body(two, bytes('a', 'b'), bytes('c')),
            malformed()),
        demand("8.1.1", "none of the bytes announced", head(two), malformed()),
        demand(
            "8.1.1",
            "fewer bytes, and trailers",
            http2 -> {
              http2.send(HEADERS, END_HEADERS, 1, two).send(DATA, 0, 1, (byte) 'a');
              http2.send(HEADERS, END_HEADERS | END_STREAM, 1, literals("a", "b"));
            },
            malformed()),
        demand(
            "8.1.1",
            "two lengths",
            body(join(two, literals("content-length", "1")), bytes('a', 'b')),
            malformed()),
        demand(
            "RFC 9110 10.1.1",
            "an expectation that nobody can meet, as in HTTP/1.1",
            head(GET, literals("expect", "wonders")),
            "417 .*"),
        demand(
            "8.1.1",
            "a length that is no number",
            body(join(POST, literals("content-length", "+2")), bytes('a', 'b')),
            malformed()));
  }

  static List<Demand> compression() {
    byte[] huffman = {0, 1, 'a'};
    return List.of(
        demand(
            "RFC 7541 4.2",
            "a change of the table's size at the beginning",
            head(bytes(0x20, 0x3f, 0x81, 0x1f), GET),
            OK),
        demand(
            "RFC 7541 4.2",
            "a change of the table's size at the end",
            head(GET, bytes(0x20)),
            goaway(COMPRESSION_ERROR)),
        demand(
            "RFC 7541 6.3",
            "a table larger than allowed",
            head(bytes(0x3f, 0xe2, 0x1f), GET),
            goaway(COMPRESSION_ERROR)),
        demand("RFC 7541 6.1", "the index 0", head(GET, bytes(0x80)), goaway(COMPRESSION_ERROR)),
        demand(
            "RFC 7541 2.3.3",
            "an index beyond the table",
            head(GET, bytes(0xc6)),
            goaway(COMPRESSION_ERROR)),
        demand(
            "RFC 7541 2.3.3",
            "a name's index beyond the table",
            head(GET, bytes(0x7f, 7, 1, 'a')),
            goaway(COMPRESSION_ERROR)),
        demand(
            "RFC 7541 5.1",
            "an integer without an end",
            head(GET, bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)),
            goaway(COMPRESSION_ERROR)),
        demand(
            "RFC 7541 5.2",
            "a string longer than the block",
            head(GET, bytes(0, 1, 'a', 5, 'b')),
            goaway(COMPRESSION_ERROR)),
        demand("RFC 7541 5.2", "Huffman's code", head(GET, huffman, bytes(0x81, 0x1f)), OK),
        demand(
            "RFC 7541 5.2",
            "padding of eight bits",
            head(GET, huffman, bytes(0x82, 0x1f, 0xff)),
            goaway(COMPRESSION_ERROR)),
        demand(
            "RFC 7541 5.2",
            "padding of zeros",
            head(GET, huffman, bytes(0x81, 0x18)),
            goaway(COMPRESSION_ERROR)),
        demand(
            "RFC 7541 5.2",
            "the symbol of the end",
            head(GET, huffman, bytes(0x84, 0xff, 0xff, 0xff, 0xff)),
            goaway(COMPRESSION_ERROR)));
  }

  @ParameterizedTest
  @MethodSource({
    "sound",
    "malformedFields",
    "malformedPseudoFields",
    "malformedMessages",
    "compression"
  })
  void meets(Demand demand) throws Exception {
    check(demand);
  }

  @ParameterizedTest
  @MethodSource({"malformedFields", "malformedPseudoFields"})
  void aMalformedRequestReachesNoHandler(Demand demand) throws Exception {
    try (RawHttp2 http2 = connect().begin()) {
      demand.script().run(http2);
      var _ = outcome(http2, false);
      boolean isAboutTrailers = demand.what().endsWith("trailers");
      assertEquals(isAboutTrailers && demand.section().equals("8.3") ? 1 : 0, handled());
    }
  }

  /** RFC 7541 §2.3.2: the table is one for the whole connection. */
  @Test
  void whatOneRequestHasIndexedOthersMayUse() throws Exception {
    try (RawHttp2 http2 = connect().begin()) {
      byte[] indexing = bytes(0x40, 2, 't', 'e', 8, 't', 'r', 'a', 'i', 'l', 'e', 'r', 's');
      http2.send(HEADERS, END_HEADERS | END_STREAM, 1, join(GET, indexing));
      assertEquals(OK, http2.response(1));
      http2.send(HEADERS, END_HEADERS | END_STREAM, 3, join(GET, bytes(0x80 | 62)));
      assertEquals(OK, http2.response(3));
      http2.send(HEADERS, END_HEADERS | END_STREAM, 5, join(GET, bytes(0x80 | 63)));
      assertEquals("(cut)", http2.response(5));
    }
  }

  /** RFC 7541 §4.3: a table that was emptied has nothing of before. */
  @Test
  void anEmptiedTableIsEmpty() throws Exception {
    try (RawHttp2 http2 = connect().begin()) {
      http2.send(HEADERS, END_HEADERS | END_STREAM, 1, join(GET, bytes(0x40, 1, 'a', 1, 'b')));
      assertEquals(OK, http2.response(1));
      http2.send(
          HEADERS,
          END_HEADERS | END_STREAM,
          3,
          join(bytes(0x20, 0x3f, 0xe1, 0x1f), GET, bytes(0x80 | 62)));
      assertEquals("(cut)", http2.response(3));
    }
  }
}
