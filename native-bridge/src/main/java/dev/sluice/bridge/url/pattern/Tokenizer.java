package dev.sluice.bridge.url.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * «tokenize» (URL Pattern §2.1.2). Positions are those of chars, where the standard counts code
 * points.
 */
final class Tokenizer {
  private final String input;

  /** Whether an error is a token of its own («lenient») and no failure («strict»). */
  private final boolean isLenient;

  private final List<Token> tokens = new ArrayList<>();
  private int index;
  private int nextIndex;
  private int codePoint;

  private Tokenizer(String input, boolean isLenient) {
    this.input = input;
    this.isLenient = isLenient;
  }

  /** The tokens, the last of which is of type END. */
  static List<Token> tokenize(String input, boolean isLenient) throws PatternException {
    Tokenizer tokenizer = new Tokenizer(input, isLenient);
    tokenizer.run();
    return tokenizer.tokens;
  }

  private void run() throws PatternException {
    while (index < input.length()) {
      seekAndGetTheNextCodePoint(index);
      switch (codePoint) {
        case '*' -> addToken(Token.Type.ASTERISK, nextIndex, index);
        case '+', '?' -> addToken(Token.Type.OTHER_MODIFIER, nextIndex, index);
        case '\\' -> escapedChar();
        case '{' -> addToken(Token.Type.OPEN, nextIndex, index);
        case '}' -> addToken(Token.Type.CLOSE, nextIndex, index);
        case ':' -> name();
        case '(' -> regexp();
        default -> addToken(Token.Type.CHAR, nextIndex, index);
      }
    }
    addToken(Token.Type.END, index, index);
  }

  private void escapedChar() throws PatternException {
    if (nextIndex == input.length()) {
      processATokenizingError(nextIndex, index, "a backslash at its end");
      return;
    }
    int escapedIndex = nextIndex;
    seekAndGetTheNextCodePoint(nextIndex);
    addToken(Token.Type.ESCAPED_CHAR, nextIndex, escapedIndex);
  }

  private void name() throws PatternException {
    int nameStart = nextIndex;
    int namePosition = nameStart;
    while (namePosition < input.length()) {
      seekAndGetTheNextCodePoint(namePosition);
      if (!isAValidNameCodePoint(codePoint, namePosition == nameStart)) {
        break;
      }
      namePosition = nextIndex;
    }
    if (namePosition <= nameStart) {
      processATokenizingError(nameStart, index, "a colon without a name");
      return;
    }
    addToken(Token.Type.NAME, namePosition, nameStart);
  }

  private void regexp() throws PatternException {
    int regexpStart = nextIndex;
    int end = endOfRegexp(regexpStart);
    if (end < 0 || end - regexpStart == 1) {
      processATokenizingError(regexpStart, index, "a malformed regular expression");
      return;
    }
    tokens.add(new Token(Token.Type.REGEXP, index, input.substring(regexpStart, end - 1)));
    index = end;
  }

  /** The position behind the parenthesis that closes the regular expression, -1 for an error. */
  private int endOfRegexp(int regexpStart) {
    int depth = 1;
    for (int position = regexpStart; position < input.length(); position++) {
      char c = input.charAt(position);
      if (c > 0x7F || position == regexpStart && c == '?') {
        return -1;
      }
      if (c == '\\') {
        if (position + 1 == input.length() || input.charAt(++position) > 0x7F) {
          return -1;
        }
      } else if (c == ')') {
        if (--depth == 0) {
          return position + 1;
        }
      } else if (c == '(') {
        // Groups that capture would upset the list of names.
        depth++;
        if (position + 1 == input.length() || input.charAt(position + 1) != '?') {
          return -1;
        }
      }
    }
    return -1;
  }

  private void seekAndGetTheNextCodePoint(int position) {
    codePoint = input.codePointAt(position);
    nextIndex = position + Character.charCount(codePoint);
  }

  private void addToken(Token.Type type, int nextPosition, int valuePosition) {
    tokens.add(new Token(type, index, input.substring(valuePosition, nextPosition)));
    index = nextPosition;
  }

  private void processATokenizingError(int nextPosition, int valuePosition, String what)
      throws PatternException {
    if (!isLenient) {
      throw new PatternException("'" + input + "' holds " + what + ", at index " + index);
    }
    addToken(Token.Type.INVALID_CHAR, nextPosition, valuePosition);
  }

  /** ECMAScript's IdentifierStart and IdentifierPart. */
  static boolean isAValidNameCodePoint(int c, boolean first) {
    if (c == '$' || c == '_') {
      return true;
    }
    if (first) {
      return Character.isUnicodeIdentifierStart(c);
    }
    boolean isJoiner = c == 0x200C || c == 0x200D;
    return isJoiner || Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
  }
}
