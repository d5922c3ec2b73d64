package dev.sluice.bridge.http.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What a client does to each byte that it sends (RFC 6455 §5.3), and undoes alike. */
final class Masking {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Masking() {}

  /**
   * Masks, or unmasks, a range of an array, eight bytes at a time.
   *
   * @param key the four bytes of the key, the first one highest
   * @param phase how many bytes of the frame's payload came before
   */
  static void apply(byte[] bytes, int offset, int length, int key, int phase) {
    if (key == 0) {
      return;
    }
    int turned = Integer.rotateLeft(key, (phase & 3) << 3);
    long twice = (long) turned << 32 | turned & 0xFFFF_FFFFL;
    int at = offset;
    int end = offset + length;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ twice);
    }
    for (int shift = 24; at < end; at++, shift -= 8) {
      bytes[at] ^= (byte) (turned >> (shift & 31));
    }
  }
}
