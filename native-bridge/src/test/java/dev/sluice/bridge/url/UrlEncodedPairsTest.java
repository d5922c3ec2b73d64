package dev.sluice.bridge.url;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class UrlEncodedPairsTest {
  private final UrlEncodedPairs pairs = new UrlEncodedPairs();

  @Test
  void parsesNamesAndValues() {
    pairs.parse("a=1&b&&=&c=%C3%BC+%zz&%FF=x=y");
    assertEquals("[a=1][b=][=][c=ü %zz][\uFFFD=x=y]", text(pairs));
  }

  @Test
  void writesSpacesAsPlusAndAllButAFewCharactersEncoded() {
    pairs.append("a b", "ü&=+~*-._'");
    assertEquals("a+b=%C3%BC%26%3D%2B%7E*-._%27", pairs.serialize());
  }

  @Test
  void whatIsWrittenIsReadBack() {
    String[] pieces = {"a", "=", "&", "+", "%", "%41", " ", "ü", "€", "\uD83D\uDE00", "\0"};
    Random random = new Random(1);
    UrlEncodedPairs again = new UrlEncodedPairs();
    for (int round = 0; round < 2_000; round++) {
      StringBuilder input = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        input.append(pieces[random.nextInt(pieces.length)]);
      }
      pairs.append(input.toString(), input.reverse().toString());
      again.parse(pairs.serialize());
      assertEquals(text(pairs), text(again));
      if (pairs.size() > 20) {
        pairs.parse(input.toString());
      }
    }
  }

  @Test
  void setReplacesTheFirstAndRemovesTheOthers() {
    pairs.parse("a=1&b=2&a=3&c=4&a=5");
    pairs.set("a", "x");
    assertEquals("[a=x][b=2][c=4]", text(pairs));
    pairs.set("d", "y");
    assertEquals("[a=x][b=2][c=4][d=y]", text(pairs));
  }

  @Test
  void deleteMayAskForTheValueToo() {
    pairs.parse("a=1&b=2&a=3");
    pairs.deletePair("a", "3");
    assertEquals("[a=1][b=2]", text(pairs));
    pairs.delete("a");
    assertEquals("[b=2]", text(pairs));
    assertNull(pairs.get("a"));
    assertTrue(pairs.hasPair("b", "2"));
    assertFalse(pairs.hasPair("b", "3"));
  }

  @Test
  void sortsByCodeUnitsAndKeepsTheOrderOfEquals() {
    pairs.parse("\uFFE6=1&\uD83D\uDE00=2&z=3&a=4&z=1");
    pairs.sort();
    assertEquals("[a=4][z=3][z=1][\uD83D\uDE00=2][\uFFE6=1]", text(pairs));
  }

  private static String text(UrlEncodedPairs pairs) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pairs.size(); i++) {
      text.append('[').append(pairs.nameAt(i)).append('=').append(pairs.valueAt(i)).append(']');
    }
    return text.toString();
  }
}
