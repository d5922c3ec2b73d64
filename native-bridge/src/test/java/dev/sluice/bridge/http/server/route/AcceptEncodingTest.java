package dev.sluice.bridge.http.server.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.http.HeaderFields;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which coding a client wants most of those that there are. */
class AcceptEncodingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gzip, deflate, br, zstd           | BROTLI
          gzip, zstd                        | ZSTD
          gzip                              | GZIP
          GZip                              | GZIP
          x-gzip                            | GZIP
          gzip;q=0.8, br;q=0.5              | GZIP
          gzip; q=0.8 , br; Q=0.9           | BROTLI
          br;q=0.001                        | BROTLI
          br;q=1.000,zstd;q=0.999           | BROTLI
          *                                 | BROTLI
          *;q=0.1                           | BROTLI
          *, br;q=0                         | ZSTD
          br;q=0, zstd;q=0, *               | GZIP
          identity;q=0.5, gzip;q=0.5        | GZIP
          identity, gzip;q=0.5              |
          identity                          |
          identity;q=0, gzip;q=0.1          | GZIP
          identity;q=0                      |
          *;q=0                             |
          gzip;q=0                          |
          gzip;q=0.0, br;q=0.000            |
          deflate                           |
          ''                                |
          bro, gzi, xbr                     |
          gzip;level=9                      |
          gzip;q=2                          |
          gzip;q=x                          |
          gzip;q=                           |
          ,, ,gzip                          | GZIP
          """)
  void theHeaviestCodingIsChosen(String field, @Nullable Coding expected) {
    assertEquals(expected, AcceptEncoding.choose(field, AcceptEncoding.PREFERENCE));
  }

  @Test
  void amongEqualsTheServersOrderCounts() {
    List<Coding> own = List.of(Coding.GZIP, Coding.BROTLI);
    assertEquals(Coding.GZIP, AcceptEncoding.choose("br, gzip, zstd", own));
    assertEquals(Coding.BROTLI, AcceptEncoding.choose("br, gzip;q=0.9", own));
    assertNull(AcceptEncoding.choose("zstd", own));
  }

  @Test
  void withoutTheFieldNothingIsEncoded() {
    assertNull(AcceptEncoding.choose(new HeaderFields(), AcceptEncoding.PREFERENCE));
  }

  @Test
  void allThatAClientTakesComesInOrder() {
    HeaderFields request = HeaderFields.of("accept-encoding", "gzip, br;q=0.5, zstd;q=0");
    assertEquals(
        List.of(Coding.GZIP, Coding.BROTLI),
        AcceptEncoding.ordered(request, AcceptEncoding.PREFERENCE));
    assertEquals(List.of(), AcceptEncoding.ordered(request, List.of()));
  }
}
