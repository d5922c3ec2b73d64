package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import java.util.function.LongSupplier;

/**
 * How much a script has written to a sink since that has told it to wait. A script that never waits
 * cannot be made to, and memory is everybody's: what is more than {@link #MOST} ends the sink.
 */
final class Unheeded {
  /** In bytes. */
  static final int MOST = 64 << 20;

  private long bytes;

  /** The sink takes more again, and has said so. */
  void ready() {
    bytes = 0;
  }

  /**
   * More is written to a sink that is full.
   *
   * @param waiting how much waits in it, which is asked for seldom
   * @return is that too much?
   */
  boolean isTooMuch(int more, LongSupplier waiting) {
    bytes += more;
    if (bytes > MOST) {
      // Some may have left meanwhile, but never so much that the script could be told.
      bytes = waiting.getAsLong();
    }
    return bytes > MOST;
  }

  /**
   * What the script is told.
   *
   * @param what waits and for whom, such as {@code of the response wait for the client}
   */
  static BridgeException failure(String what) {
    return BridgeException.plain(
        "ENOBUFS",
        "ENOBUFS: more than 64 MB "
            + what
            + ", since the script does not wait for the promises that write() gives");
  }
}
