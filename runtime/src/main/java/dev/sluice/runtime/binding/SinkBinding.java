package dev.sluice.runtime.binding;

import dev.sluice.bridge.stream.Sink;
import org.graalvm.polyglot.Value;

/**
 * A native sink that a script writes to. Bytes are copied; counts are in bytes. Callbacks get
 * {@code (error, bytes)}, once, in a task of their own.
 *
 * <p>(The engine looks for the export annotation on the method that it finds in the class, so each
 * implementation repeats it.)
 */
public sealed interface SinkBinding permits FileSinkBinding, StdioSinkBinding {
  /** The sink itself, for feeders in Java. */
  Sink sink();

  /** How many bytes it has taken. */
  long accepted();

  /**
   * Takes a text as UTF-8.
   *
   * @return how many bytes it has taken: 0 after the end
   */
  double writeText(String text);

  /** Takes bytes of an ArrayBuffer. Returns as {@link #writeText}. */
  double writeBytes(Value arrayBuffer, int offset, int length);

  /** Should the writer wait for {@link #whenReady}? */
  boolean isFull();

  /** Calls back when there is room again. */
  void whenReady(Value callback);

  /** Calls back when all written so far is with the system: bytes since the last such call. */
  void flush(Value callback);

  /** Nothing more comes: calls back when all is done, with the number of bytes in all. */
  void end(Value callback);

  /** Gives up. */
  void abort();

  /** Keeps the program from ending while the sink is open. */
  void ref();

  /** Undoes {@link #ref}. */
  void unref();
}
