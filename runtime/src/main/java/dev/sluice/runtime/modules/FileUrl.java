package dev.sluice.runtime.modules;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/** Paths as file: URLs, and back; the characters escaped are those of Node's pathToFileURL. */
final class FileUrl {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private FileUrl() {}

  /** The URL of an absolute path. */
  static String of(Path path) {
    String text = path.toString().replace(path.getFileSystem().getSeparator(), "/");
    return "file://" + (text.startsWith("/") ? "" : "/") + encode(text, "\"#%<>?\\^`{|}");
  }

  /** Would {@link #of} write {@code path} otherwise than it is? */
  static boolean needsEscape(String path) {
    return !encode(path, "\"#%<>?\\^`{|}").equals(path);
  }

  /** The query and fragment of a specifier as a URL has them. */
  static String encodeSuffix(String suffix) {
    return encode(suffix, "\"<>'");
  }

  private static String encode(String text, String escaped) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c <= ' ' || c >= 0x7f || escaped.indexOf(c) >= 0) {
        out.append('%');
        HEX.toHexDigits(out, b);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Percent-decodes to text. */
  static String decodeText(String text) {
    return text.indexOf('%') < 0 ? text : new String(decode(text), StandardCharsets.UTF_8);
  }

  /** Percent-decodes to bytes; a percent sign that starts no escape stays as it is. */
  static byte[] decode(String text) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%'
          && i + 2 < in.length
          && HexFormat.isHexDigit(in[i + 1])
          && HexFormat.isHexDigit(in[i + 2])) {
        int high = HexFormat.fromHexDigit(in[i + 1]);
        out[length++] = (byte) (high << 4 | HexFormat.fromHexDigit(in[i + 2]));
        i += 2;
      } else {
        out[length++] = in[i];
      }
    }
    return Arrays.copyOf(out, length);
  }
}
