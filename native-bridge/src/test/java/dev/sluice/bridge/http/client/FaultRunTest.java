package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.FaultyWire.disorder;
import static dev.sluice.bridge.http.client.FaultyWire.goesOn;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.client.FaultyWire.Outcome;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
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
}
