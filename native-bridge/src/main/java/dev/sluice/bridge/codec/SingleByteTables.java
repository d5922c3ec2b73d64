package dev.sluice.bridge.codec;

import java.util.Arrays;
import java.util.List;

/**
 * The indexes of the single-byte encodings and of x-user-defined (Encoding standard, sections 9 and
 * 14.5).
 */
final class SingleByteTables {
  /**
   * In the order of the resource, which has 128 characters for each, U+0000 where there is none.
   */
  private static final List<String> NAMES =
      List.of(
          "ibm866",
          "iso-8859-2",
          "iso-8859-3",
          "iso-8859-4",
          "iso-8859-5",
          "iso-8859-6",
          "iso-8859-7",
          "iso-8859-8",
          "iso-8859-10",
          "iso-8859-13",
          "iso-8859-14",
          "iso-8859-15",
          "iso-8859-16",
          "koi8-r",
          "koi8-u",
          "macintosh",
          "windows-874",
          "windows-1250",
          "windows-1251",
          "windows-1252",
          "windows-1253",
          "windows-1254",
          "windows-1255",
          "windows-1256",
          "windows-1257",
          "windows-1258",
          "x-mac-cyrillic");

  private SingleByteTables() {}

  private static final class Holder {
    static final String ALL = CodePointIndex.resource("single-byte");
  }

  /** The upper half of an encoding, by its name in lower case. */
  static char[] table(String encoding) {
    if (encoding.equals("x-user-defined")) {
      char[] table = new char[128];
      for (int i = 0; i < 128; i++) {
        table[i] = (char) (0xF780 + i);
      }
      return table;
    }
    // ISO-8859-8-I differs from ISO-8859-8 only in how browsers lay text out.
    int index = NAMES.indexOf(encoding.equals("iso-8859-8-i") ? "iso-8859-8" : encoding);
    if (index < 0) {
      throw new IllegalArgumentException("Unknown encoding: " + encoding);
    }
    return Arrays.copyOfRange(Holder.ALL.toCharArray(), index * 128, (index + 1) * 128);
  }
}
