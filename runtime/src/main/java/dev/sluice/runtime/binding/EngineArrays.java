package dev.sluice.runtime.binding;

import java.util.Arrays;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * The Java arrays behind ArrayBuffers. The engine keeps an ordinary ArrayBuffer's bytes in a {@code
 * byte[]}, and the polyglot API gives only copies of them, into arrays that were zeroed for
 * nothing; and there is no way at all from an array of ours to an ArrayBuffer that can be
 * transferred. Both ways lie open here, by {@link EngineFields}. Where the engine keeps its buffers
 * otherwise, everybody copies.
 *
 * <p>On the thread of the context only, and for no longer than one call from JavaScript: a script
 * may write to its buffers.
 */
final class EngineArrays {
  private static final String HEAP =
      "com.oracle.truffle.js.runtime.builtins.JSArrayBufferObject$Heap";

  /** Of buffers that can grow: the greatest length; −1 is the engine's mark of all others. */
  private static final int FIXED_LENGTH = -1;

  private static final @Nullable Class<?> HEAP_CLASS = heapClass();
  private static final long ARRAY;
  private static final long LENGTH;
  private static final long GREATEST_LENGTH;

  static {
    Class<?> heap = HEAP_CLASS;
    ARRAY = heap == null ? -1 : EngineFields.offset(heap, "byteArray");
    LENGTH = heap == null ? -1 : EngineFields.offset(heap.getSuperclass(), "byteLength");
    GREATEST_LENGTH =
        heap == null ? -1 : EngineFields.offset(heap.getSuperclass(), "maxByteLength");
  }

  private EngineArrays() {}

  /** Null where the engine is not to be seen (an embedder's class loader), or has other fields. */
  private static @Nullable Class<?> heapClass() {
    try {
      Class<?> heap = Class.forName(HEAP, false, EngineArrays.class.getClassLoader());
      EngineFields.offset(heap, "byteArray");
      EngineFields.offset(heap.getSuperclass(), "byteLength");
      EngineFields.offset(heap.getSuperclass(), "maxByteLength");
      return heap;
    } catch (ClassNotFoundException | IllegalStateException e) {
      return null;
    }
  }

  /**
   * The array that holds an ArrayBuffer's bytes, from index 0 on; only to be looked at.
   *
   * @return null if no Java array does: of buffers that are shared, or detached, or a view of ours
   */
  static byte @Nullable [] of(Value arrayBuffer) {
    Object buffer = EngineFields.receiver(arrayBuffer);
    return buffer != null && buffer.getClass() == HEAP_CLASS
        ? (byte[]) EngineFields.object(buffer, ARRAY)
        : null;
  }

  /**
   * A copy of a range of an ArrayBuffer.
   *
   * @throws IndexOutOfBoundsException if there is no such range
   */
  static byte[] copy(Value arrayBuffer, int offset, int length) {
    if (length == 0) {
      return new byte[0];
    }
    byte[] array = of(arrayBuffer);
    if (array != null) {
      if (offset < 0 || length > array.length - offset) {
        throw new IndexOutOfBoundsException();
      }
      return Arrays.copyOfRange(array, offset, offset + length);
    }
    byte[] copy = new byte[length];
    arrayBuffer.readBuffer(offset, copy, 0, length);
    return copy;
  }

  /**
   * Makes an ArrayBuffer of length 0 one of all of {@code bytes}, which are its own from then on.
   *
   * @param arrayBuffer which no view has been made of
   * @return false if it cannot be done, and nothing was
   */
  static boolean give(Value arrayBuffer, byte[] bytes) {
    Object buffer = EngineFields.receiver(arrayBuffer);
    if (buffer == null
        || buffer.getClass() != HEAP_CLASS
        || EngineFields.integer(buffer, LENGTH) != 0
        || EngineFields.integer(buffer, GREATEST_LENGTH) != FIXED_LENGTH
        || EngineFields.object(buffer, ARRAY) == null) {
      return false;
    }
    EngineFields.object(buffer, ARRAY, bytes);
    EngineFields.integer(buffer, LENGTH, bytes.length);
    return true;
  }
}
