package dev.sluice.runtime.modules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the places of a module's text that load modules: {@code import.meta}, calls of {@code
 * import()}, and the specifiers of import and export declarations.
 *
 * <p>It is a lexer with a memory, no parser: it knows strings, templates, comments and regular
 * expressions apart. The one hard question is what a slash begins. After a value it divides, else
 * it starts a regular expression; whether {@code )} or {@code }} ends a value depends on what stood
 * before its partner. A text that is no valid module gives places that make no sense, never an
 * error.
 */
final class ModuleScanner {
  /** Words after which an expression begins. */
  private static final Set<String> OPERATOR_WORDS =
      Set.of(
          "await",
          "case",
          "default",
          "delete",
          "do",
          "else",
          "extends",
          "finally",
          "in",
          "instanceof",
          "new",
          "of",
          "return",
          "throw",
          "try",
          "typeof",
          "void",
          "yield");

  /** Words whose parentheses are followed by a statement. */
  private static final Set<String> HEAD_WORDS = Set.of("if", "while", "for", "with");

  private final String text;
  private final List<Place> places = new ArrayList<>();
  private final Deque<Bracket> open = new ArrayDeque<>();
  private int at;

  /** Did the last token end a value, so that a slash divides it? */
  private boolean value;

  /** The last token: a word, or a mark of one to three characters, or "" at the start. */
  private String last = "";

  /** Is the last token a word after a dot, so that it is a name whatever it says? */
  private boolean property;

  private ModuleScanner(String text) {
    this.text = text;
  }

  /** A place in the text, from {@code start} to {@code end}. */
  sealed interface Place {
    int start();

    int end();

    /** {@code import.meta}. */
    record Meta(int start, int end) implements Place {}

    /** The word {@code import} of {@code import(…)}. */
    record Call(int start, int end) implements Place {}

    /**
     * A string literal, quotes included, that is the specifier of a declaration.
     *
     * @param specifier its content, as written
     */
    record Declared(int start, int end, String specifier) implements Place {}

    /** A string literal, quotes included, that is the first argument of {@code import()}. */
    record Argument(int start, int end, String specifier) implements Place {}
  }

  private static final class Bracket {
    final char kind;

    /**
     * Of "(": the word before is one of {@link #HEAD_WORDS}. Of "{": it opens an object literal.
     */
    final boolean flag;

    /** Of "(": where the call of import began that it belongs to, or -1. */
    final int importAt;

    Bracket(char kind, boolean flag, int importAt) {
      this.kind = kind;
      this.flag = flag;
      this.importAt = importAt;
    }
  }

  /** The places of {@code text}, in order of their ends. */
  static List<Place> scan(String text) {
    ModuleScanner scanner = new ModuleScanner(text);
    scanner.run();
    return scanner.places;
  }

  private void run() {
    if (text.startsWith("#!")) {
      skipLine();
    }
    while (true) {
      skipSpace();
      if (at >= text.length()) {
        return;
      }
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        string(c);
      } else if (c == '`') {
        at++;
        template();
      } else if (isWordPart(c) || c == '#') {
        word();
      } else if (c == '/' && !value) {
        regularExpression();
      } else {
        mark(c);
      }
    }
  }

  private void token(String token, boolean endsValue) {
    property = false;
    last = token;
    value = endsValue;
  }

  private void string(char quote) {
    int start = at++;
    while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, text.length());
    String content = text.substring(start + 1, Math.max(start + 1, at - 1));
    Bracket bracket = open.peek();
    if (!property && (last.equals("from") || last.equals("import"))) {
      places.add(new Place.Declared(start, at, content));
    } else if (last.equals("(") && bracket != null && bracket.importAt >= 0) {
      places.add(new Place.Argument(start, at, content));
    }
    token("\"", true);
  }

  /** From behind a backquote, or behind the brace that ends a substitution. */
  private void template() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\') {
        at += 2;
      } else if (c == '`') {
        at++;
        token("`", true);
        return;
      } else if (c == '$' && at + 1 < text.length() && text.charAt(at + 1) == '{') {
        at += 2;
        open.push(new Bracket('`', false, -1));
        token("${", false);
        return;
      } else {
        at++;
      }
    }
  }

  private void word() {
    int start = at++;
    boolean number = Character.isDigit(text.charAt(start));
    while (at < text.length()
        && (isWordPart(text.charAt(at)) || (number && text.charAt(at) == '.'))) {
      at++;
    }
    String word = text.substring(start, at);
    boolean name = last.equals(".") || last.equals("?.");
    if (word.equals("import") && !name) {
      importWord(start);
      return;
    }
    token(word, name || number || !(OPERATOR_WORDS.contains(word) || HEAD_WORDS.contains(word)));
    property = name;
  }

  private void importWord(int start) {
    int afterWord = at;
    skipSpace();
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      skipSpace();
      if (text.startsWith("meta", at)
          && (at + 4 >= text.length() || !isWordPart(text.charAt(at + 4)))) {
        at += 4;
        places.add(new Place.Meta(start, at));
        token("meta", true);
        property = true;
        return;
      }
      // import.defer(…) and the like are left to the engine.
      token(".", false);
      return;
    }
    if (at < text.length() && text.charAt(at) == '(') {
      at++;
      open.push(new Bracket('(', false, start));
      token("(", false);
      return;
    }
    at = afterWord;
    token("import", false);
  }

  private void regularExpression() {
    boolean inClass = false;
    at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        break;
      }
      at += c == '\\' ? 2 : 1;
      if (c == '[') {
        inClass = true;
      } else if (c == ']') {
        inClass = false;
      } else if (c == '/' && !inClass) {
        break;
      }
    }
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    token("/", true);
  }

  private void mark(char c) {
    at++;
    switch (c) {
      case '(' -> {
        open.push(new Bracket('(', !property && HEAD_WORDS.contains(last), -1));
        token("(", false);
      }
      case '[' -> {
        open.push(new Bracket('[', false, -1));
        token("[", false);
      }
      case '{' -> {
        open.push(new Bracket('{', opensObject(), -1));
        token("{", false);
      }
      case ')' -> {
        Bracket bracket = open.poll();
        token(")", bracket == null || !bracket.flag);
        if (bracket != null && bracket.importAt >= 0) {
          endOfImport(bracket.importAt);
        }
      }
      case ']' -> {
        open.poll();
        token("]", true);
      }
      case '}' -> {
        Bracket bracket = open.poll();
        if (bracket != null && bracket.kind == '`') {
          template();
        } else {
          token("}", bracket != null && bracket.flag);
        }
      }
      case '+', '-' -> {
        if (at < text.length() && text.charAt(at) == c) {
          // Postfix after a value, prefix before one: what a slash means does not change.
          at++;
        } else {
          token(String.valueOf(c), false);
        }
      }
      case '=' -> {
        boolean arrow = at < text.length() && text.charAt(at) == '>';
        at += arrow ? 1 : 0;
        token(arrow ? "=>" : "=", false);
      }
      case '?' -> {
        boolean chain =
            at + 1 < text.length()
                && text.charAt(at) == '.'
                && !Character.isDigit(text.charAt(at + 1));
        at += chain ? 1 : 0;
        token(chain ? "?." : "?", false);
      }
      case '.' -> {
        boolean spread = text.startsWith("..", at);
        boolean number = at < text.length() && Character.isDigit(text.charAt(at));
        at += spread ? 2 : 0;
        token(spread ? "..." : number ? "0" : ".", false);
      }
      default -> token(String.valueOf(c), false);
    }
  }

  /** After the parenthesis that ends "import(…)": a method of that name has a body behind it. */
  private void endOfImport(int start) {
    int end = at;
    skipSpace();
    boolean method = at < text.length() && text.charAt(at) == '{';
    at = end;
    if (!method) {
      places.add(new Place.Call(start, start + "import".length()));
    }
  }

  /** Does a brace after the last token open an object literal, and not a block or body? */
  private boolean opensObject() {
    if (property) {
      return false;
    }
    return switch (last) {
      case "", ";", "{", "}", ")", "=>", "else", "do", "try", "finally", "\"", "`" -> false;
      case ":" -> {
        // A label or a case is followed by a block, a property by an object.
        Bracket bracket = open.peek();
        yield bracket != null && (bracket.kind != '{' || bracket.flag);
      }
      default -> !value;
    };
  }

  private void skipSpace() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isSpace(c)) {
        at++;
      } else if (text.startsWith("//", at)) {
        skipLine();
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        at = end < 0 ? text.length() : end + 2;
      } else {
        return;
      }
    }
  }

  private void skipLine() {
    while (at < text.length() && "\n\r\u2028\u2029".indexOf(text.charAt(at)) < 0) {
      at++;
    }
  }

  private static boolean isSpace(char c) {
    return c <= ' ' || c == '\u00a0' || c == '\ufeff' || (c > 0x7f && isUnicodeSpace(c));
  }

  private static boolean isUnicodeSpace(char c) {
    return c == '\u2028' || c == '\u2029' || Character.getType(c) == Character.SPACE_SEPARATOR;
  }

  private static boolean isWordPart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '$'
        || c == '\\'
        || (c > 0x7f && !isSpace(c));
  }

  /** The 1-based line and column of {@code offset}, as "line:column". */
  static String position(String text, int offset) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return line + ":" + (offset - start + 1);
  }

  /** For tests and messages. */
  static @Nullable Place first(List<Place> places, String specifier) {
    for (Place place : places) {
      if ((place instanceof Place.Declared d && d.specifier().equals(specifier))
          || (place instanceof Place.Argument a && a.specifier().equals(specifier))) {
        return place;
      }
    }
    return null;
  }
}
