package dev.sluice.bridge.codec;

/**
 * ISO-2022-JP, whose escape sequences change the character set (Encoding standard, section 12.2.1).
 */
final class Iso2022JpDecoder extends HandlerDecoder {
  private enum State {
    ASCII,
    ROMAN,
    KATAKANA,
    LEADING_BYTE,
    TRAILING_BYTE,
    ESCAPE_START,
    ESCAPE
  }

  private final CodePointIndex jis0208 = CodePointIndex.jis0208();
  private State state = State.ASCII;
  private State outputState = State.ASCII;
  private int leading;
  private boolean output;

  Iso2022JpDecoder(boolean fatal) {
    super(fatal);
  }

  @Override
  void reset() {
    state = State.ASCII;
    outputState = State.ASCII;
    leading = 0;
    output = false;
  }

  @Override
  int handle(int item) {
    return switch (state) {
      case ASCII, ROMAN, KATAKANA, LEADING_BYTE -> handleCharacter(item);
      case TRAILING_BYTE -> handleTrailing(item);
      case ESCAPE_START -> handleEscapeStart(item);
      case ESCAPE -> handleEscape(item);
    };
  }

  private int handleCharacter(int item) {
    if (item == 0x1B) {
      state = State.ESCAPE_START;
      return CONTINUE;
    }
    if (item == END_OF_QUEUE) {
      return FINISHED;
    }
    output = false;
    return switch (state) {
      case KATAKANA -> in(item, 0x21, 0x5F) ? 0xFF61 - 0x21 + item : ERROR;
      case LEADING_BYTE -> {
        if (!in(item, 0x21, 0x7E)) {
          yield ERROR;
        }
        leading = item;
        state = State.TRAILING_BYTE;
        yield CONTINUE;
      }
      default -> {
        if (!isAscii(item) || item == 0x0E || item == 0x0F) {
          yield ERROR;
        }
        if (state == State.ROMAN && item == 0x5C) {
          yield 0x00A5;
        }
        yield state == State.ROMAN && item == 0x7E ? 0x203E : item;
      }
    };
  }

  private int handleTrailing(int item) {
    if (item == 0x1B) {
      state = State.ESCAPE_START;
      return ERROR;
    }
    state = State.LEADING_BYTE;
    if (!in(item, 0x21, 0x7E)) {
      return ERROR;
    }
    int codePoint = jis0208.codePoint((leading - 0x21) * 94 + item - 0x21);
    return codePoint < 0 ? ERROR : codePoint;
  }

  private int handleEscapeStart(int item) {
    if (item == 0x24 || item == 0x28) {
      leading = item;
      state = State.ESCAPE;
      return CONTINUE;
    }
    if (item != END_OF_QUEUE) {
      restore(item);
    }
    output = false;
    state = outputState;
    return ERROR;
  }

  private int handleEscape(int item) {
    int lead = leading;
    leading = 0;
    State next = outputState;
    boolean known = true;
    if (lead == 0x28 && item == 0x42) {
      next = State.ASCII;
    } else if (lead == 0x28 && item == 0x4A) {
      next = State.ROMAN;
    } else if (lead == 0x28 && item == 0x49) {
      next = State.KATAKANA;
    } else if (lead == 0x24 && (item == 0x40 || item == 0x42)) {
      next = State.LEADING_BYTE;
    } else {
      known = false;
    }
    state = next;
    if (known) {
      outputState = next;
      boolean before = output;
      output = true;
      return before ? ERROR : CONTINUE;
    }
    if (item != END_OF_QUEUE) {
      restore(item);
    }
    restore(lead);
    output = false;
    return ERROR;
  }
}
