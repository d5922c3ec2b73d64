package dev.sluice.bridge.url;

import org.jspecify.annotations.Nullable;

/** IPv6 addresses (URL §3.5, §3.6). */
final class Ipv6 {
  private static final int PIECES = 8;

  private Ipv6() {}

  /**
   * The «IPv6 parser» and «IPv6 serializer».
   *
   * @param input what stands between the brackets
   * @return the address in brackets, null for failure
   */
  static @Nullable String canonical(String input) {
    int[] address = new int[PIECES];
    return parse(input, address) ? serialize(address) : null;
  }

  private static boolean parse(String input, int[] address) {
    int pieceIndex = 0;
    int compress = -1;
    int pointer = 0;
    int end = input.length();
    if (input.startsWith(":")) {
      if (!input.startsWith("::")) {
        return false;
      }
      pointer = 2;
      compress = ++pieceIndex;
    }
    while (pointer < end) {
      if (pieceIndex == PIECES) {
        return false;
      }
      if (input.charAt(pointer) == ':') {
        if (compress >= 0) {
          return false;
        }
        pointer++;
        compress = ++pieceIndex;
        continue;
      }
      int value = 0;
      int length = 0;
      for (; length < 4 && pointer < end; length++, pointer++) {
        int digit = hexDigit(input.charAt(pointer));
        if (digit < 0) {
          break;
        }
        value = value * 16 + digit;
      }
      if (pointer < end && input.charAt(pointer) == '.') {
        if (length == 0
            || pieceIndex > 6
            || !parseEmbedded(input, pointer - length, address, pieceIndex)) {
          return false;
        }
        pieceIndex += 2;
        break;
      }
      if (pointer < end) {
        if (input.charAt(pointer++) != ':' || pointer == end) {
          return false;
        }
      }
      address[pieceIndex++] = value;
    }
    if (compress >= 0) {
      int swaps = pieceIndex - compress;
      for (int to = PIECES - 1; to != 0 && swaps > 0; to--, swaps--) {
        int from = compress + swaps - 1;
        int piece = address[from];
        address[from] = address[to];
        address[to] = piece;
      }
      return true;
    }
    return pieceIndex == PIECES;
  }

  /** Four decimal numbers up to the end of the input, into two pieces. */
  private static boolean parseEmbedded(String input, int start, int[] address, int pieceIndex) {
    int pointer = start;
    for (int numbersSeen = 0; numbersSeen < 4; numbersSeen++) {
      if (numbersSeen > 0) {
        if (pointer >= input.length() || input.charAt(pointer++) != '.') {
          return false;
        }
      }
      int value = -1;
      for (; pointer < input.length(); pointer++) {
        int digit = input.charAt(pointer) - '0';
        if (digit < 0 || digit > 9) {
          break;
        }
        if (value == 0) {
          return false;
        }
        value = value < 0 ? digit : value * 10 + digit;
        if (value > 255) {
          return false;
        }
      }
      if (value < 0) {
        return false;
      }
      int piece = pieceIndex + numbersSeen / 2;
      address[piece] = address[piece] << 8 | value;
    }
    return pointer == input.length();
  }

  private static String serialize(int[] address) {
    int compress = -1;
    int longest = 1;
    for (int i = 0; i < PIECES; ) {
      int run = i;
      while (run < PIECES && address[run] == 0) {
        run++;
      }
      if (run - i > longest) {
        compress = i;
        longest = run - i;
      }
      i = Math.max(run, i + 1);
    }
    StringBuilder output = new StringBuilder(41).append('[');
    for (int i = 0; i < PIECES; i++) {
      if (i == compress) {
        output.append(i == 0 ? "::" : ":");
        i += longest - 1;
        continue;
      }
      output.append(Integer.toHexString(address[i]));
      if (i < PIECES - 1) {
        output.append(':');
      }
    }
    return output.append(']').toString();
  }

  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
