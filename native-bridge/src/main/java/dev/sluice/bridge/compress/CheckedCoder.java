package dev.sluice.bridge.compress;

import dev.sluice.bridge.BridgeException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What all coders do around the work itself: hand over what came out before a failure, keep to the
 * order of calls, and say the same of the same faults.
 */
abstract class CheckedCoder implements Coder {
  private @Nullable BridgeException failure;
  private boolean closed;

  @Override
  public final Progress code(ByteBuffer in, ByteBuffer out, Next next) {
    if (closed) {
      throw new IllegalStateException("the coder is closed");
    }
    if (failure != null) {
      throw failure;
    }
    int before = out.position();
    try {
      return work(in, out, next);
    } catch (BridgeException e) {
      failure = e;
      if (out.position() == before) {
        throw e;
      }
      return Progress.NEEDS_ROOM;
    }
  }

  /** {@link Coder#code}; may throw although something came out. */
  abstract Progress work(ByteBuffer in, ByteBuffer out, Next next);

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      free();
    }
  }

  /** Frees what the coder holds; called once. */
  abstract void free();

  /** The input is not of this form. */
  static BridgeException corrupt(String what) {
    return BridgeException.type("Z_DATA_ERROR", what);
  }

  /** The input stops before the end of the coded form. */
  static BridgeException truncated() {
    return BridgeException.type("Z_BUF_ERROR", "the compressed data ends too early");
  }

  /** There are bytes behind the end of the coded form. */
  static BridgeException trailing() {
    return corrupt("bytes follow the end of the compressed data");
  }
}
