package dev.sluice.bridge.url;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Names and values of application/x-www-form-urlencoded, one at a time (URL §5). Texts have no lone
 * surrogates.
 */
public final class UrlEncoded {
  private UrlEncoded() {}

  /** A name or value as the «application/x-www-form-urlencoded parser» reads it. */
  public static String decode(String text) {
    return PercentEncodeSet.decodeUtf8(text.getBytes(UTF_8), true);
  }

  /** A name or value as the «application/x-www-form-urlencoded serializer» writes it. */
  public static String encode(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    StringBuilder out = new StringBuilder(bytes.length + 16);
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == ' ') {
        PercentEncodeSet.FORM_URLENCODED.appendEncoded(out, bytes, start, i);
        if (i < bytes.length) {
          out.append('+');
        }
        start = i + 1;
      }
    }
    return out.toString();
  }
}
