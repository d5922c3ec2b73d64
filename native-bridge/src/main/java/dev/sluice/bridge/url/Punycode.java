package dev.sluice.bridge.url;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Punycode with the parameters of IDNA (RFC 3492), without the prefix {@code xn--}. */
final class Punycode {
  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int INITIAL_BIAS = 72;
  private static final int INITIAL_N = 128;

  /**
   * Longer labels are failures. No resolver takes more than 63 bytes, and the algorithm needs time
   * in the square of the length, which nobody shall make us spend. ICU draws the line likewise.
   */
  private static final int LONGEST = 1000;

  private Punycode() {}

  /** RFC 3492 §6.3; null for overflow or a label that is too long. */
  static @Nullable String encode(String label) {
    if (label.length() > LONGEST) {
      return null;
    }
    int[] input = label.codePoints().toArray();
    StringBuilder output = new StringBuilder();
    for (int c : input) {
      if (c < INITIAL_N) {
        output.append((char) c);
      }
    }
    int basic = output.length();
    if (basic > 0) {
      output.append('-');
    }
    int n = INITIAL_N;
    int delta = 0;
    int bias = INITIAL_BIAS;
    for (int handled = basic; handled < input.length; delta++, n++) {
      int m = Integer.MAX_VALUE;
      for (int c : input) {
        if (c >= n && c < m) {
          m = c;
        }
      }
      if (m - n > (Integer.MAX_VALUE - delta) / (handled + 1)) {
        return null;
      }
      delta += (m - n) * (handled + 1);
      n = m;
      for (int c : input) {
        if (c < n && ++delta == 0) {
          return null;
        }
        if (c == n) {
          appendVariableLength(output, delta, bias);
          bias = adapt(delta, handled + 1, handled == basic);
          delta = 0;
          handled++;
        }
      }
    }
    return output.toString();
  }

  private static void appendVariableLength(StringBuilder output, int delta, int bias) {
    int q = delta;
    for (int k = BASE; ; k += BASE) {
      int t = threshold(k, bias);
      if (q < t) {
        output.append(digit(q));
        return;
      }
      output.append(digit(t + (q - t) % (BASE - t)));
      q = (q - t) / (BASE - t);
    }
  }

  /** RFC 3492 §6.2; null for malformed input or a label that is too long. */
  static @Nullable String decode(String input) {
    if (input.length() > LONGEST) {
      return null;
    }
    int delimiter = input.lastIndexOf('-');
    int basic = Math.max(delimiter, 0);
    int[] output = new int[input.length()];
    int length = 0;
    for (; length < basic; length++) {
      output[length] = input.charAt(length);
    }
    int n = INITIAL_N;
    int i = 0;
    int bias = INITIAL_BIAS;
    for (int in = delimiter >= 0 ? delimiter + 1 : 0; in < input.length(); ) {
      int oldI = i;
      int w = 1;
      for (int k = BASE; ; k += BASE) {
        if (in >= input.length()) {
          return null;
        }
        int digit = value(input.charAt(in++));
        if (digit < 0 || digit > (Integer.MAX_VALUE - i) / w) {
          return null;
        }
        i += digit * w;
        int t = threshold(k, bias);
        if (digit < t) {
          break;
        }
        if (w > Integer.MAX_VALUE / (BASE - t)) {
          return null;
        }
        w *= BASE - t;
      }
      bias = adapt(i - oldI, length + 1, oldI == 0);
      if (i / (length + 1) > Character.MAX_CODE_POINT - n) {
        return null;
      }
      n += i / (length + 1);
      i %= length + 1;
      if (n >= Character.MIN_SURROGATE && n <= Character.MAX_SURROGATE) {
        return null;
      }
      if (length == output.length) {
        output = Arrays.copyOf(output, length + 16);
      }
      System.arraycopy(output, i, output, i + 1, length - i);
      output[i++] = n;
      length++;
    }
    return new String(output, 0, length);
  }

  private static int adapt(int delta, int points, boolean first) {
    int d = first ? delta / DAMP : delta / 2;
    d += d / points;
    int k = 0;
    for (; d > (BASE - T_MIN) * T_MAX / 2; k += BASE) {
      d /= BASE - T_MIN;
    }
    return k + (BASE - T_MIN + 1) * d / (d + SKEW);
  }

  private static int threshold(int k, int bias) {
    return Math.clamp(k - bias, T_MIN, T_MAX);
  }

  private static char digit(int value) {
    return (char) (value < 26 ? 'a' + value : '0' + value - 26);
  }

  private static int value(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0' + 26;
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'z' ? lower - 'a' : -1;
  }
}
