package dev.sluice.bridge.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class Utf8JoinerTest {
  private final Utf8Joiner texts = new Utf8Joiner();

  private String add(String text) {
    return new String(texts.encode(text), UTF_8);
  }

  @Test
  void aPairCutInTwoIsOneCharacter() {
    assertEquals("a", add("a\uD83D"));
    assertTrue(texts.isHolding());
    assertEquals("", add(""));
    assertEquals("\uD83D\uDE00b", add("\uDE00b"));
    assertFalse(texts.isHolding());
    assertEquals(0, texts.end().length);
  }

  @Test
  void halvesWithoutTheirOtherHalvesAreReplaced() {
    assertEquals("\uFFFD", add("\uDE00"));
    assertEquals("", add("\uD83D"));
    assertEquals("\uFFFDa", add("a"));
    assertEquals("", add("\uD83D"));
    assertEquals("\uFFFD", add("\uD83D"));
    assertEquals("\uFFFD", new String(texts.end(), UTF_8));
    assertEquals("b", add("b"));
  }

  @Test
  void whatIsHeldCanBeForgotten() {
    add("\uD83D");
    texts.clear();
    assertEquals("\uFFFD", add("\uDE00"));
  }
}
