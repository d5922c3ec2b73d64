package dev.sluice.bridge.url.pattern;

/**
 * How a component's pattern is read (URL Pattern §2.1.4).
 *
 * @param delimiter what ends a segment, "" if nothing does
 * @param prefix what a group takes along if it stands right before it, "" if nothing
 */
record PatternOptions(String delimiter, String prefix, boolean ignoreCase) {
  static final PatternOptions DEFAULT = new PatternOptions("", "", false);
  static final PatternOptions HOSTNAME = new PatternOptions(".", "", false);
  static final PatternOptions PATHNAME = new PatternOptions("/", "/", false);

  static final String FULL_WILDCARD_REGEXP = ".*";

  private static final String REGEXP_SYNTAX = ".+*?^${}()[]|/\\";
  private static final String PATTERN_SYNTAX = "+*?:{}()\\";

  PatternOptions ignoringCase(boolean ignore) {
    return new PatternOptions(delimiter, prefix, ignore);
  }

  /** «generate a segment wildcard regexp». */
  String segmentWildcardRegexp() {
    return "[^" + escapeARegexpString(delimiter) + "]+?";
  }

  /** «escape a regexp string». */
  static String escapeARegexpString(String text) {
    return escape(text, REGEXP_SYNTAX);
  }

  /** «escape a pattern string». */
  static String escapeAPatternString(String text) {
    return escape(text, PATTERN_SYNTAX);
  }

  private static String escape(String text, String syntax) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (syntax.indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }
}
