package dev.sluice.runtime.json;

import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.runtime.JSRuntime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text of JSON that grows: Latin-1, until a character comes that is not. Numbers are written as
 * ECMA-262 has them, strings as its QuoteJSONString.
 */
final class JsonText {
  private static final int FIRST = 1024;

  /** Bytes that memory is kept for. */
  private static final int KEPT = 1 << 18;

  /** Longer texts than this are the engine's, which knows its limit. */
  private static final int LONGEST = 1 << 29;

  /** Doubles of whole numbers up to here look like them. */
  private static final double WHOLE = 1L << 53;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private byte[] bytes;
  private int length;
  private long high;

  /** Instead of {@link #bytes} where they are not enough. */
  private char @Nullable [] chars;

  /** There is room in {@link #bytes} up to here; none if they are not used. */
  private int room;

  JsonText(int capacity) {
    bytes = new byte[capacity];
    room = capacity;
  }

  JsonText() {
    this(FIRST);
  }

  /** A key, quoted, with a comma before and a colon behind. */
  static JsonText key(TruffleString name) {
    JsonText text = new JsonText(EngineStrings.length(name) + 16);
    text.ascii(',');
    text.quoted(name);
    text.ascii(':');
    text.reserve(8);
    return text;
  }

  /** Begins anew. */
  void clear() {
    length = 0;
    high = 0;
    chars = null;
    if (bytes.length > KEPT) {
      bytes = new byte[FIRST];
    }
    room = bytes.length;
  }

  /** All of it, as a string of the engine's. */
  TruffleString string() {
    return chars != null
        ? EngineStrings.of(chars, length)
        : EngineStrings.latin1(Arrays.copyOf(bytes, length), (high & Words.HIGH) == 0);
  }

  private void reserve(int more) {
    int needed = length + more;
    if (needed > (chars == null ? bytes.length : chars.length)) {
      grow(needed);
    }
  }

  private void grow(int needed) {
    if (needed > LONGEST || needed < 0) {
      throw GiveUp.INSTANCE;
    }
    int capacity = Math.max(needed, length * 2);
    if (chars == null) {
      bytes = Arrays.copyOf(bytes, capacity);
      room = capacity;
    } else {
      chars = Arrays.copyOf(chars, capacity);
    }
  }

  void ascii(char c) {
    if (length < room) {
      bytes[length++] = (byte) c;
    } else {
      append(c);
    }
  }

  private void append(char c) {
    reserve(1);
    if (chars == null) {
      bytes[length++] = (byte) c;
    } else {
      chars[length++] = c;
    }
  }

  /** In characters. */
  int length() {
    return length;
  }

  /** Puts another character of ASCII where one is. */
  void replace(int index, char c) {
    if (chars == null) {
      bytes[index] = (byte) c;
    } else {
      chars[index] = c;
    }
  }

  void ascii(String text) {
    int count = text.length();
    reserve(count);
    if (chars == null) {
      for (int i = 0; i < count; i++) {
        bytes[length + i] = (byte) text.charAt(i);
      }
    } else {
      text.getChars(0, count, chars, length);
    }
    length += count;
  }

  /** Another text behind this one; made by {@link #key}. */
  void text(JsonText other) {
    int count = other.length;
    if (length + count + 8 <= room && other.chars == null) {
      // Word by word; keys are too short for more, and have room for whole words.
      byte[] from = other.bytes;
      byte[] to = bytes;
      int at = length;
      for (int i = 0; i < count; i += 8) {
        Words.set(to, at + i, Words.get(from, i));
      }
      length = at + count;
      high |= other.high;
    } else {
      slowly(other);
    }
  }

  private void slowly(JsonText other) {
    int count = other.length;
    reserve(count);
    if (other.chars != null) {
      widen();
    }
    if (chars == null) {
      System.arraycopy(other.bytes, 0, bytes, length, count);
      high |= other.high;
    } else if (other.chars != null) {
      System.arraycopy(other.chars, 0, chars, length, count);
    } else {
      for (int i = 0; i < count; i++) {
        chars[length + i] = (char) (other.bytes[i] & 0xff);
      }
    }
    length += count;
  }

  void number(long value) {
    if (value >= 0 && value < 10) {
      ascii((char) ('0' + value));
      return;
    }
    reserve(20);
    if (value < 0) {
      ascii('-');
    }
    // Never the least of all, which has no positive counterpart.
    long size = Math.abs(value);
    digits(size, digitsOf(size));
  }

  /** A number that is not negative, with zeros in front. */
  void padded(int value, int digits) {
    reserve(digits);
    digits(value, digits);
  }

  /** How many, from 1 to 19. */
  private static int digitsOf(long size) {
    int digits = 1;
    for (long limit = 10; digits < 19 && size >= limit; limit *= 10) {
      digits++;
    }
    return digits;
  }

  /** The last digits of a number; there is room for them. */
  private void digits(long size, int count) {
    long rest = size;
    int end = length + count;
    for (int at = end - 1; at >= length; at--) {
      long next = rest / 10;
      char digit = (char) ('0' + (rest - next * 10));
      if (chars == null) {
        bytes[at] = (byte) digit;
      } else {
        chars[at] = digit;
      }
      rest = next;
    }
    length = end;
  }

  /** Number::toString of a number; null where it has none. */
  void number(double value) {
    double size = Math.abs(value);
    if (size <= WHOLE && value == (long) value) {
      number((long) value);
    } else if (size >= 1e-3 && size < 1e7) {
      double thousands = Math.rint(size * 1000);
      if (thousands / 1000 == size) {
        thousandths(value < 0, (long) thousands);
      } else {
        // Java's is the same there: the shortest decimal that is nearest, and no exponent.
        ascii(Double.toString(value));
      }
    } else if (Double.isFinite(value)) {
      ascii(JSRuntime.doubleToString(value).toJavaStringUncached());
    } else {
      ascii("null");
    }
  }

  /**
   * A decimal of three digits behind the point at most, and seven before: it is the shortest for
   * its double, since no two of fifteen digits have the same.
   */
  private void thousandths(boolean negative, long thousandths) {
    reserve(20);
    if (negative) {
      ascii('-');
    }
    long whole = thousandths / 1000;
    digits(whole, digitsOf(whole));
    ascii('.');
    int rest = (int) (thousandths - whole * 1000);
    if (rest % 10 != 0) {
      digits(rest, 3);
    } else if (rest % 100 != 0) {
      digits(rest / 10, 2);
    } else {
      digits(rest / 100, 1);
    }
  }

  /** A string in its quotes. */
  void quoted(TruffleString string) {
    byte[] array = EngineStrings.array(string);
    if (array == null) {
      throw GiveUp.INSTANCE;
    }
    int offset = EngineStrings.offset(string);
    int count = EngineStrings.length(string);
    ascii('"');
    if (EngineStrings.isLatin1(string)) {
      if (chars == null) {
        latin1(array, offset, count);
      } else {
        wide(array, offset, count, 0);
      }
    } else {
      widen();
      wide(array, offset, count, 1);
    }
    ascii('"');
  }

  private void latin1(byte[] from, int offset, int count) {
    int at = offset;
    int end = offset + count;
    while (true) {
      // Room for whole words.
      reserve(end - at + 8);
      byte[] to = bytes;
      int target = length;
      long seen = 0;
      long special = 0;
      int last = Math.min(end, from.length) - 8;
      while (at <= last) {
        long word = Words.get(from, at);
        special = Words.special(word);
        Words.set(to, target, word);
        if (special != 0) {
          int clean = Words.first(special);
          at += clean;
          target += clean;
          seen |= word & special - 1 & ~special;
          break;
        }
        seen |= word;
        at += 8;
        target += 8;
      }
      if (special == 0) {
        while (at < end) {
          byte c = from[at];
          if (c == '"' || c == '\\' || c >= 0 && c < ' ') {
            break;
          }
          seen |= c;
          to[target++] = c;
          at++;
        }
      }
      high |= seen;
      length = target;
      if (at == end) {
        return;
      }
      escaped((char) (from[at++] & 0xff));
    }
  }

  /** Bytes of Latin-1 (stride 0) or of two bytes a character (1). */
  private void wide(byte[] from, int offset, int count, int stride) {
    for (int i = 0; i < count; i++) {
      char c = unit(from, offset, i, stride);
      if (c < ' ' || c == '"' || c == '\\') {
        escaped(c);
      } else if (!Character.isSurrogate(c)) {
        append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < count
          && Character.isLowSurrogate(unit(from, offset, i + 1, stride))) {
        append(c);
        append(unit(from, offset, ++i, stride));
      } else {
        unicode(c);
      }
    }
  }

  private static char unit(byte[] from, int offset, int index, int stride) {
    return stride == 0
        ? (char) (from[offset + index] & 0xff)
        : Words.character(from, offset + 2 * index);
  }

  private void escaped(char c) {
    char letter =
        switch (c) {
          case '"', '\\' -> c;
          case '\b' -> 'b';
          case '\f' -> 'f';
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          default -> 0;
        };
    if (letter == 0) {
      unicode(c);
    } else {
      ascii('\\');
      ascii(letter);
    }
  }

  private void unicode(char c) {
    ascii("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      ascii((char) HEX[c >> shift & 0xf]);
    }
  }

  private void widen() {
    if (chars == null) {
      char[] wider = new char[Math.max(bytes.length, FIRST)];
      for (int i = 0; i < length; i++) {
        wider[i] = (char) (bytes[i] & 0xff);
      }
      chars = wider;
      room = 0;
    }
  }
}
