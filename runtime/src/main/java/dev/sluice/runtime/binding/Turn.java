package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.runtime.loop.EventLoop;

/**
 * How much a script may do for one consumer within one task before sockets and timers have their
 * turn. A script that goes on by microtasks alone, each waiting for something that is there
 * already, would never end its task; what it writes to tells it to wait when its turn is over.
 *
 * <p>A turn is so many bytes, or {@link #NANOS} and some writes. It begins with the first write of
 * a task. On the loop's thread.
 */
public final class Turn {
  /** What a write counts for besides its bytes, since small ones cost as much. */
  private static final int WRITE = 32;

  /** Scripts that compute much for each write: 10 ms, and what is left of the write. */
  private static final long NANOS = 10_000_000;

  /**
   * Fewer writes are never told to wait for the time they take, so that a body of some pieces is
   * made in one task, and framed by its length, on a machine that is slow or busy, too.
   */
  private static final int LEAST_WRITES = 8;

  private final EventLoop loop;
  private final int bytesATurn;
  private final Runnable whenNext;

  private int task;
  private long bytes;
  private int writes;
  private long begun;
  private boolean isOver;

  /**
   * @param bytesATurn of which a turn is made
   * @param whenNext called in a task of its own when a turn that was over is followed by the next
   */
  Turn(EventLoop loop, int bytesATurn, Runnable whenNext) {
    this.loop = loop;
    this.bytesATurn = bytesATurn;
    this.whenNext = whenNext;
    this.task = loop.task() - 1;
  }

  /**
   * Something was written.
   *
   * @param count of its bytes
   * @return is the turn over?
   */
  @Exported
  public boolean spend(double count) {
    if (isOver) {
      return true;
    }
    int now = loop.task();
    if (now != task) {
      task = now;
      bytes = 0;
      writes = 0;
      begun = System.nanoTime();
    }
    bytes += (long) count + WRITE;
    writes++;
    if (bytes >= bytesATurn || (writes > LEAST_WRITES && System.nanoTime() - begun >= NANOS)) {
      isOver = true;
      loop.postBehindSockets(
          () -> {
            isOver = false;
            whenNext.run();
          });
    }
    return isOver;
  }

  /** Should the script wait for the next turn? */
  @Exported
  public boolean isOver() {
    return isOver;
  }
}
