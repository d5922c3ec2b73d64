package dev.sluice.bridge.url;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlRecordTest {
  @Test
  void takesAUrlApart() {
    UrlRecord url = url("https://me:secret@example.com:8080/a/b?x=1#top");
    assertEquals("https:", url.protocol());
    assertEquals("me", url.username());
    assertEquals("secret", url.password());
    assertEquals("example.com:8080", url.host());
    assertEquals("example.com", url.hostname());
    assertEquals("8080", url.port());
    assertEquals("/a/b", url.pathname());
    assertEquals("?x=1", url.search());
    assertEquals("#top", url.hash());
    assertEquals("https://example.com:8080", url.origin());
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP://EXAMPLE.com, http://example.com/",
    "https://example.com:443/, https://example.com/",
    "http:\\\\example.com\\a\\..\\b, http://example.com/b",
    "http://a/%2e/b/.%2E/c, http://a/c",
    "file:///C|/x/../../y, file:///C:/y",
    "http://0x7f.1/, http://127.0.0.1/",
    "http://[2001:DB8:0:0:0:0:0:1]/, http://[2001:db8::1]/",
    "http://[::ffff:1.2.3.4]/, http://[::ffff:102:304]/",
    "data:text/plain x, data:text/plain x",
    "'data:space  ?q', 'data:space %20?q'",
    "web+x:/..//not-a-host, web+x:/.//not-a-host",
    "non-special://h%41/ü?ü#ü, non-special://h%41/%C3%BC?%C3%BC#%C3%BC",
    "http://h/?a'b, http://h/?a%27b",
    "x://h/?a'b, x://h/?a'b",
    "http://a:b@c@d/, http://a:b%40c@d/",
    "http://faß.ExAmPlE/, http://xn--fa-hia.example/",
  })
  void writesAUrlInOneForm(String input, String href) {
    assertEquals(href, url(input).href());
    assertEquals(href, url(href).href());
  }

  @ParameterizedTest
  @CsvSource({
    "b, http://h/a/b",
    "../../c, http://h/c",
    "?q, http://h/a/x?q",
    "#f, http://h/a/x?y#f",
    "'', http://h/a/x?y",
    "//other/p, http://other/p",
    "http:p, http://h/a/p",
    "https:p, https://p/",
    "mailto:a@b, mailto:a@b",
  })
  void resolvesAgainstABase(String input, String href) {
    UrlRecord resolved = UrlRecord.parse(input, url("http://h/a/x?y#z"));
    assertEquals(href, present(resolved).href());
  }

  @ParameterizedTest
  @CsvSource({
    "no scheme",
    "http://",
    "http://a b/",
    "http://h:65536/",
    "http://h:x/",
    "http://[1::2::3]/",
    "http://[::1/",
    "http://256.256.256.256/",
    "http://1.2.3.4.5/",
    "http://a%00b/",
    "https://user@/",
    "'https://a\u200Cb/'",
  })
  void refusesWhatIsNoUrl(String input) {
    assertNull(UrlRecord.parse(input, null));
  }

  @Test
  void aUrlWithAnOpaquePathIsNoBaseButForAFragment() {
    UrlRecord base = url("mailto:a@b");
    assertNull(UrlRecord.parse("c", base));
    assertEquals("mailto:a@b#c", present(UrlRecord.parse("#c", base)).href());
  }

  @Test
  void aChangeGivesAnotherRecord() {
    UrlRecord url = url("http://h/p");
    assertEquals("http://h/p?q", url.withSearch("?q").href());
    assertEquals("http://h/p", url.href());
  }

  @Test
  void whatCannotBeSetIsLeft() {
    UrlRecord url = url("http://h/p");
    assertEquals(url.href(), url.withProtocol("mailto").href());
    assertEquals(url.href(), url.withPort("x").href());
    assertEquals(url.href(), url.withHost("").href());
    UrlRecord opaque = url("mailto:a@b");
    assertSame(opaque, opaque.withHost("h"));
    assertSame(opaque, opaque.withPathname("p"));
    assertSame(opaque, opaque.withUsername("u"));
  }

  @Test
  void aHostIsSetEvenIfThePortBehindItIsTooLarge() {
    assertEquals("http://other/p", url("http://h/p").withHost("other:65536").href());
  }

  @Test
  void originOfABlobUrlIsThatOfItsPath() {
    assertEquals("https://h", url("blob:https://h/1").origin());
    assertEquals("null", url("blob:ftp://h/1").origin());
    assertEquals("null", url("file:///x").origin());
  }

  /** Whatever comes in: no exception, only ASCII goes out, and what goes out is stable. */
  @Test
  void randomTextsAreRefusedOrBecomeStableUrls() {
    String[] pieces = {
      "http",
      "https",
      "file",
      "x",
      ":",
      "/",
      "//",
      "\\",
      "?",
      "#",
      "@",
      "[",
      "]",
      "::1",
      ".",
      "..",
      "%2e",
      "%",
      "%41",
      "a",
      "A",
      "C:",
      "|",
      "1",
      "0x",
      "256",
      "xn--",
      "ü",
      "\uD83D\uDE00",
      " ",
      "\t",
      "\n",
      "\u0000",
      "€",
      "ß",
      "\u05D0",
      "\u200D",
      "localhost",
      "é.b",
      "-",
      "'",
      "\"",
    };
    Random random = new Random(42);
    int parsed = 0;
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder();
      if (random.nextInt(3) > 0) {
        text.append(pieces[random.nextInt(4)]).append(':');
      }
      for (int n = random.nextInt(10); n >= 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      UrlRecord base = random.nextBoolean() ? null : url("file:///C:/a/b");
      UrlRecord url = UrlRecord.parse(text.toString(), base);
      if (url != null) {
        parsed++;
        String href = url.href();
        assertTrue(href.chars().allMatch(c -> c < 0x7F), href);
        UrlRecord again = UrlRecord.parse(href, null);
        assertNotNull(again, () -> text + " gave " + href);
        assertEquals(href, again.href(), text::toString);
      }
    }
    assertTrue(parsed > 10_000, "parsed " + parsed);
  }

  private static UrlRecord url(String input) {
    return present(UrlRecord.parse(input, null));
  }

  private static UrlRecord present(@Nullable UrlRecord url) {
    assertNotNull(url);
    return url;
  }
}
