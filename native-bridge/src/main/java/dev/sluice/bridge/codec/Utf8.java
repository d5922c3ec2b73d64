package dev.sluice.bridge.codec;

import static dev.sluice.bridge.codec.StreamDecoder.REPLACEMENT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * UTF-8 by the Encoding standard. Well-formed text, nearly all of it, is decoded by Java's own
 * decoder, which is a compiler intrinsic. Of malformed bytes Java makes too few U+FFFD in places
 * (one for an encoded surrogate, where the standard has three), so that such text is decoded again,
 * by the standard's steps.
 */
public final class Utf8 {
  private Utf8() {}

  /**
   * Decodes the whole of a text, without the byte order mark that may begin it («UTF-8 decode»).
   * Malformed bytes are treated as by {@link #decode}.
   */
  public static String decodeText(byte[] bytes, int offset, int length) {
    boolean isMarked =
        length >= 3
            && bytes[offset] == (byte) 0xEF
            && bytes[offset + 1] == (byte) 0xBB
            && bytes[offset + 2] == (byte) 0xBF;
    return isMarked ? decode(bytes, offset + 3, length - 3) : decode(bytes, offset, length);
  }

  /**
   * Decodes; each maximal part of a malformed sequence becomes U+FFFD, a byte order mark becomes
   * U+FEFF («UTF-8 decode without BOM»).
   */
  public static String decode(byte[] bytes, int offset, int length) {
    // ASCII is its own decoding: 11 ms for 64 MB where Java's decoder, compiled by C1, needs 54.
    if (Ascii.isAscii(bytes, offset, length)) {
      return new String(bytes, offset, length, ISO_8859_1);
    }
    String text = new String(bytes, offset, length, UTF_8);
    return isFaithful(text, bytes, offset, length) ? text : decodeMalformed(bytes, offset, length);
  }

  /**
   * Like {@link #decode}, but null if the bytes are malformed («UTF-8 decode without BOM or fail»).
   */
  public static @Nullable String decodeOrFail(byte[] bytes, int offset, int length) {
    String text = new String(bytes, offset, length, UTF_8);
    return isFaithful(text, bytes, offset, length) ? text : null;
  }

  /**
   * Were the bytes that Java decoded to {@code text} well-formed? No second pass tells it in most
   * cases: only a text that holds U+FFFD is suspect, and it is innocent if each of them is in the
   * bytes as EF BF BD. EF is never a continuation byte, so that those three bytes always decode to
   * U+FFFD.
   */
  private static boolean isFaithful(String text, byte[] bytes, int offset, int length) {
    int index = text.indexOf(REPLACEMENT);
    if (index < 0) {
      return true;
    }
    int decoded = 0;
    for (; index >= 0; index = text.indexOf(REPLACEMENT, index + 1)) {
      decoded++;
    }
    int genuine = 0;
    for (int i = offset, end = offset + length - 2; i < end; i++) {
      if (bytes[i] == (byte) 0xEF && bytes[i + 1] == (byte) 0xBF && bytes[i + 2] == (byte) 0xBD) {
        genuine++;
      }
    }
    return decoded == genuine;
  }

  /** The UTF-8 decoder's handler (section 8.1.1) over a whole text. */
  private static String decodeMalformed(byte[] bytes, int offset, int length) {
    StringBuilder text = new StringBuilder(length);
    int codePoint = 0;
    int seen = 0;
    int needed = 0;
    int lower = 0x80;
    int upper = 0xBF;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      int b = bytes[i] & 0xFF;
      if (needed == 0) {
        if (b <= 0x7F) {
          text.append((char) b);
        } else if (b >= 0xC2 && b <= 0xDF) {
          needed = 1;
          codePoint = b & 0x1F;
        } else if (b >= 0xE0 && b <= 0xEF) {
          lower = b == 0xE0 ? 0xA0 : 0x80;
          upper = b == 0xED ? 0x9F : 0xBF;
          needed = 2;
          codePoint = b & 0xF;
        } else if (b >= 0xF0 && b <= 0xF4) {
          lower = b == 0xF0 ? 0x90 : 0x80;
          upper = b == 0xF4 ? 0x8F : 0xBF;
          needed = 3;
          codePoint = b & 0x7;
        } else {
          text.append(REPLACEMENT);
        }
        continue;
      }
      boolean continuation = b >= lower && b <= upper;
      lower = 0x80;
      upper = 0xBF;
      if (!continuation) {
        needed = 0;
        seen = 0;
        text.append(REPLACEMENT);
        i--; // the byte is read again, as the start of something
        continue;
      }
      codePoint = codePoint << 6 | b & 0x3F;
      if (++seen == needed) {
        text.appendCodePoint(codePoint);
        needed = 0;
        seen = 0;
      }
    }
    if (needed != 0) {
      text.append(REPLACEMENT);
    }
    return text.toString();
  }

  /**
   * How many bytes at the end, 0 to 3, start a sequence that is incomplete but may still become
   * well-formed. Whoever decodes in pieces holds these back.
   */
  public static int incompleteTail(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int lowest = Math.max(offset, end - 3);
    for (int i = end - 1; i >= lowest; i--) {
      int b = bytes[i] & 0xFF;
      if (b < 0x80) {
        return 0;
      }
      if (b >= 0xC0) {
        return isIncompletePrefix(bytes, i, end) ? end - i : 0;
      }
    }
    return 0;
  }

  private static boolean isIncompletePrefix(byte[] bytes, int start, int end) {
    int lead = bytes[start] & 0xFF;
    int present = end - start;
    int needed = lead < 0xC2 || lead > 0xF4 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (present >= needed) {
      return false;
    }
    if (present == 1) {
      return true;
    }
    // The second byte's range depends on the lead (no overlong forms, no surrogates, nothing above
    // U+10FFFF); a third byte is
    // a continuation, or the caller would have stopped at it.
    int second = bytes[start + 1] & 0xFF;
    return switch (lead) {
      case 0xE0 -> second >= 0xA0;
      case 0xED -> second <= 0x9F;
      case 0xF0 -> second >= 0x90;
      case 0xF4 -> second <= 0x8F;
      default -> true;
    };
  }

  /** Encodes; a surrogate without its other half becomes U+FFFD. */
  public static byte[] encode(String text) {
    return hasLoneSurrogate(text) ? wellFormed(text).getBytes(UTF_8) : text.getBytes(UTF_8);
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0, length = text.length(); i < length; i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!isPairAt(text, i)) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static boolean isPairAt(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1));
  }

  private static String wellFormed(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (Character.isSurrogate(chars[i])) {
        if (isPairAt(text, i)) {
          i++;
        } else {
          chars[i] = REPLACEMENT;
        }
      }
    }
    return new String(chars);
  }

  /**
   * Encodes as many whole characters as fit, from the start of {@code target}.
   *
   * @param from index of the first char of {@code text} to encode
   * @param capacity how many bytes of {@code target} may be written
   * @return chars read in the upper 32 bits, bytes written in the lower
   */
  public static long encodeInto(String text, int from, byte[] target, int capacity) {
    int read = from;
    int written = 0;
    int length = text.length();
    while (read < length) {
      char c = text.charAt(read);
      if (c < 0x80) {
        if (written == capacity) {
          break;
        }
        target[written++] = (byte) c;
        read++;
      } else if (c < 0x800) {
        if (written + 2 > capacity) {
          break;
        }
        target[written++] = (byte) (0xC0 | c >> 6);
        target[written++] = (byte) (0x80 | c & 0x3F);
        read++;
      } else if (Character.isSurrogate(c) && isPairAt(text, read)) {
        if (written + 4 > capacity) {
          break;
        }
        int point = Character.toCodePoint(c, text.charAt(read + 1));
        target[written++] = (byte) (0xF0 | point >> 18);
        target[written++] = (byte) (0x80 | point >> 12 & 0x3F);
        target[written++] = (byte) (0x80 | point >> 6 & 0x3F);
        target[written++] = (byte) (0x80 | point & 0x3F);
        read += 2;
      } else {
        if (written + 3 > capacity) {
          break;
        }
        int unit = Character.isSurrogate(c) ? REPLACEMENT : c;
        target[written++] = (byte) (0xE0 | unit >> 12);
        target[written++] = (byte) (0x80 | unit >> 6 & 0x3F);
        target[written++] = (byte) (0x80 | unit & 0x3F);
        read++;
      }
    }
    return (long) (read - from) << 32 | written;
  }
}
