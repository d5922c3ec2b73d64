package dev.sluice.bridge.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Are bytes ASCII, so that they are a text as they are? Eight bytes a step, 32 a turn: the quick
 * start compiles Java with C1 alone, which vectorises nothing and has no intrinsic for this.
 */
public final class Ascii {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Ascii() {}

  /** Are all of them below 0x80? */
  public static boolean isAscii(byte[] bytes, int offset, int length) {
    int i = offset;
    int end = offset + length;
    for (; i <= end - 32; i += 32) {
      long any =
          (long) LONGS.get(bytes, i)
              | (long) LONGS.get(bytes, i + 8)
              | (long) LONGS.get(bytes, i + 16)
              | (long) LONGS.get(bytes, i + 24);
      if ((any & HIGH_BITS) != 0) {
        return false;
      }
    }
    int any = 0;
    for (; i < end; i++) {
      any |= bytes[i];
    }
    return any >= 0;
  }

  /** Are all bytes from position to limit below 0x80? The position stays. */
  public static boolean isAscii(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      return isAscii(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }
    int i = bytes.position();
    int end = bytes.limit();
    for (; i <= end - 32; i += 32) {
      long any =
          bytes.getLong(i) | bytes.getLong(i + 8) | bytes.getLong(i + 16) | bytes.getLong(i + 24);
      if ((any & HIGH_BITS) != 0) {
        return false;
      }
    }
    int any = 0;
    for (; i < end; i++) {
      any |= bytes.get(i);
    }
    return any >= 0;
  }
}
