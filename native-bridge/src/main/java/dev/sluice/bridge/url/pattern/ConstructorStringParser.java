package dev.sluice.bridge.url.pattern;

import java.util.List;

/** «parse a constructor string» (URL Pattern §1.6): which component is where. */
final class ConstructorStringParser {
  /** The standard's states; those between INIT and DONE but AUTHORITY name a component. */
  private enum State {
    INIT,
    PROTOCOL,
    AUTHORITY,
    USERNAME,
    PASSWORD,
    HOSTNAME,
    PORT,
    PATHNAME,
    SEARCH,
    HASH,
    DONE;

    boolean isBefore(State other) {
      return this != INIT && compareTo(other) < 0;
    }
  }

  private final String input;
  private final SpecialSchemes specialSchemes;
  private final List<Token> tokens;
  private final PatternInit result = new PatternInit();
  private State state = State.INIT;
  private int componentStart;
  private int tokenIndex;
  private int tokenIncrement = 1;
  private int groupDepth;
  private int hostnameIpv6BracketDepth;
  private boolean protocolMatchesASpecialScheme;

  private ConstructorStringParser(String input, SpecialSchemes specialSchemes)
      throws PatternException {
    this.input = input;
    this.specialSchemes = specialSchemes;
    tokens = Tokenizer.tokenize(input, true);
  }

  static PatternInit parse(String input, SpecialSchemes specialSchemes) throws PatternException {
    return new ConstructorStringParser(input, specialSchemes).parse();
  }

  private PatternInit parse() throws PatternException {
    for (; tokenIndex < tokens.size(); tokenIndex += tokenIncrement) {
      tokenIncrement = 1;
      Token token = tokens.get(tokenIndex);
      if (token.type() == Token.Type.END) {
        if (state == State.INIT) {
          rewind();
          if (isANonSpecialPatternChar(tokenIndex, '#')) {
            changeState(State.HASH, 1);
          } else if (isASearchPrefix()) {
            changeState(State.SEARCH, 1);
          } else {
            changeState(State.PATHNAME, 0);
          }
          continue;
        }
        if (state == State.AUTHORITY) {
          rewindAndSetState(State.HOSTNAME);
          continue;
        }
        changeState(State.DONE, 0);
        break;
      }
      if (token.type() == Token.Type.OPEN) {
        groupDepth++;
        continue;
      }
      if (groupDepth > 0) {
        if (token.type() != Token.Type.CLOSE) {
          continue;
        }
        groupDepth--;
      }
      step();
    }
    if (result.has(PatternKey.HOSTNAME) && !result.has(PatternKey.PORT)) {
      result.put(PatternKey.PORT, "");
    }
    return result;
  }

  private void step() throws PatternException {
    switch (state) {
      case INIT -> {
        if (is(':')) {
          rewindAndSetState(State.PROTOCOL);
        }
      }
      case PROTOCOL -> {
        if (is(':')) {
          computeProtocolMatchesASpecialScheme();
          if (isANonSpecialPatternChar(tokenIndex + 1, '/')
              && isANonSpecialPatternChar(tokenIndex + 2, '/')) {
            changeState(State.AUTHORITY, 3);
          } else {
            changeState(protocolMatchesASpecialScheme ? State.AUTHORITY : State.PATHNAME, 1);
          }
        }
      }
      case AUTHORITY -> {
        if (is('@')) {
          rewindAndSetState(State.USERNAME);
        } else if (is('/') || isASearchPrefix() || is('#')) {
          rewindAndSetState(State.HOSTNAME);
        }
      }
      case USERNAME -> {
        if (is(':')) {
          changeState(State.PASSWORD, 1);
        } else if (is('@')) {
          changeState(State.HOSTNAME, 1);
        }
      }
      case PASSWORD -> {
        if (is('@')) {
          changeState(State.HOSTNAME, 1);
        }
      }
      case HOSTNAME -> {
        if (is('[')) {
          hostnameIpv6BracketDepth++;
        } else if (is(']')) {
          hostnameIpv6BracketDepth--;
        } else if (is(':') && hostnameIpv6BracketDepth == 0) {
          changeState(State.PORT, 1);
        } else {
          pathnameSearchOrHash();
        }
      }
      case PORT -> pathnameSearchOrHash();
      case PATHNAME -> {
        if (isASearchPrefix()) {
          changeState(State.SEARCH, 1);
        } else if (is('#')) {
          changeState(State.HASH, 1);
        }
      }
      case SEARCH -> {
        if (is('#')) {
          changeState(State.HASH, 1);
        }
      }
      case HASH -> {}
      case DONE -> throw new AssertionError();
    }
  }

  private void pathnameSearchOrHash() {
    if (is('/')) {
      changeState(State.PATHNAME, 0);
    } else if (isASearchPrefix()) {
      changeState(State.SEARCH, 1);
    } else if (is('#')) {
      changeState(State.HASH, 1);
    }
  }

  private void changeState(State newState, int skip) {
    if (state != State.INIT && state != State.AUTHORITY) {
      result.put(PatternKey.valueOf(state.name()), makeAComponentString());
    }
    if (newState != State.DONE) {
      if (state.isBefore(State.HOSTNAME) && State.HOSTNAME.isBefore(newState)) {
        putIfAbsent(PatternKey.HOSTNAME, "");
      }
      if (state.isBefore(State.PATHNAME) && State.PATHNAME.isBefore(newState)) {
        putIfAbsent(PatternKey.PATHNAME, protocolMatchesASpecialScheme ? "/" : "");
      }
      if (state.isBefore(State.SEARCH) && State.SEARCH.isBefore(newState)) {
        putIfAbsent(PatternKey.SEARCH, "");
      }
    }
    state = newState;
    tokenIndex += skip;
    componentStart = tokenIndex;
    tokenIncrement = 0;
  }

  private void putIfAbsent(PatternKey key, String value) {
    if (!result.has(key)) {
      result.put(key, value);
    }
  }

  private void rewind() {
    tokenIndex = componentStart;
    tokenIncrement = 0;
  }

  private void rewindAndSetState(State newState) {
    rewind();
    state = newState;
  }

  private Token getASafeToken(int index) {
    return index < tokens.size() ? tokens.get(index) : tokens.getLast();
  }

  private boolean is(char c) {
    return isANonSpecialPatternChar(tokenIndex, c);
  }

  private boolean isANonSpecialPatternChar(int index, char c) {
    Token token = getASafeToken(index);
    return token.value().length() == 1
        && token.value().charAt(0) == c
        && switch (token.type()) {
          case CHAR, ESCAPED_CHAR, INVALID_CHAR -> true;
          default -> false;
        };
  }

  private boolean isASearchPrefix() {
    if (is('?')) {
      return true;
    }
    if (!tokens.get(tokenIndex).value().equals("?")) {
      return false;
    }
    if (tokenIndex == 0) {
      return true;
    }
    // After one of these the question mark is a modifier.
    return switch (getASafeToken(tokenIndex - 1).type()) {
      case NAME, REGEXP, CLOSE, ASTERISK -> false;
      default -> true;
    };
  }

  private String makeAComponentString() {
    return input.substring(getASafeToken(componentStart).index(), tokens.get(tokenIndex).index());
  }

  private void computeProtocolMatchesASpecialScheme() throws PatternException {
    PatternComponent protocol = UrlPattern.compileProtocol(makeAComponentString());
    protocolMatchesASpecialScheme = specialSchemes.isMatchedBy(protocol);
  }
}
