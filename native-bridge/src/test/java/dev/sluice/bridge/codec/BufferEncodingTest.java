package dev.sluice.bridge.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BufferEncodingTest {
  private static final byte[] BYTES = {0, 'a', (byte) 0xFB, (byte) 0xFF};

  @ParameterizedTest
  @EnumSource(names = {"BASE64", "BASE64URL", "HEX", "LATIN_1", "UTF_16LE"})
  void bytesComeBack(BufferEncoding encoding) {
    assertArrayEquals(BYTES, encoding.encode(encoding.decode(BYTES, 0, BYTES.length)));
  }

  @Test
  void decodesJustTheRange() {
    assertEquals("61fb", BufferEncoding.HEX.decode(BYTES, 1, 2));
    assertEquals("Yfs=", BufferEncoding.BASE64.decode(BYTES, 1, 2));
    assertEquals("Yfs", BufferEncoding.BASE64URL.decode(BYTES, 1, 2));
    assertEquals("aû", BufferEncoding.LATIN_1.decode(BYTES, 1, 2));
    assertEquals("a{", BufferEncoding.ASCII.decode(BYTES, 1, 2));
    assertEquals("\uFB61", BufferEncoding.UTF_16LE.decode(BYTES, 1, 3));
    assertEquals("a\uFFFD", BufferEncoding.UTF_8.decode(BYTES, 1, 2));
  }

  @Test
  void whatIsNotOfTheAlphabetIsPassedOverOrEndsIt() {
    assertArrayEquals(
        new byte[] {(byte) 0xFB, (byte) 0xEF}, BufferEncoding.BASE64.encode("-- \n8=AA"));
    assertArrayEquals(new byte[] {'a'}, BufferEncoding.BASE64.encode("YQ"));
    assertArrayEquals(new byte[] {'a', 'b', 'c'}, BufferEncoding.BASE64.encode("YWJjZ"));
    assertArrayEquals(new byte[] {1}, BufferEncoding.HEX.encode("01zz02"));
    assertArrayEquals(new byte[] {1}, BufferEncoding.HEX.encode("012"));
    assertArrayEquals(new byte[] {0x41}, BufferEncoding.LATIN_1.encode("\u0141"));
  }
}
