package dev.sluice.bridge.compress;

import dev.sluice.bridge.BridgeException;
import java.nio.ByteBuffer;

/**
 * Turns bytes of one form into the other, piece by piece, in bounded memory: an encoder or a
 * decoder of a {@link Coding}.
 *
 * <p>Used by one thread at a time. It holds no buffer of the caller's between calls, but it may
 * hold memory outside the heap: {@link #close} frees it. What nobody closes is freed some time
 * after it has become unreachable.
 */
public interface Coder extends AutoCloseable {
  /** What follows the bytes of a call. */
  enum Next {
    /** More bytes; the coder may keep what it likes. */
    MORE,
    /** Perhaps more, but what came so far is to be decodable from what comes out. */
    FLUSH,
    /** Nothing. */
    END
  }

  /** Why a call ended. */
  enum Progress {
    /**
     * All of the input is taken, and what comes out of it now (or all of it, after a flush) is out.
     */
    NEEDS_INPUT,
    /** There is more to come out: call again, with room and the same {@link Next}. */
    NEEDS_ROOM,
    /**
     * The end of the coded form. A decoder may see it before its input ends: it is to be given what
     * follows all the same, which it refuses or drops.
     */
    ENDED
  }

  /**
   * Codes from {@code in} to {@code out} as far as both allow; their positions move. Either may be
   * on the heap or off it.
   *
   * @param in may be empty, and read-only
   * @param out with room
   * @throws BridgeException (a TypeError) for a decoder's input that is corrupt (Z_DATA_ERROR) or
   *     ends too early (Z_BUF_ERROR), and not before all that came out of it was handed over. The
   *     coder is of no use after it
   * @throws IllegalStateException after {@link #close}
   */
  Progress code(ByteBuffer in, ByteBuffer out, Next next);

  /** Frees what the coder holds. Harmless when repeated. */
  @Override
  void close();
}
