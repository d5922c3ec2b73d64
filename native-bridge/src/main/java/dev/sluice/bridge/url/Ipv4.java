package dev.sluice.bridge.url;

import org.jspecify.annotations.Nullable;

/** IPv4 addresses (URL §3.5, §3.6). */
final class Ipv4 {
  private static final long FAILURE = -1;

  /** Stands for all numbers that fit into no address. */
  private static final long TOO_LARGE = 1L << 33;

  private Ipv4() {}

  /** The «ends in a number checker», for a domain in ASCII. */
  static boolean endsInANumber(String domain) {
    int end = domain.length();
    if (domain.endsWith(".")) {
      end--;
    }
    String last = domain.substring(domain.lastIndexOf('.', end - 1) + 1, end);
    return !last.isEmpty() && (isDigits(last) || parseNumber(last) != FAILURE);
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** The «IPv4 parser» and «IPv4 serializer»; null for failure. */
  static @Nullable String canonical(String input) {
    String[] parts = input.split("\\.", -1);
    int count = parts.length;
    if (count > 1 && parts[count - 1].isEmpty()) {
      count--;
    }
    if (count > 4) {
      return null;
    }
    long address = 0;
    for (int i = 0; i < count; i++) {
      long number = parts[i].isEmpty() ? FAILURE : parseNumber(parts[i]);
      if (number == FAILURE) {
        return null;
      }
      if (i < count - 1) {
        if (number > 255) {
          return null;
        }
        address |= number << 8 * (3 - i);
      } else {
        if (number >= 1L << 8 * (5 - count)) {
          return null;
        }
        address |= number;
      }
    }
    return (address >> 24)
        + "."
        + (address >> 16 & 0xFF)
        + "."
        + (address >> 8 & 0xFF)
        + "."
        + (address & 0xFF);
  }

  /** The «IPv4 number parser» for what is not empty. */
  private static long parseNumber(String input) {
    int radix = 10;
    int start = 0;
    if (input.length() >= 2 && (input.startsWith("0x") || input.startsWith("0X"))) {
      radix = 16;
      start = 2;
    } else if (input.length() >= 2 && input.startsWith("0")) {
      radix = 8;
      start = 1;
    }
    long number = 0;
    for (int i = start; i < input.length(); i++) {
      int digit = Character.digit(input.charAt(i), radix);
      if (digit < 0) {
        return FAILURE;
      }
      number = Math.min(number * radix + digit, TOO_LARGE);
    }
    return number;
  }
}
