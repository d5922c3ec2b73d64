package dev.sluice.bridge.url;

/**
 * The «path state» (URL §4.4): segments are appended, and dots among them resolved. A path is kept
 * serialised, each segment after a slash, so that to shorten it is to cut it at its last slash.
 */
final class PathParser {
  private PathParser() {}

  /**
   * Reads segments up to the end of the path, where it leaves the pointer.
   *
   * @param path the path so far
   * @param isSpecial whether a backslash is a slash
   * @param isFile whether the scheme is {@code file}
   * @param toTheEnd whether a question mark or a hash sign does not end the path, as with a state
   *     override
   */
  static String parse(
      UrlInput input, String path, boolean isSpecial, boolean isFile, boolean toTheEnd) {
    if (path.isEmpty() && input.isClean && !isFile && !toTheEnd) {
      int end = endOfPlainPath(input, isSpecial);
      if (end >= 0) {
        int start = input.pointer;
        input.pointer = end;
        boolean afterSlash = start > 0 && input.bytes[start - 1] == '/';
        return afterSlash ? input.ascii(start - 1, end) : "/" + input.ascii(start, end);
      }
    }
    StringBuilder out = new StringBuilder(path.length() + input.end - input.pointer + 1);
    out.append(path);
    while (appendSegment(input, out, isSpecial, isFile, toTheEnd)) {
      input.pointer++;
    }
    return out.toString();
  }

  /** The end of a path that may be copied as it is, -1 if it is none. */
  private static int endOfPlainPath(UrlInput input, boolean isSpecial) {
    byte[] bytes = input.bytes;
    boolean atStart = true;
    int i = input.pointer;
    for (; i < input.end; i++) {
      byte b = bytes[i];
      if (b == '?' || b == '#') {
        break;
      }
      if (atStart && (b == '.' || b == '%') || b == '\\' && isSpecial) {
        return -1;
      }
      atStart = b == '/';
    }
    return i;
  }

  /** Whether a slash follows. */
  private static boolean appendSegment(
      UrlInput input, StringBuilder out, boolean isSpecial, boolean isFile, boolean toTheEnd) {
    byte[] bytes = input.bytes;
    int start = input.pointer;
    int at = start;
    boolean atSlash = false;
    for (; at < input.end; at++) {
      byte b = bytes[at];
      atSlash = b == '/' || b == '\\' && isSpecial;
      if (atSlash || !toTheEnd && (b == '?' || b == '#')) {
        break;
      }
    }
    input.pointer = at;
    int dots = dots(bytes, start, at);
    if (dots == 2) {
      shorten(out, isFile);
    }
    if (dots > 0) {
      if (!atSlash) {
        out.append('/');
      }
      return atSlash;
    }
    boolean isDriveLetter = isFile && out.isEmpty() && WindowsDriveLetters.isOne(input, start, at);
    out.append('/');
    PercentEncodeSet.PATH.appendEncoded(out, bytes, start, at);
    if (isDriveLetter) {
      out.setCharAt(2, ':');
    }
    return atSlash;
  }

  /** «shorten a URL's path». */
  static String shortened(String path, boolean isFile) {
    StringBuilder out = new StringBuilder(path);
    shorten(out, isFile);
    return out.toString();
  }

  private static void shorten(StringBuilder path, boolean isFile) {
    int last = path.lastIndexOf("/");
    if (last >= 0 && !(last == 0 && isFile && WindowsDriveLetters.isFirstOf(path))) {
      path.setLength(last);
    }
  }

  /** 1 for a «single-dot URL path segment», 2 for a double-dot one, else 0. */
  private static int dots(byte[] bytes, int from, int to) {
    int first = afterDot(bytes, from, to);
    if (first < 0) {
      return 0;
    }
    if (first == to) {
      return 1;
    }
    return afterDot(bytes, first, to) == to ? 2 : 0;
  }

  /** The index behind the dot, plain or encoded, at {@code from}; -1 if there is none. */
  private static int afterDot(byte[] bytes, int from, int to) {
    if (from < to && bytes[from] == '.') {
      return from + 1;
    }
    boolean isEncoded =
        to - from >= 3
            && bytes[from] == '%'
            && bytes[from + 1] == '2'
            && (bytes[from + 2] | 0x20) == 'e';
    return isEncoded ? from + 3 : -1;
  }
}
