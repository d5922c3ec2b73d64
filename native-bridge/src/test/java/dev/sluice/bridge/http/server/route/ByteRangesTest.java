package dev.sluice.bridge.http.server.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Range field asks for. */
class ByteRangesTest {
  private static String ranges(String field, long length) {
    return switch (ByteRanges.of(field, length)) {
      case ByteRanges.Whole _ -> "whole";
      case ByteRanges.Unsatisfiable _ -> "none";
      case ByteRanges.Some(var some) ->
          some.stream().map(r -> r.first() + "-" + r.last()).collect(Collectors.joining(" "));
    };
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0-0",
    "bytes=0-499, 0-499",
    "bytes=500-999, 500-999",
    "bytes=-500, 500-999",
    "bytes=990-, 990-999",
    "bytes=0-, 0-999",
    "bytes=0-5000, 0-999",
    "bytes=-5000, 0-999",
    "bytes=999-999, 999-999",
    "Bytes=1-2, 1-2",
    "bytes=5-99999999999999999999999, 5-999",
    "bytes=-99999999999999999999999, 0-999",
    "bytes=00000000000000000000000001-2, 1-2",
  })
  void aRangeIsCutAtTheEnd(String field, String expected) {
    assertEquals(expected, ranges(field, 1000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=1000-",
        "bytes=1000-2000",
        "bytes=-0",
        "bytes=99999999999999999999999-",
        "bytes=2000-,-0"
      })
  void aRangeBeyondTheEndCannotBeSatisfied(String field) {
    assertEquals("none", ranges(field, 1000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes 0-1",
        "bytes=5",
        "bytes=-",
        "bytes=2-1",
        "bytes=a-1",
        "bytes=1-b",
        "bytes=0x1-2",
        "bytes=--1",
        "bytes=1--2",
        "bytes=-1-2",
        "bytes=+1-2",
        "bytes=1 - 2",
        "lines=1-2",
        "bytes =1-2",
        "bytes=0-1,2-1",
        "bytes=0-1;2-3",
        "bytes=١-٢"
      })
  void whatIsNoListOfByteRangesIsIgnored(String field) {
    assertEquals("whole", ranges(field, 1000));
  }

  @Test
  void nothingHasNoRanges() {
    assertEquals("none", ranges("bytes=0-", 0));
    assertEquals("none", ranges("bytes=0-0", 0));
    assertEquals("none", ranges("bytes=-0", 0));
    // Satisfiable by the standard, but there is no Content-Range for it.
    assertEquals("whole", ranges("bytes=-1", 0));
  }

  @Test
  void severalRangesKeepTheirOrder() {
    assertEquals("0-1 500-501", ranges("bytes=0-1,500-501", 1000));
    assertEquals("500-501 0-1", ranges("bytes=500-501, 0-1", 1000));
    assertEquals("0-1 999-999", ranges("bytes= 0-1 ,, -1 ,", 1000));
    assertEquals("0-1", ranges("bytes=0-1,5000-6000", 1000));
  }

  @Test
  void rangesThatOverlapOrLieNearBecomeOne() {
    assertEquals("0-9", ranges("bytes=0-5,3-9", 1000));
    assertEquals("0-9", ranges("bytes=0-4,5-9", 1000));
    assertEquals("0-89", ranges("bytes=0-9,80-89", 1000));
    assertEquals("0-9 91-99", ranges("bytes=0-9,91-99", 1000));
    assertEquals("0-999", ranges("bytes=0-,0-,0-,0-", 1000));
    // The last one joins two that were apart; the place of the first counts.
    assertEquals("700-800 0-309", ranges("bytes=700-800,200-309,0-109,100-210", 1000));
    assertEquals("0-309 700-800", ranges("bytes=0-109,700-800,200-309,100-210", 1000));
  }

  @Test
  void aFieldWithTooManyRangesIsIgnored() {
    StringJoiner many = new StringJoiner(",", "bytes=", "");
    for (int i = 0; i < ByteRanges.MOST_RANGES; i++) {
      many.add(1000 * i + "-" + 1000 * i);
    }
    assertEquals(
        ByteRanges.MOST_RANGES,
        ((ByteRanges.Some) ByteRanges.of(many.toString(), 1_000_000)).ranges().size());
    assertEquals("whole", ranges(many.add("0-0").toString(), 1_000_000));
  }
}
