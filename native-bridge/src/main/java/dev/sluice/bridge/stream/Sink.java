package dev.sluice.bridge.stream;

import dev.sluice.bridge.BridgeException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where bytes go. A sink is bounded in memory: it says when its feeder is to wait, and what it
 * holds beyond that is at most what was written by one more call. All methods are called on the
 * event loop's thread.
 *
 * <p>The order is: {@link #start}; after {@link Signal#start} writes and flushes; at last one
 * {@link #end} or {@link #abort}. Writes after the end are harmless and answered with {@link
 * Flow#CLOSED}.
 */
public interface Sink {
  /** What a feeder is to do after a write. The bytes have been taken in the first two cases. */
  enum Flow {
    /** Go on. */
    MORE,
    /** Go on after {@link Signal#ready}. */
    WAIT,
    /**
     * Nothing is taken any more: the sink has ended or been aborted, or has failed and said so by
     * {@link Signal#close} before.
     */
    CLOSED
  }

  /**
   * Opens the sink.
   *
   * @param signal what the sink steers its feeder by from now on
   * @throws IllegalStateException if it has been started before
   */
  void start(Signal signal);

  /**
   * Takes bytes. Owned ones are the sink's from now on, whatever the answer; temporary ones are
   * written or copied during the call. {@link StreamResult.Bytes#done} is not looked at: {@link
   * #end} ends.
   *
   * @throws IllegalStateException before {@link Signal#start}
   */
  Flow write(StreamResult.Bytes bytes);

  /**
   * A place to put bytes that would have to be copied otherwise, or null. It stays the sink's; the
   * next call that brings bytes is {@link #filled}, or {@link #write} if they came in another way.
   * A feeder that gives up says {@link #abort}, after which the sink does not use the place again.
   *
   * @param expected how many bytes are still to come, if the feeder knows, else −1
   * @return with room, from its position on
   */
  default @Nullable ByteBuffer room(long expected) {
    return null;
  }

  /** The next {@code length} bytes of {@link #room} have been filled in. Otherwise as a write. */
  default Flow filled(int length) {
    throw new UnsupportedOperationException();
  }

  /** Sends on what was gathered, without waiting for more. Harmless when nothing waits. */
  void flush();

  /**
   * Nothing more comes: the sink brings what it holds to its place and then calls {@link
   * Signal#close}. Harmless when repeated and after an end of any kind.
   */
  void end();

  /**
   * Gives up: frees what the sink holds, without another signal. What has been written already may
   * remain where it is. Harmless when repeated and after an end of any kind.
   *
   * @param reason why, if it is for a fault
   */
  void abort(@Nullable BridgeException reason);
}
