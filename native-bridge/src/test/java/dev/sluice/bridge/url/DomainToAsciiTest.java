package dev.sluice.bridge.url;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainToAsciiTest {
  @ParameterizedTest
  @CsvSource({
    "EXAMPLE.com, example.com",
    "XN--no-Punycode, xn--no-punycode",
    "Bücher.example, xn--bcher-kva.example",
    "straße.de, xn--strae-oqa.de",
    "日本語。ＪＰ, xn--wgv71a119e.jp",
    "a\u00ADb\u00FC, xn--ab-yka",
    "\u1E9E.de, xn--zca.de",
    "\u0928\u0940\u200D\u0939.x, ",
    "\u0915\u094D\u200D\u0937.x, xn--11b2ezcw70k.x",
  })
  void mapsAsUnicodeToAscii(String domain, String ascii) {
    assertEquals(ascii, DomainToAscii.domainToAscii(domain));
  }

  @ParameterizedTest
  @CsvSource({
    "\u0301a.x", // begins with a mark
    "ü\u200Cb", // no context for a joiner
    "ü\uFFFD", // disallowed
    "ü.xn--a", // Punycode that is none
    "ü.xn--ab", // Punycode of ASCII
    "\u05D0a.x", // right to left and left to right in one label
    "\u05D01\u0661.x", // two kinds of digits in one label
    "ü.xn--xn---epa", // what looks like Punycode once decoded
  })
  void refusesWhatIsInvalid(String domain) {
    assertNull(DomainToAscii.domainToAscii(domain));
  }

  @Test
  void whatBecomesEmptyIsNoDomain() {
    assertNull(DomainToAscii.domainToAscii("\u00AD"));
    assertNull(DomainToAscii.domainToAscii(""));
  }

  @Test
  void aVeryLongLabelIsRefusedAndTakesNoTime() {
    assertNull(DomainToAscii.domainToAscii("ü".repeat(100_000)));
    assertNull(DomainToAscii.domainToAscii("ü.xn--" + "a".repeat(100_000)));
    assertNotNull(DomainToAscii.domainToAscii("ü".repeat(1000)));
  }

  @Test
  void punycodeOfEveryLabelIsReadBack() {
    Random random = new Random(7);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder label = new StringBuilder();
      for (int n = random.nextInt(20); n >= 0; n--) {
        int c = random.nextInt(4) == 0 ? random.nextInt(0x110000) : 'a' + random.nextInt(26);
        label.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 'x' : c);
      }
      String text = label.toString();
      String encoded = Punycode.encode(text);
      assertNotNull(encoded);
      assertEquals(text, Punycode.decode(encoded));
    }
  }

  @Test
  void theTableKnowsBothEndsOfItsRuns() {
    IdnaTable table = IdnaTable.instance();
    assertTrue(table.isValid(0));
    assertFalse(table.isValid('A'));
    assertTrue(table.isValid('a'));
    assertFalse(table.isValid(0x0100)); // Ā, mapped to the next
    assertTrue(table.isValid(0x0101));
    assertFalse(table.isValid(0x10FFFF));
    assertEquals('D', table.joiningType(0x0628)); // beh
    assertEquals('R', table.joiningType(0x0627)); // alef, between two others
    assertEquals('T', table.joiningType(0x0300));
    assertEquals('U', table.joiningType('a'));
    assertTrue(table.isVirama(0x094D));
    assertFalse(table.isVirama(0x094E));
  }
}
