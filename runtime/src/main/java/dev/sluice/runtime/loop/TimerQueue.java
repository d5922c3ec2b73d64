package dev.sluice.runtime.loop;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.DefaultPriorityQueue;
import io.netty.util.internal.PriorityQueue;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one loop, ordered by deadline and then by creation (HTML §8.6). A million may be
 * pending: each is one small object in a heap that knows its place, so scheduling and cancelling
 * take O(log n).
 *
 * <p>Timers are named by ints that the caller chooses. One wake-up of the loop is scheduled, for
 * the earliest. On the loop's thread only.
 */
public final class TimerQueue {
  /** After so many timers the loop's I/O gets its turn, however many are due. */
  private static final int BATCH = 1024;

  private static final Comparator<Timer> BY_DEADLINE =
      Comparator.<Timer>comparingLong(timer -> timer.due)
          .thenComparingLong(timer -> timer.sequence);

  private final EventLoop loop;
  private final PriorityQueue<Timer> queue = new DefaultPriorityQueue<>(BY_DEADLINE, 16);
  private final IntObjectHashMap<Timer> byId = new IntObjectHashMap<>();
  private IntConsumer fire = _ -> {};
  private long sequence;
  private @Nullable Future<?> wakeUp;
  private long wakeUpAt = Long.MAX_VALUE;

  TimerQueue(EventLoop loop) {
    this.loop = loop;
  }

  /** Sets what is called with the id of a timer that is due, in a task of its own. */
  public void onFire(IntConsumer action) {
    this.fire = action;
  }

  /**
   * Schedules timer {@code id}, which holds the loop until it has fired or is cancelled.
   *
   * @param delayMillis not negative
   */
  public void schedule(int id, double delayMillis) {
    long now = System.nanoTime();
    Timer timer = new Timer(id, now + (long) (delayMillis * 1e6), sequence++);
    Timer before = byId.put(key(id), timer);
    if (before != null) {
      queue.removeTyped(before);
      drop(before);
    }
    queue.add(timer);
    loop.ref();
    if (timer.due < wakeUpAt) {
      wakeUp(timer.due, now);
    }
  }

  /** Cancels timer {@code id}; does nothing where there is none. */
  public void cancel(int id) {
    Timer timer = byId.remove(key(id));
    if (timer != null) {
      queue.removeTyped(timer);
      drop(timer);
    }
  }

  /** Says whether timer {@code id} holds the loop. */
  public void setRef(int id, boolean referenced) {
    Timer timer = byId.get(key(id));
    if (timer != null && timer.referenced != referenced) {
      timer.referenced = referenced;
      if (referenced) {
        loop.ref();
      } else {
        loop.unref();
      }
    }
  }

  /** How many timers are pending. */
  public int size() {
    return byId.size();
  }

  /**
   * Ids come one after the other, and Netty's map probes linearly without hashing: they would be
   * one long run, which each removal walks to its end. An odd factor spreads them, no two to the
   * same key.
   */
  private static int key(int id) {
    return id * 0x9E3779B1;
  }

  private void drop(Timer timer) {
    if (timer.referenced) {
      timer.referenced = false;
      loop.unref();
    }
  }

  private void wakeUp(long due, long now) {
    if (wakeUp != null) {
      wakeUp.cancel(false);
    }
    wakeUpAt = due;
    wakeUp = loop.netty().schedule(this::expire, Math.max(0, due - now), TimeUnit.NANOSECONDS);
  }

  private void expire() {
    wakeUp = null;
    wakeUpAt = Long.MAX_VALUE;
    long now = System.nanoTime();
    for (int i = 0; i < BATCH; i++) {
      Timer timer = queue.peek();
      if (timer == null || timer.due - now > 0) {
        break;
      }
      queue.poll();
      byId.remove(key(timer.id));
      loop.runTask(
          () -> {
            // Released inside its own task: the loop cannot become idle between the two.
            drop(timer);
            fire.accept(timer.id);
          });
    }
    Timer next = queue.peek();
    if (next != null && next.due < wakeUpAt) {
      wakeUp(next.due, System.nanoTime());
    }
  }

  private static final class Timer implements io.netty.util.internal.PriorityQueueNode {
    final int id;
    final long due;
    final long sequence;
    boolean referenced = true;
    private int index = INDEX_NOT_IN_QUEUE;

    Timer(int id, long due, long sequence) {
      this.id = id;
      this.due = due;
      this.sequence = sequence;
    }

    @Override
    public int priorityQueueIndex(DefaultPriorityQueue<?> inQueue) {
      return index;
    }

    @Override
    public void priorityQueueIndex(DefaultPriorityQueue<?> inQueue, int at) {
      index = at;
    }
  }
}
