package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import java.nio.ByteBuffer;
import org.graalvm.polyglot.Value;

/** {@code internal.buffers}: real ArrayBuffers, without a detour. */
public final class BuffersBinding {
  BuffersBinding() {}

  /**
   * Gives an ArrayBuffer the array of a buffer whose owner gives it up. Nothing is copied.
   *
   * @param arrayBuffer a new one of length 0
   * @return false if it cannot be done, since the buffer is not all of an array: then it is to be
   *     copied
   */
  @Exported
  public boolean give(Value arrayBuffer, ByteBuffer bytes) {
    boolean isWhole =
        bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.remaining() == bytes.array().length;
    return isWhole && EngineArrays.give(arrayBuffer, bytes.array());
  }

  /**
   * Gives an ArrayBuffer a copy of a range of another one.
   *
   * @param arrayBuffer a new one of length 0
   * @return false if it cannot be done
   */
  @Exported
  public boolean giveCopy(Value arrayBuffer, Value source, int offset, int length) {
    return EngineArrays.give(arrayBuffer, EngineArrays.copy(source, offset, length));
  }
}
