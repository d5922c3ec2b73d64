package dev.sluice.bridge.stream;

import dev.sluice.bridge.BridgeException;
import java.nio.ByteBuffer;

/**
 * What a {@link Source} answers to a pull. A record a case, so that a consumer is a switch that the
 * compiler holds to be complete.
 *
 * <p>«And done» saves a pull: bytes and the end come in one answer.
 */
public sealed interface StreamResult {
  /** Is this the end, or does it bring it along? */
  default boolean isLast() {
    return switch (this) {
      case Bytes some -> some.done();
      case IntoArray(_, boolean done) -> done;
      case Done _, Failed _ -> true;
      case Pending _ -> false;
    };
  }

  /** An answer that brings its bytes with it; a {@link Sink} takes these. */
  sealed interface Bytes extends StreamResult {
    /** From position to limit; never empty. */
    ByteBuffer bytes();

    /** Are these the last? */
    boolean done();
  }

  /**
   * Bytes that belong to the receiver from now on; nobody else holds them or will change them. They
   * may still be shared and unchangeable (a slice of a blob): then the buffer is read-only.
   */
  record Owned(ByteBuffer bytes, boolean done) implements Bytes {}

  /**
   * Bytes that the source still owns. They may be read until the source is called again, and no
   * longer than the task lasts in which they came: whoever wants to keep them copies them.
   */
  record Temporary(ByteBuffer bytes, boolean done) implements Bytes {}

  /**
   * The bytes are in the buffer that came with {@link Source#pullInto}, whose position has moved
   * behind them.
   *
   * @param length how many; 0 only if {@code done}
   */
  record IntoArray(int length, boolean done) implements StreamResult {}

  /** Nothing yet: the receiver will be called. Only ever returned, never handed to a receiver. */
  record Pending() implements StreamResult {
    public static final Pending PENDING = new Pending();
  }

  /** The end; nothing follows. */
  record Done() implements StreamResult {
    public static final Done DONE = new Done();
  }

  /** The end, for a fault; nothing follows. */
  record Failed(BridgeException error) implements StreamResult {}
}
