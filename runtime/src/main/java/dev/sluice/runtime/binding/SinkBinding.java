package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.codec.Utf8Joiner;
import dev.sluice.bridge.stream.Sink;
import org.graalvm.polyglot.Value;

/**
 * A native sink that a script writes to. Bytes are copied; counts are in bytes. Callbacks get
 * {@code (error, bytes)}, once, in a task of their own.
 *
 * <p>A pair of surrogates may be cut in two by two texts: its first half waits for what is written
 * next, counts when it is complete, and is U+FFFD before bytes and at the end.
 *
 * <p>(The engine looks for the export annotation on the method that it finds in the object's class:
 * one that a class overrides has to repeat it there, one that is final here has not.)
 */
public abstract sealed class SinkBinding
    permits FileSinkBinding, ResponseSinkBinding, S3SinkBinding, StdioSinkBinding {
  private final Utf8Joiner texts = new Utf8Joiner();

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

  /** Of half a pair the other half does not come: bytes follow, or nothing more. */
  final long endTexts() {
    return texts.isHolding() ? write(texts.end()) : 0;
  }

  /**
   * Takes a text as UTF-8.
   *
   * @return how many bytes it has taken: 0 after the end
   */
  @Exported
  public final double writeText(String text) {
    return write(texts.encode(text));
  }

  /** Takes bytes of an ArrayBuffer. Returns as {@link #writeText}. */
  @Exported
  public final double writeBytes(Value arrayBuffer, int offset, int length) {
    byte[] bytes = BlobsBinding.copy(arrayBuffer, offset, length);
    long before = length == 0 ? 0 : endTexts();
    return before + write(bytes);
  }

  /**
   * Opens the sink, if nothing has yet.
   *
   * @param highWaterMark bytes that may wait from now on; 0 for as many as before
   */
  @Exported
  public abstract void start(int highWaterMark);

  /** Has something been written beyond the end of the range that there is, which is dropped? */
  @Exported
  public boolean isCut() {
    return false;
  }

  /** Calls back when it shows that the sink cannot be opened or written: {@code (error)}. */
  @Exported
  public void onFailure(Value callback) {}

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
