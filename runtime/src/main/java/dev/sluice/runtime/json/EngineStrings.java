package dev.sluice.runtime.json;

import static java.lang.invoke.MethodType.methodType;

import com.oracle.truffle.api.strings.AbstractTruffleString;
import com.oracle.truffle.api.strings.TruffleString;
import dev.sluice.runtime.binding.EngineFields;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * The inside of the engine's strings: UTF-16, kept as Latin-1 where that is enough. Its public
 * methods give copies, always of two bytes a character, and look at each byte of what a string is
 * made of.
 */
final class EngineStrings {
  private static final MethodHandle DATA;
  private static final MethodHandle OFFSET;
  private static final MethodHandle LENGTH;
  private static final MethodHandle STRIDE;
  private static final MethodHandle STRING_ARRAY;
  private static final MethodHandle CREATE;
  private static final int ASCII;
  private static final int LATIN_1;

  static {
    try {
      MethodHandles.Lookup lookup = EngineFields.lookup();
      Class<?> string = AbstractTruffleString.class;
      DATA = lookup.findVirtual(string, "data", methodType(Object.class));
      OFFSET = lookup.findVirtual(string, "offset", methodType(int.class));
      LENGTH = lookup.findVirtual(string, "length", methodType(int.class));
      STRIDE = lookup.findVirtual(string, "stride", methodType(int.class));
      STRING_ARRAY =
          lookup.findStatic(
              Class.forName("com.oracle.truffle.api.strings.TStringUnsafe", false, loader()),
              "getJavaStringArray",
              methodType(byte[].class, String.class));
      CREATE =
          lookup.findStatic(
              TruffleString.class,
              "createFromByteArray",
              methodType(
                  TruffleString.class,
                  byte[].class,
                  int.class,
                  int.class,
                  TruffleString.Encoding.class,
                  int.class,
                  int.class));
      Class<?> ranges =
          Class.forName("com.oracle.truffle.api.strings.TSCodeRange", false, loader());
      ASCII = (int) lookup.findStatic(ranges, "get7Bit", methodType(int.class)).invoke();
      LATIN_1 = (int) lookup.findStatic(ranges, "get8Bit", methodType(int.class)).invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("this engine's strings are otherwise", e);
    }
  }

  private EngineStrings() {}

  private static ClassLoader loader() {
    return TruffleString.class.getClassLoader();
  }

  /** Puts a string that is still parts of others together; {@link #array} asks for it. */
  static void materialize(TruffleString string) {
    TruffleString.MaterializeNode.getUncached().execute(string, TruffleString.Encoding.UTF_16);
  }

  /**
   * The array that holds a string, from {@link #offset} on; only to be looked at.
   *
   * @return null if no Java array does
   */
  static byte @Nullable [] array(TruffleString string) {
    try {
      Object data = (Object) DATA.invokeExact((AbstractTruffleString) string);
      if (data instanceof byte[] bytes) {
        return bytes;
      }
      if (data instanceof String text) {
        return (byte[]) STRING_ARRAY.invokeExact(text);
      }
      materialize(string);
      return (Object) DATA.invokeExact((AbstractTruffleString) string) instanceof byte[] bytes
          ? bytes
          : null;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The index of the first byte. */
  static int offset(TruffleString string) {
    try {
      return (int) OFFSET.invokeExact((AbstractTruffleString) string);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** In characters. */
  static int length(TruffleString string) {
    try {
      return (int) LENGTH.invokeExact((AbstractTruffleString) string);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Is each character one byte? Else it is two, in the machine's order. */
  static boolean isLatin1(TruffleString string) {
    try {
      return (int) STRIDE.invokeExact((AbstractTruffleString) string) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A string of Latin-1 characters.
   *
   * @param bytes all of them, the string's own from now on
   * @param ascii whether none is beyond ASCII; it has to be true
   */
  static TruffleString latin1(byte[] bytes, boolean ascii) {
    try {
      return (TruffleString)
          CREATE.invokeExact(
              bytes,
              bytes.length,
              0,
              TruffleString.Encoding.UTF_16,
              bytes.length,
              ascii ? ASCII : LATIN_1);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** A string of any characters. */
  static TruffleString of(char[] chars, int length) {
    return TruffleString.FromCharArrayUTF16Node.getUncached().execute(chars, 0, length);
  }
}
