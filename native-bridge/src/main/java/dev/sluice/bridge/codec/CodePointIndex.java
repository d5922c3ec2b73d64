package dev.sluice.bridge.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * An index of the Encoding standard (section 5): code points by pointer. Each is a resource of its
 * own, in UTF-8, the character at a pointer's place, U+0000 where there is none; it is read when
 * the first decoder that needs it is made.
 */
final class CodePointIndex {
  private final int[] codePoints;

  private CodePointIndex(String name) {
    codePoints = resource(name).codePoints().toArray();
  }

  /** The code point for a pointer, or -1. */
  int codePoint(int pointer) {
    if (pointer < 0 || pointer >= codePoints.length) {
      return -1;
    }
    int point = codePoints[pointer];
    return point == 0 ? -1 : point;
  }

  static String resource(String name) {
    try (InputStream in = CodePointIndex.class.getResourceAsStream(name + ".idx")) {
      if (in == null) {
        throw new IllegalStateException("Resource " + name + ".idx is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CodePointIndex big5() {
    return Big5.INDEX;
  }

  static CodePointIndex eucKr() {
    return EucKr.INDEX;
  }

  static CodePointIndex gb18030() {
    return Gb18030.INDEX;
  }

  static CodePointIndex jis0208() {
    return Jis0208.INDEX;
  }

  static CodePointIndex jis0212() {
    return Jis0212.INDEX;
  }

  // One holder an index, so that each is read alone and once.
  private static final class Big5 {
    static final CodePointIndex INDEX = new CodePointIndex("big5");
  }

  private static final class EucKr {
    static final CodePointIndex INDEX = new CodePointIndex("euc-kr");
  }

  private static final class Gb18030 {
    static final CodePointIndex INDEX = new CodePointIndex("gb18030");
  }

  private static final class Jis0208 {
    static final CodePointIndex INDEX = new CodePointIndex("jis0208");
  }

  private static final class Jis0212 {
    static final CodePointIndex INDEX = new CodePointIndex("jis0212");
  }
}
