package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.bridge.http.server.HttpModel.Ending;
import dev.sluice.bridge.http.server.HttpModel.Meaning;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFuzzTest {
  private static final int CASES = 20_000;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void mutatedRequestsAreUnderstoodAsTheStandardMeansThem() {
    HttpFuzz.run(0, CASES);
  }

  @Test
  void requestsMayBeCutIntoPiecesAnywhere() {
    byte[] all =
        bytes(
            "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345"
                + "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\n12345\r\n1;x=y\r\n6\r\n0\r\nX: y\r\n\r\n"
                + "POST /skip HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                + "GET /c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    for (int first = 1; first < all.length; first++) {
      for (int second = first; second < all.length; second += 7) {
        List<byte[]> pieces = new ArrayList<>();
        for (int[] range : new int[][] {{0, first}, {first, second}, {second, all.length}}) {
          if (range[0] < range[1]) {
            pieces.add(Arrays.copyOfRange(all, range[0], range[1]));
          }
        }
        FuzzedConnection.check(all, pieces);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,", "chunked,", ",", " ", "chunked;a="})
  void longListsOfCodingsAreRefused(String element) {
    byte[] all =
        bytes(
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
                + element.repeat(14_000 / element.length())
                + "chunked\r\n\r\n");
    FuzzedConnection.check(all, List.of(all));
  }

  @Test
  void theModelKnowsWhereRequestsEnd() {
    Meaning meaning =
        HttpModel.of(
            bytes(
                "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nGET"
                    + "PUT /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "a\r\n0123456789\r\n0\r\n\r\nGET /c HT"));
    assertEquals(Ending.INCOMPLETE, meaning.ending());
    assertEquals(2, meaning.requests().size());
    assertArrayEquals(bytes("GET"), meaning.requests().getFirst().body());
    assertEquals("/b", meaning.requests().getLast().target());
    assertArrayEquals(bytes("0123456789"), meaning.requests().getLast().body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\rz\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n X: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n1",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1 \r\n1\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n11\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\n1\r\n0\r\n\r\n"
      })
  void theModelRefusesWhatCanBeMisread(String text) {
    Meaning meaning = HttpModel.of(bytes(text));
    assertEquals(Ending.INVALID, meaning.ending());
    assertEquals(List.of(), meaning.requests());
  }
}
