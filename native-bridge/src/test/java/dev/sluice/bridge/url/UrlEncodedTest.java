package dev.sluice.bridge.url;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class UrlEncodedTest {
  @Test
  void escapesAndPlusesAreDecoded() {
    assertEquals("ü %zz", UrlEncoded.decode("%C3%BC+%zz"));
    assertEquals("\uFFFD%", UrlEncoded.decode("%FF%"));
    assertEquals("", UrlEncoded.decode(""));
  }

  @Test
  void writesSpacesAsPlusAndAllButAFewCharactersEncoded() {
    assertEquals("a+b+", UrlEncoded.encode("a b "));
    assertEquals("%C3%BC%26%3D%2B%7E*-._%27", UrlEncoded.encode("ü&=+~*-._'"));
    assertEquals("", UrlEncoded.encode(""));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    String[] pieces = {"a", "=", "&", "+", "%", "%41", " ", "ü", "€", "\uD83D\uDE00", "\0"};
    Random random = new Random(1);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder input = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        input.append(pieces[random.nextInt(pieces.length)]);
      }
      assertEquals(input.toString(), UrlEncoded.decode(UrlEncoded.encode(input.toString())));
    }
  }
}
