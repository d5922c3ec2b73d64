package dev.sluice.runtime.json;

import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.runtime.Strings;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Strings of JSON: a copy of their bytes where they are Latin-1 and without escapes. */
final class StringReader {
  private static final int KEPT = 1 << 16;
  private static final int BRIEF_BITS = 9;
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /** Strings by the word that they are; no two differ but in zeros, which no string here has. */
  private final @Nullable TruffleString[] brief = new TruffleString[1 << BRIEF_BITS];

  private final long[] words = new long[1 << BRIEF_BITS];

  private boolean utf8;
  private int end;
  private boolean plainAscii;
  private char[] chars = new char[64];
  private int length;

  /** Texts that follow are Latin-1, or UTF-8 in which halves of surrogate pairs may stand alone. */
  void begin(boolean isUtf8) {
    utf8 = isUtf8;
    if (chars.length > KEPT) {
      chars = new char[64];
    }
  }

  /** Behind the closing quote of the string that was read last. */
  int end() {
    return end;
  }

  /** Was it of ASCII alone, without escapes? */
  boolean wasPlainAscii() {
    return plainAscii;
  }

  /**
   * The string whose first character is at {@code begin}.
   *
   * @throws GiveUp if it is wrong
   */
  TruffleString read(byte[] source, int begin) {
    int at = begin;
    long high = 0;
    int last = source.length - 8;
    while (at <= last) {
      long word = Words.get(source, at);
      long special = Words.special(word);
      if (special != 0) {
        // The bytes before the first special one.
        high |= word & special - 1 & ~special;
        int clean = Words.first(special);
        at += clean;
        if (at - begin == clean && source[at] == '"' && (high & Words.HIGH) == 0) {
          end = at + 1;
          plainAscii = true;
          return brief(source, begin, word & (1L << clean * 8) - 1, clean);
        }
        return finish(source, begin, at, (high & Words.HIGH) == 0);
      }
      high |= word;
      at += 8;
    }
    int or = 0;
    int c = source[at];
    while (c != '"' && c != '\\' && (c >= ' ' || c < 0)) {
      or |= c;
      c = source[++at];
    }
    return finish(source, begin, at, (high & Words.HIGH) == 0 && or >= 0);
  }

  /**
   * Strings of seven characters at most come again and again: those that were read last are kept.
   */
  private TruffleString brief(byte[] source, int begin, long word, int count) {
    if (count == 0) {
      return Strings.EMPTY_STRING;
    }
    int slot = (int) (word * SPREAD >>> -BRIEF_BITS);
    TruffleString known = brief[slot];
    if (known != null && words[slot] == word) {
      return known;
    }
    TruffleString string =
        EngineStrings.latin1(Arrays.copyOfRange(source, begin, begin + count), true);
    words[slot] = word;
    brief[slot] = string;
    return string;
  }

  /** A special byte is at {@code at}. */
  private TruffleString finish(byte[] source, int begin, int at, boolean ascii) {
    if (source[at] == '"' && (ascii || !utf8)) {
      end = at + 1;
      plainAscii = ascii;
      return at == begin
          ? Strings.EMPTY_STRING
          : EngineStrings.latin1(Arrays.copyOfRange(source, begin, at), ascii);
    }
    plainAscii = false;
    length = 0;
    append(source, begin, at);
    int from = at;
    while (source[from] != '"') {
      if (source[from] != '\\') {
        throw GiveUp.INSTANCE;
      }
      from = escape(source, from + 1);
      int to = from;
      int c = source[to];
      while (c != '"' && c != '\\' && (c >= ' ' || c < 0)) {
        c = source[++to];
      }
      append(source, from, to);
      from = to;
    }
    end = from + 1;
    return EngineStrings.of(chars, length);
  }

  private void append(byte[] source, int from, int to) {
    if (chars.length - length < to - from + 1) {
      chars = Arrays.copyOf(chars, Math.max(chars.length * 2, length + (to - from) + 16));
    }
    char[] target = chars;
    int at = length;
    int i = from;
    while (i < to) {
      int c = source[i++] & 0xff;
      if (utf8 && c >= 0x80) {
        if (c < 0xe0) {
          c = (c & 0x1f) << 6 | source[i++] & 0x3f;
        } else {
          c = (c & 0xf) << 12 | (source[i] & 0x3f) << 6 | source[i + 1] & 0x3f;
          i += 2;
        }
      }
      target[at++] = (char) c;
    }
    length = at;
  }

  /** There is room for one character. Returns where it goes on. */
  private int escape(byte[] source, int index) {
    int c =
        switch (source[index]) {
          case '"' -> '"';
          case '\\' -> '\\';
          case '/' -> '/';
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> unit(source, index + 1);
          default -> throw GiveUp.INSTANCE;
        };
    chars[length++] = (char) c;
    return source[index] == 'u' ? index + 5 : index + 1;
  }

  private static int unit(byte[] source, int index) {
    int unit = 0;
    for (int i = index; i < index + 4; i++) {
      int digit = Character.digit((char) (source[i] & 0xff), 16);
      if (digit < 0 || source[i] < 0) {
        throw GiveUp.INSTANCE;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }
}
