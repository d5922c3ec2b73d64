package dev.sluice.bridge.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForgivingBase64Test {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  @Test
  void whatIsEncodedIsDecodedToTheSame() {
    Random random = new Random(1);
    for (int length = 0; length < 300; length++) {
      StringBuilder binary = new StringBuilder();
      for (int i = 0; i < length; i++) {
        binary.append((char) random.nextInt(256));
      }
      String encoded = ForgivingBase64.encode(binary.toString());
      assertEquals(binary.toString(), encoded == null ? null : ForgivingBase64.decode(encoded));
    }
  }

  @Test
  void aCharacterThatIsNoByteCannotBeEncoded() {
    assertNull(ForgivingBase64.encode("\u0100"));
    assertNull(ForgivingBase64.encode("?\u20AC"));
    assertEquals("Pw==", ForgivingBase64.encode("?"));
    assertEquals("/w==", ForgivingBase64.encode("\u00FF"));
  }

  @Test
  void everyShortTextIsDecodedAsTheStandardSays() {
    char[] telling = {'A', 'b', '/', '=', ' ', '\f', '\u000B', '-', '\u0141'};
    for (int length = 0; length <= 6; length++) {
      int texts = (int) Math.pow(telling.length, length);
      for (int n = 0; n < texts; n++) {
        StringBuilder text = new StringBuilder();
        for (int i = 0, rest = n; i < length; i++, rest /= telling.length) {
          text.append(telling[rest % telling.length]);
        }
        assertEquals(
            reference(text.toString()), ForgivingBase64.decode(text.toString()), text::toString);
      }
    }
  }

  /** The steps of «forgiving-base64 decode», one by one. */
  private static @Nullable String reference(String text) {
    String data = text.replaceAll("[\t\n\f\r ]", "");
    if (data.length() % 4 == 0) {
      data = data.replaceFirst("={1,2}$", "");
    }
    if (data.length() % 4 == 1) {
      return null;
    }
    StringBuilder output = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (int i = 0; i < data.length(); i++) {
      int value = ALPHABET.indexOf(data.charAt(i));
      if (value < 0) {
        return null;
      }
      buffer = (buffer << 6 | value) & 0xFFFFFF;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        output.append((char) (buffer >> bits & 0xFF));
      }
    }
    return output.toString();
  }
}
