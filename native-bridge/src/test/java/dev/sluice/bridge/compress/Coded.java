package dev.sluice.bridge.compress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.compress.Coder.Next;
import dev.sluice.bridge.compress.Coder.Progress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Bytes for tests, and coders driven over them in pieces. */
final class Coded {
  private Coded() {}

  /** Half text that compresses well, half noise. */
  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    Random random = new Random(length);
    for (int at = 0; at < length; at += 64) {
      int end = Math.min(length, at + 64);
      if (random.nextBoolean()) {
        Arrays.fill(bytes, at, end, (byte) ('a' + random.nextInt(4)));
      } else {
        for (int i = at; i < end; i++) {
          bytes[i] = (byte) random.nextInt();
        }
      }
    }
    return bytes;
  }

  static byte[] encode(Coding coding, byte[] bytes) {
    try (Coder coder = coding.encoder(Coding.DEFAULT_LEVEL)) {
      return run(coder, bytes, 1 << 20, 1 << 16, Next.END, false);
    }
  }

  static byte[] decode(Coding coding, Tolerance tolerance, byte[] bytes) {
    try (Coder coder = coding.decoder(tolerance)) {
      return run(coder, bytes, 1 << 20, 1 << 16, Next.END, false);
    }
  }

  /**
   * All that comes out of {@code bytes}, given in pieces into buffers of {@code room} bytes.
   *
   * @param last what follows the last piece
   */
  static byte[] run(Coder coder, byte[] bytes, int piece, int room, Next last, boolean direct) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int at = 0;
    do {
      int end = Math.min(bytes.length, at + piece);
      ByteBuffer in = buffer(direct, end - at).put(bytes, at, end - at).flip().asReadOnlyBuffer();
      at = end;
      Next next = at == bytes.length ? last : Next.MORE;
      Progress progress;
      do {
        ByteBuffer out = buffer(direct, room + 2).position(1).limit(room + 1);
        int before = in.remaining();
        progress = coder.code(in, out, next);
        byte[] came = new byte[out.position() - 1];
        out.get(1, came);
        all.writeBytes(came);
        assertTrue(
            came.length > 0 || in.remaining() < before || progress != Progress.NEEDS_ROOM,
            "nothing done");
      } while (progress == Progress.NEEDS_ROOM || in.hasRemaining());
    } while (at < bytes.length);
    return all.toByteArray();
  }

  private static ByteBuffer buffer(boolean direct, int size) {
    return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
  }
}
