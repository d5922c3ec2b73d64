package dev.sluice.runtime.json;

import java.nio.charset.StandardCharsets;

/** Numbers of JSON: an Integer where the engine has one, else a Double. */
final class NumberReader {
  /** So many digits fit into a long. */
  private static final int MAX_DIGITS = 18;

  /** Whole numbers up to here are doubles, all of them. */
  private static final long EXACT = 1L << 53;

  /** The powers of ten that are doubles. */
  private static final double[] POWERS = new double[23];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private int end;

  /** Behind the number that was read last. */
  int end() {
    return end;
  }

  /**
   * The number that begins at {@code index}.
   *
   * @throws GiveUp if none does
   */
  Object read(byte[] source, int index) {
    int at = index;
    boolean negative = source[at] == '-';
    if (negative) {
      at++;
    }
    int begin = at;
    long digits = 0;
    int digit = source[at] - '0';
    while (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      digit = source[++at] - '0';
    }
    int whole = at - begin;
    if (whole == 0 || whole > 1 && source[begin] == '0') {
      throw GiveUp.INSTANCE;
    }
    int scale = 0;
    int c = source[at];
    if (c == '.') {
      int point = at;
      digit = source[++at] - '0';
      while (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        digit = source[++at] - '0';
      }
      scale = at - point - 1;
      if (scale == 0) {
        throw GiveUp.INSTANCE;
      }
      c = source[at];
    }
    if (c == 'e' || c == 'E' || whole + scale > MAX_DIGITS) {
      return slowly(source, index, exponent(source, at));
    }
    end = at;
    if (scale == 0) {
      long value = negative ? -digits : digits;
      if (value == (int) value && !(negative && value == 0)) {
        return (int) value;
      }
      // Of 18 digits at most, of which the nearest double is what is asked for.
      return negative ? -(double) digits : (double) digits;
    }
    if (digits > EXACT || scale >= POWERS.length) {
      return slowly(source, index, at);
    }
    // Both are exact, so that the quotient is the nearest double.
    double value = digits / POWERS[scale];
    return negative ? -value : value;
  }

  private static int exponent(byte[] source, int index) {
    int at = index;
    if (source[at] != 'e' && source[at] != 'E') {
      return at;
    }
    at++;
    if (source[at] == '-' || source[at] == '+') {
      at++;
    }
    int begin = at;
    while (source[at] >= '0' && source[at] <= '9') {
      at++;
    }
    if (at == begin) {
      throw GiveUp.INSTANCE;
    }
    return at;
  }

  private Object slowly(byte[] source, int begin, int behind) {
    end = behind;
    return Double.parseDouble(
        new String(source, begin, behind - begin, StandardCharsets.ISO_8859_1));
  }
}
