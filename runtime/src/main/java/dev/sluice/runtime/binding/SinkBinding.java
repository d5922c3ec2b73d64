package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.codec.Utf8;
import dev.sluice.bridge.stream.Sink;
import org.graalvm.polyglot.Value;

/**
 * A native sink that a script writes to. Bytes are copied; counts are in bytes. Callbacks get
 * {@code (error, bytes)}, once, in a task of their own.
 *
 * <p>(The engine looks for the export annotation on the method that it finds in the object's class:
 * one that a class overrides has to repeat it there, one that is final here has not.)
 */
public abstract sealed class SinkBinding
    permits FileSinkBinding, ResponseSinkBinding, StdioSinkBinding {
  SinkBinding() {}

  /** The sink itself, for feeders in Java. */
  abstract Sink sink();

  /** How many bytes it has taken. */
  abstract long accepted();

  /**
   * Takes bytes, which become the sink's.
   *
   * @return how many of them: 0 after the end
   */
  abstract long write(byte[] bytes);

  /** Takes a text as UTF-8. Returns as {@link #write(byte[])}. */
  long write(String text) {
    return write(Utf8.encode(text));
  }

  /**
   * Takes a text as UTF-8.
   *
   * @return how many bytes it has taken: 0 after the end
   */
  @Exported
  public final double writeText(String text) {
    return write(text);
  }

  /** Takes bytes of an ArrayBuffer. Returns as {@link #writeText}. */
  @Exported
  public final double writeBytes(Value arrayBuffer, int offset, int length) {
    return write(BlobsBinding.copy(arrayBuffer, offset, length));
  }

  /**
   * Opens the sink, if nothing has yet.
   *
   * @param highWaterMark bytes that may wait from now on; 0 for as many as before
   */
  @Exported
  public abstract void start(int highWaterMark);

  /** Should the writer wait for {@link #whenReady}? */
  @Exported
  public abstract boolean isFull();

  /** Calls back when there is room again. */
  @Exported
  public abstract void whenReady(Value callback);

  /** Calls back when all written so far is with the system: bytes since the last such call. */
  @Exported
  public abstract void flush(Value callback);

  /** Nothing more comes: calls back when all is done, with the number of bytes in all. */
  @Exported
  public abstract void end(Value callback);

  /** Gives up. */
  @Exported
  public abstract void abort();

  /** Keeps the program from ending while the sink is open. */
  @Exported
  public abstract void ref();

  /** Undoes {@link #ref}. */
  @Exported
  public abstract void unref();
}
