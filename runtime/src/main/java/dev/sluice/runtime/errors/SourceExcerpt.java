package dev.sluice.runtime.errors;

import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;

/**
 * A place in a script, as three lines: {@code file:line:column}, the source line, and a caret under
 * the column.
 *
 * <p>The caret's line repeats the tabs of the source line, so that it points right whatever a tab
 * is wide.
 */
final class SourceExcerpt {
  /** Of a longer line (a minified script) only what is around the column is shown. */
  private static final int WIDEST = 120;

  private static final String CUT = "…";

  private SourceExcerpt() {}

  /** The lines, each with its end; only the first where the source has no text. */
  static String of(SourceSection section) {
    return of(section.getSource(), section.getStartLine(), section.getStartColumn());
  }

  /** The lines for a place, line and column counted from 1, which need not be in the source. */
  static String of(Source source, int line, int column) {
    String place = name(source) + ":" + line + ":" + column + "\n";
    if (!source.hasCharacters() || line < 1 || line > source.getLineCount()) {
      return place;
    }
    String text = source.getCharacters(line).toString();
    int at = Math.min(Math.max(column - 1, 0), text.length());
    return place + lineWithCaret(text, at);
  }

  private static String lineWithCaret(String text, int at) {
    int from = 0;
    int to = text.length();
    if (to > WIDEST) {
      from = Math.max(0, Math.min(at - WIDEST / 2, to - WIDEST));
      to = Math.min(to, from + WIDEST);
    }
    String before = (from > 0 ? CUT : "") + text.substring(from, at);
    StringBuilder lines = new StringBuilder(before).append(text, at, to);
    if (to < text.length()) {
      lines.append(CUT);
    }
    lines.append('\n');
    for (int i = 0; i < before.length(); i++) {
      char c = before.charAt(i);
      if (!Character.isLowSurrogate(c)) {
        lines.append(c == '\t' ? '\t' : ' ');
      }
    }
    return lines.append("^\n").toString();
  }

  /** The path of a file, else the name that the source was given. */
  static String name(Source source) {
    String path = source.getPath();
    return path == null ? source.getName() : path;
  }
}
