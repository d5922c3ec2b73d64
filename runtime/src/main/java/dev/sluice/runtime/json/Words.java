package dev.sluice.runtime.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Eight bytes at a time: the first one is the lowest of the word. */
final class Words {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle CHARS =
      MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.nativeOrder());

  /** The high bit of each byte: set where it is beyond ASCII. */
  static final long HIGH = 0x8080808080808080L;

  private static final long ONES = 0x0101010101010101L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long BLANKS = ' ' * ONES;

  private Words() {}

  static long get(byte[] bytes, int index) {
    return (long) LONGS.get(bytes, index);
  }

  /** Four bytes. */
  static int half(byte[] bytes, int index) {
    return (int) INTS.get(bytes, index);
  }

  /** Four characters of ASCII as bytes. */
  static int half(String text) {
    return half(text.getBytes(StandardCharsets.ISO_8859_1), 0);
  }

  static void set(byte[] bytes, int index, long word) {
    LONGS.set(bytes, index, word);
  }

  /** A character of two bytes, in the machine's order. */
  static char character(byte[] bytes, int index) {
    return (char) CHARS.get(bytes, index);
  }

  /**
   * Marks bytes that a JSON string cannot hold as they are: quotes, backslashes, control
   * characters.
   *
   * @return the high bit of the first such byte; above it may be others, that mean nothing; 0: none
   */
  static long special(long word) {
    long quotes = word ^ QUOTES;
    long backslashes = word ^ BACKSLASHES;
    return ((quotes - ONES) & ~quotes
            | (backslashes - ONES) & ~backslashes
            | (word - BLANKS) & ~word)
        & HIGH;
  }

  /** The index of the byte whose high bit is the lowest that is set. */
  static int first(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }
}
