package dev.sluice.bridge.url.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlPatternTest {
  private static final int PATHNAME = PatternKey.PATHNAME.index;

  /** The JDK's expressions are near enough to the engine's for the protocols that come up here. */
  private static final RegexpTester TESTER =
      (source, text) -> {
        try {
          return Pattern.matches(source, text) ? RegexpTester.MATCHES : RegexpTester.DIFFERS;
        } catch (PatternSyntaxException e) {
          return RegexpTester.INVALID;
        }
      };

  @Test
  void aConstructorStringIsTakenApart() throws PatternException {
    UrlPattern pattern = of("https{s}?://:user@*.example.com:8080/a/:b(\\d+)?/*\\?q=:q#h");
    assertEquals("https{s}? :user * *.example.com 8080 /a/:b(\\d+)?/* q=:q h", components(pattern));
    assertTrue(pattern.hasRegexpGroups());
  }

  @Test
  void aPatternWithoutAProtocolNeedsABase() throws PatternException {
    assertThrows(PatternException.class, () -> of("/a/:b"));
    UrlPattern pattern = UrlPattern.create("/a/:b", "https://h:1/x?y#z", false, TESTER);
    assertEquals("https * * h 1 /a/:b * *", components(pattern));
  }

  @ParameterizedTest
  @CsvSource({
    "/books/:id, /books/:id, ^\\/books(?:\\/([^\\/]+?))$",
    "/books/:id?, /books/:id?, ^\\/books(?:\\/([^\\/]+?))?$",
    "/:a+, /:a+, ^(?:\\/((?:[^\\/]+?)(?:\\/(?:[^\\/]+?))*))$",
    "/a{b}?c, /a{b}?c, ^\\/a(?:b)?c$",
    "/*, /*, ^\\/(.*)$",
    "/x/(.*), /x/*, ^\\/x(?:\\/(.*))$",
    "/{:a}b, /{:a}b, ^\\/([^\\/]+?)b$",
    "/\u00FC, /%C3%BC, ^\\/%C3%BC$",
  })
  void pathnamesAreNormalisedAndBecomeRegularExpressions(
      String input, String normalised, String regexp) throws PatternException {
    PatternComponent component = of("https://h" + input).component(PATHNAME);
    assertEquals(normalised, component.pattern());
    if (!regexp.contains("(.*)")) {
      assertEquals(regexp, component.regexp());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://h/(",
    "https://h/{",
    "https://h/}",
    "https://h/(?a)",
    "https://h/((a))",
    "https://h/(\u00FC)",
    "https://h/:a/:a",
    "https://h/:",
    "https://h\\",
    "https://a b/",
    "https://h:-/",
  })
  void refusesMalformedPatterns(String input) {
    assertThrows(PatternException.class, () -> of(input));
  }

  @Test
  void simpleComponentsNeedNoRegularExpression() throws PatternException {
    UrlPattern pattern = of("https://example.com/a");
    assertEquals(PatternComponent.EXACT, pattern.component(3).kind());
    assertEquals("example.com", pattern.component(3).text());
    assertEquals(PatternComponent.ANYTHING, pattern.component(1).kind());
    assertEquals(PatternComponent.EXACT, pattern.component(PATHNAME).kind());
    UrlPattern ignoring = UrlPattern.create("https://example.com/a", null, true, TESTER);
    assertEquals(PatternComponent.REGEXP, ignoring.component(PATHNAME).kind());
    assertFalse(pattern.hasRegexpGroups());
  }

  @Test
  void aDictionaryToMatchIsCanonicalised() {
    PatternInit init = new PatternInit();
    init.put(PatternKey.PROTOCOL, "HTTPS:");
    init.put(PatternKey.HOSTNAME, "\u00FC.example");
    init.put(PatternKey.PORT, "443");
    init.put(PatternKey.PATHNAME, "/a/../b c");
    PatternInit input = UrlPattern.input(init);
    assertNotNull(input);
    assertEquals("https", input.get(PatternKey.PROTOCOL));
    assertEquals("xn--tda.example", input.get(PatternKey.HOSTNAME));
    assertEquals("", input.get(PatternKey.PORT));
    assertEquals("/b%20c", input.get(PatternKey.PATHNAME));
    assertEquals("", input.get(PatternKey.HASH));
    init.put(PatternKey.PORT, "x");
    assertNull(UrlPattern.input(init));
  }

  /** Whatever comes in: a pattern or a PatternException, and a normalised pattern is stable. */
  @Test
  void randomPatternsAreRefusedOrStable() throws PatternException {
    String[] pieces = {
      "https",
      ":",
      "/",
      "//",
      ":a",
      ":b",
      "*",
      "?",
      "+",
      "(",
      ")",
      "{",
      "}",
      "\\",
      "(x)",
      "(\\d+)",
      "#",
      "@",
      "[",
      "]",
      ".",
      "..",
      "a",
      "\u00FC",
      "\uD83D\uDE00",
      "h.x",
      "80",
      "%",
      " ",
      "(.*)",
    };
    Random random = new Random(3);
    int made = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder path = new StringBuilder("/");
      for (int n = random.nextInt(8); n > 0; n--) {
        path.append(pieces[random.nextInt(pieces.length)]);
      }
      PatternInit init = new PatternInit();
      init.put(PatternKey.PATHNAME, path.toString());
      try {
        of(path.append(path).toString());
      } catch (PatternException _) {
        // as it should be
      }
      String pathname;
      try {
        pathname = UrlPattern.create(init, false, TESTER).component(PATHNAME).pattern();
      } catch (PatternException _) {
        continue;
      }
      made++;
      init.put(PatternKey.PATHNAME, pathname);
      PatternComponent again = UrlPattern.create(init, false, TESTER).component(PATHNAME);
      assertEquals(pathname, again.pattern(), path::toString);
    }
    assertTrue(made > 1_000, "made " + made);
  }

  private static UrlPattern of(String input) throws PatternException {
    return UrlPattern.create(input, null, false, TESTER);
  }

  private static String components(UrlPattern pattern) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < PatternKey.COMPONENTS; i++) {
      text.append(i == 0 ? "" : " ").append(pattern.component(i).pattern());
    }
    return text.toString();
  }
}
