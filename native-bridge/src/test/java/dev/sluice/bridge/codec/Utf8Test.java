package dev.sluice.bridge.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Utf8Test {
  /** One or two bytes of every class that the standard's decoder tells apart. */
  private static final int[] TELLING = {
    0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0,
    0xF1, 0xF4, 0xF5, 0xFF
  };

  @Test
  void malformedBytesBecomeOneReplacementForEachMaximalPart() {
    assertEquals("\uFFFD\uFFFD\uFFFD", decode(0xED, 0xA0, 0x80));
    assertEquals("\uFFFD\uFFFD", decode(0xE0, 0x80));
    assertEquals("\uFFFDA", decode(0xF0, 0x90, 0x80, 0x41));
    assertEquals("\uFFFD", decode(0xF0, 0x9F, 0x92));
    assertEquals("\uFFFD\uFFFD\uFFFD\uFFFD", decode(0xF4, 0x90, 0x80, 0x80));
    assertEquals("\uFFFD\uFFFD", decode(0xC0, 0xAF));
    assertEquals("A\uFFFDB", decode(0x41, 0xFF, 0x42));
  }

  @Test
  void everyShortSequenceIsDecodedAsTheStandardSays() {
    forEverySequence(
        4,
        bytes -> {
          String expected = reference(bytes);
          assertEquals(expected, Utf8.decode(bytes, 0, bytes.length), () -> Arrays.toString(bytes));
          boolean wellFormed = Arrays.equals(expected.getBytes(StandardCharsets.UTF_8), bytes);
          String strict = Utf8.decodeOrFail(bytes, 0, bytes.length);
          assertEquals(wellFormed ? expected : null, strict, () -> Arrays.toString(bytes));
        });
  }

  @Test
  void textInPiecesIsTheSameTextWhereverItIsCut() {
    forEverySequence(
        4,
        bytes -> {
          String expected = reference(bytes);
          for (int cut = 0; cut <= bytes.length; cut++) {
            StreamDecoder decoder = StreamDecoder.of("utf-8", false, true);
            String actual =
                decoder.decode(bytes, 0, cut, true)
                    + decoder.decode(bytes, cut, bytes.length - cut, true)
                    + decoder.decode(bytes, 0, 0, false);
            assertEquals(expected, actual, () -> Arrays.toString(bytes));
          }
        });
  }

  @Test
  void genuineReplacementCharactersAreNotMalformed() {
    byte[] bytes = "a\uFFFDb\uFFFD".getBytes(StandardCharsets.UTF_8);
    assertEquals("a\uFFFDb\uFFFD", Utf8.decodeOrFail(bytes, 0, bytes.length));
    byte[] mixed = {(byte) 0xE0, (byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    assertNull(Utf8.decodeOrFail(mixed, 0, mixed.length));
    assertEquals("\uFFFD\uFFFD", Utf8.decode(mixed, 0, mixed.length));
  }

  @Test
  void loneSurrogatesAreEncodedAsReplacement() {
    assertArrayEquals(bytes(0xEF, 0xBF, 0xBD), Utf8.encode("\uD800"));
    assertArrayEquals(bytes(0x61, 0xEF, 0xBF, 0xBD, 0x62), Utf8.encode("a\uDC00b"));
    assertArrayEquals(bytes(0xF0, 0x9F, 0x98, 0x80, 0x3F), Utf8.encode("\uD83D\uDE00?"));
  }

  @Test
  void encodeIntoWritesOnlyWholeCharacters() {
    byte[] target = new byte[6];
    assertEquals(2L << 32 | 4, Utf8.encodeInto("a\u20AC\uD83D\uDE00", 0, target, 6));
    assertArrayEquals(bytes(0x61, 0xE2, 0x82, 0xAC, 0, 0), target);
    assertEquals(2L << 32 | 4, Utf8.encodeInto("a\u20AC\uD83D\uDE00", 2, target, 6));
    assertEquals(1L << 32 | 3, Utf8.encodeInto("\uDE00\uD83D", 0, target, 5));
    assertEquals(0, Utf8.encodeInto("\u00E9", 0, target, 1));
  }

  private interface Check {
    void accept(byte[] bytes);
  }

  private static void forEverySequence(int length, Check check) {
    int count = (int) Math.pow(TELLING.length, length);
    for (int n = 0; n < count; n++) {
      byte[] bytes = new byte[length];
      for (int i = 0, rest = n; i < length; i++, rest /= TELLING.length) {
        bytes[i] = (byte) TELLING[rest % TELLING.length];
      }
      check.accept(bytes);
    }
  }

  /**
   * Maximal parts by table 3-7 of the Unicode standard, told in another way than the code under
   * test tells them.
   */
  private static String reference(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < bytes.length) {
      int best = 0;
      for (int length = 1; length <= 4 && i + length <= bytes.length; length++) {
        if (isPrefixOfSomething(bytes, i, length)) {
          best = length;
        }
      }
      String sequence = new String(bytes, i, Math.max(best, 1), StandardCharsets.UTF_8);
      boolean complete =
          best > 0
              && Arrays.equals(
                  sequence.getBytes(StandardCharsets.UTF_8),
                  Arrays.copyOfRange(bytes, i, i + best));
      text.append(complete ? sequence : "\uFFFD");
      i += Math.max(best, 1);
    }
    return text.toString();
  }

  private static boolean isPrefixOfSomething(byte[] bytes, int offset, int length) {
    int[] lows = {0x80, 0x800, 0x10000};
    int[] highs = {0x7FF, 0xFFFF, 0x10FFFF};
    int first = bytes[offset] & 0xFF;
    if (first < 0x80) {
      return length == 1;
    }
    for (int extra = 1; extra <= 3; extra++) {
      int mark = new int[] {0xC0, 0xE0, 0xF0}[extra - 1];
      int mask = new int[] {0xE0, 0xF0, 0xF8}[extra - 1];
      if ((first & mask) != mark || length > extra + 1) {
        continue;
      }
      int from = first & ~mask;
      for (int i = 1; i < length; i++) {
        int b = bytes[offset + i] & 0xFF;
        if ((b & 0xC0) != 0x80) {
          return false;
        }
        from = from << 6 | b & 0x3F;
      }
      int shift = 6 * (extra + 1 - length);
      int to = (from + 1 << shift) - 1;
      from <<= shift;
      int low = Math.max(from, lows[extra - 1]);
      int high = Math.min(to, highs[extra - 1]);
      return low <= high && !(low >= 0xD800 && high <= 0xDFFF);
    }
    return false;
  }

  private static String decode(int... values) {
    byte[] bytes = bytes(values);
    return Utf8.decode(bytes, 0, bytes.length);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
