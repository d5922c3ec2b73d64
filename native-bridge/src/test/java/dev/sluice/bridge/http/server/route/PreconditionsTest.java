package dev.sluice.bridge.http.server.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.server.route.Preconditions.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditional requests, RFC 9110 §13. */
class PreconditionsTest {
  private static final String BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
  private static final String THEN = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String AFTER = "Sun, 06 Nov 1994 08:49:38 GMT";
  private static final long TIME = 784_111_777;

  private static Preconditions with(String... fields) {
    HeaderFields all = HeaderFields.of("Host", "h");
    for (int i = 0; i < fields.length; i += 2) {
      all.add(fields[i], fields[i + 1]);
    }
    return Preconditions.of(all);
  }

  private static Outcome get(String... fields) {
    return with(fields).evaluate("GET", "\"tag\"", TIME);
  }

  @Test
  void aRequestWithoutConditionsHasTheSharedOnes() {
    assertSame(
        Preconditions.NONE,
        with("Accept", "*/*", "Refer", "x", "X-Length-13-ab", "y", "Ix-Match", "z"));
    assertNotSame(Preconditions.NONE, with("RANGE", "bytes=0-"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "tag"                  | NOT_MODIFIED
          W/"tag"                | NOT_MODIFIED
          "a", "b,c" ,W/"tag"    | NOT_MODIFIED
          *                      | NOT_MODIFIED
          "other"                | PROCEED
          "ta"                   | PROCEED
          "TAG"                  | PROCEED
          tag                    | PROCEED
          w/"tag"                | PROCEED
          "x,"tag"               | PROCEED
          ''                     | PROCEED
          """)
  void ifNoneMatchComparesWeakly(String list, Outcome expected) {
    assertEquals(expected, get("If-None-Match", list));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "tag"           | PROCEED
          "a", "tag"      | PROCEED
          *               | PROCEED
          W/"tag"         | FAILED
          "other"         | FAILED
          tag             | FAILED
          """)
  void ifMatchComparesStrongly(String list, Outcome expected) {
    assertEquals(expected, get("If-Match", list));
  }

  @Test
  void aWeakTagMatchesOnlyWeakly() {
    assertEquals(
        Outcome.FAILED, with("If-Match", "W/\"t\"").evaluate("GET", "W/\"t\"", HttpDates.NONE));
    assertEquals(
        Outcome.NOT_MODIFIED,
        with("If-None-Match", "\"t\"").evaluate("GET", "W/\"t\"", HttpDates.NONE));
  }

  @Test
  void withoutATagOnlyAStarMatches() {
    assertEquals(Outcome.FAILED, with("If-Match", "\"t\"").evaluate("GET", null, TIME));
    assertEquals(Outcome.PROCEED, with("If-Match", "*").evaluate("GET", null, TIME));
    assertEquals(Outcome.PROCEED, with("If-None-Match", "\"t\"").evaluate("GET", null, TIME));
    assertEquals(Outcome.NOT_MODIFIED, with("If-None-Match", "*").evaluate("GET", null, TIME));
  }

  @Test
  void datesAreComparedBySeconds() {
    assertEquals(Outcome.PROCEED, get("If-Modified-Since", BEFORE));
    assertEquals(Outcome.NOT_MODIFIED, get("If-Modified-Since", THEN));
    assertEquals(Outcome.NOT_MODIFIED, get("If-Modified-Since", AFTER));
    assertEquals(Outcome.FAILED, get("If-Unmodified-Since", BEFORE));
    assertEquals(Outcome.PROCEED, get("If-Unmodified-Since", THEN));
    assertEquals(Outcome.PROCEED, get("If-Unmodified-Since", AFTER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void allThreeFormatsOfDatesAreRead(String date) {
    assertEquals(Outcome.NOT_MODIFIED, get("If-Modified-Since", date));
    assertEquals(TIME, HttpDates.parse(date));
    assertEquals(THEN, HttpDates.format(TIME));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "yesterday", "1994-11-06T08:49:37Z"})
  void whatIsNoDateCountsAsAbsent(String date) {
    assertEquals(Outcome.PROCEED, get("If-Modified-Since", date));
    assertEquals(Outcome.PROCEED, get("If-Unmodified-Since", date));
  }

  @Test
  void tagsCountForMoreThanDates() {
    assertEquals(Outcome.PROCEED, get("If-None-Match", "\"x\"", "If-Modified-Since", AFTER));
    assertEquals(
        Outcome.NOT_MODIFIED, get("If-None-Match", "\"tag\"", "If-Modified-Since", BEFORE));
    assertEquals(Outcome.PROCEED, get("If-Match", "\"tag\"", "If-Unmodified-Since", BEFORE));
  }

  @Test
  void whatMustBeSoIsAskedBeforeWhatMustNot() {
    assertEquals(Outcome.FAILED, get("If-None-Match", "\"tag\"", "If-Match", "\"x\""));
    assertEquals(Outcome.FAILED, get("If-None-Match", "\"tag\"", "If-Unmodified-Since", BEFORE));
    assertEquals(Outcome.NOT_MODIFIED, get("If-None-Match", "\"tag\"", "If-Match", "\"tag\""));
  }

  @Test
  void severalLinesOfAFieldAreOneList() {
    assertEquals(Outcome.NOT_MODIFIED, get("If-None-Match", "\"a\"", "if-none-match", "\"tag\""));
  }

  @Test
  void onlyGetAndHeadCanBeNotModified() {
    Preconditions tag = with("If-None-Match", "\"tag\"");
    assertEquals(Outcome.NOT_MODIFIED, tag.evaluate("HEAD", "\"tag\"", TIME));
    assertEquals(Outcome.FAILED, tag.evaluate("POST", "\"tag\"", TIME));
    assertEquals(
        Outcome.PROCEED, with("If-Modified-Since", AFTER).evaluate("POST", "\"tag\"", TIME));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "tag"                            | true
          Sun, 06 Nov 1994 08:49:37 GMT    | true
          W/"tag"                          | false
          "x"                              | false
          Sun, 06 Nov 1994 08:49:38 GMT    | false
          Sun, 06 Nov 1994 08:49:36 GMT    | false
          never                            | false
          """)
  void ifRangeIsMetByThisVeryRepresentation(String value, boolean isMet) {
    Preconditions both = with("Range", "bytes=0-1", "If-Range", value);
    assertEquals(isMet ? "bytes=0-1" : null, both.rangeFor("GET", "\"tag\"", TIME));
  }

  @Test
  void aWeakTagOrDateDoesNotMeetIfRange() {
    Preconditions tag = with("Range", "bytes=0-1", "If-Range", "W/\"tag\"");
    assertNull(tag.rangeFor("GET", "W/\"tag\"", TIME));
    Preconditions date = with("Range", "bytes=0-1", "If-Range", THEN);
    assertNull(date.rangeFor("GET", "\"tag\"", HttpDates.NONE));
  }

  @Test
  void rangesAreForGet() {
    assertEquals("bytes=0-1", with("Range", "bytes=0-1").rangeFor("GET", null, TIME));
    assertNull(with("Range", "bytes=0-1").rangeFor("HEAD", null, TIME));
    assertNull(with("Range", "bytes=0-1").rangeFor("POST", null, TIME));
  }

  @Test
  void aDateOfAnyLengthIsNoFault() {
    assertEquals(HttpDates.NONE, HttpDates.parse("x".repeat(65)));
    assertEquals(HttpDates.NONE, HttpDates.parse("Sun, 06 Nov 1994 08:49:37 GMT, ".repeat(3)));
  }
}
