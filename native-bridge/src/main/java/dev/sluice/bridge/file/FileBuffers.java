package dev.sluice.bridge.file;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers for reading and writing files, kept for the next file: the JVM frees them only
 * when it collects garbage, and a program that streams many files makes little of that.
 *
 * <p>A few of each size are kept, at most 15 MB in all. A buffer that never comes back is lost to
 * nobody, since it is garbage like any other. From any thread.
 */
final class FileBuffers {
  static final int SMALLEST = 256 << 10;
  static final int LARGEST = 2 << 20;
  private static final int KEPT_OF_EACH = 4;

  private static final FileBuffers SHARED = new FileBuffers();

  /** By the binary logarithm of their size. */
  private final ArrayDeque<ByteBuffer>[] kept;

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a generic type
  FileBuffers() {
    kept = new ArrayDeque[Integer.numberOfTrailingZeros(LARGEST) + 1];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new ArrayDeque<>(0);
    }
  }

  /** The ones that all readers of the process share. */
  static FileBuffers shared() {
    return SHARED;
  }

  /**
   * A buffer, empty, which is the caller's own until it is given back.
   *
   * @param size a power of two from {@link #SMALLEST} to {@link #LARGEST}
   */
  ByteBuffer take(int size) {
    @Nullable ByteBuffer buffer;
    synchronized (this) {
      buffer = kept[Integer.numberOfTrailingZeros(size)].poll();
    }
    return buffer == null ? ByteBuffer.allocateDirect(size) : buffer.clear();
  }

  /** Gives back a buffer that nobody looks at any more; others than ours are dropped. */
  void giveBack(ByteBuffer buffer) {
    int size = buffer.capacity();
    if (buffer.isDirect() && size >= SMALLEST && size <= LARGEST && Integer.bitCount(size) == 1) {
      synchronized (this) {
        ArrayDeque<ByteBuffer> alike = kept[Integer.numberOfTrailingZeros(size)];
        if (alike.size() < KEPT_OF_EACH) {
          alike.push(buffer);
        }
      }
    }
  }
}
