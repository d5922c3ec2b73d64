package dev.sluice.bridge.url;

/** Windows drive letters in the paths of file URLs (URL §4.2). */
final class WindowsDriveLetters {
  private WindowsDriveLetters() {}

  /** Is a part of the input a «Windows drive letter»? */
  static boolean isOne(UrlInput input, int from, int to) {
    return to - from == 2
        && isAlpha(input.bytes[from])
        && (input.bytes[from + 1] == ':' || input.bytes[from + 1] == '|');
  }

  /** Does what remains of the input «start with a Windows drive letter»? */
  static boolean startsWithOne(UrlInput input) {
    int rest = input.end - input.pointer;
    if (rest < 2 || !isOne(input, input.pointer, input.pointer + 2)) {
      return false;
    }
    return rest == 2
        || switch (input.bytes[input.pointer + 2]) {
          case '/', '\\', '?', '#' -> true;
          default -> false;
        };
  }

  /** Is the first segment of a serialised path a «normalized Windows drive letter»? */
  static boolean isFirstOf(CharSequence path) {
    return path.length() >= 3
        && isAlpha(path.charAt(1))
        && path.charAt(2) == ':'
        && (path.length() == 3 || path.charAt(3) == '/');
  }

  private static boolean isAlpha(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }
}
