package dev.sluice.runtime.loop;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.transport.SoleLoop;
import dev.sluice.bridge.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event loop that owns one JavaScript context: Netty's own loop, one thread, entered once (HTML
 * §8.1.7).
 *
 * <p>All that runs is a <em>task</em>. After each task come its microtasks (the engine drains them
 * at the end of the outermost call into JavaScript) and then the after-microtasks hooks in the
 * order in which they were added; that is where buffered output is flushed. Tasks run in the order
 * in which they were posted.
 *
 * <p>The loop is <em>idle</em> when no task waits, no blocking job runs and nothing holds a
 * reference ({@link #ref}): then nothing can happen any more, and a program ends.
 *
 * <p>Methods may be called from any thread where they say so, otherwise on the loop's thread only.
 */
public final class EventLoop implements Loop, AutoCloseable {
  /**
   * More jobs than these wait for one to end. So many, since a job may read a pipe that nobody
   * writes to and hold its thread for as long.
   */
  private static final int BLOCKING_THREADS = 128;

  private static final int IDLE_SECONDS = 10;

  /**
   * JavaScript recursion as deep as Node's (about 11,000 plain calls) needs this much in the
   * interpreter.
   */
  private static final long STACK_BYTES = 32L << 20;

  /**
   * How long tasks that post each other may run before sockets have their turn again. Netty gives
   * them a second, which a script that posts itself messages would take each time.
   */
  private static final long TASKS_MILLIS = 10;

  private final SoleLoop sole;
  private final io.netty.channel.EventLoop netty;
  private final TimerQueue timers;
  private final List<Runnable> afterMicrotasks = new ArrayList<>();
  private final AtomicInteger outstanding = new AtomicInteger();
  private final Consumer<Throwable> uncaught;
  private volatile @Nullable ExecutorService blocking;
  private volatile @Nullable Thread thread;
  private int references;
  private boolean inTask;
  private int tasks;
  private List<Runnable> whenIdle = new ArrayList<>();

  /**
   * @param name of the loop's thread
   * @param uncaught called on the loop's thread with what a task threw
   */
  public EventLoop(String name, Consumer<Throwable> uncaught) {
    ThreadFactory threads =
        work -> {
          Thread made = new Thread(null, work, name, STACK_BYTES);
          made.setDaemon(true);
          thread = made;
          return made;
        };
    this.uncaught = uncaught;
    this.sole = new SoleLoop(Transport.handlers(), threads, TASKS_MILLIS);
    this.netty = sole.netty();
    this.timers = new TimerQueue(this);
  }

  /** Netty's view of this loop, for channels. */
  public io.netty.channel.EventLoop netty() {
    return netty;
  }

  /** The timers of this loop. */
  public TimerQueue timers() {
    return timers;
  }

  /** Is the calling thread the loop's? From any thread. */
  public boolean onLoop() {
    return Thread.currentThread() == thread;
  }

  /**
   * Posts a task. It keeps the loop from being idle until it has run. From any thread.
   *
   * @throws RejectedExecutionException after {@link #close}
   */
  @Override
  public void post(Runnable task) {
    outstanding.incrementAndGet();
    try {
      netty.execute(
          () -> {
            outstanding.decrementAndGet();
            runTask(task);
          });
    } catch (RejectedExecutionException e) {
      outstanding.decrementAndGet();
      throw e;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Netty runs the tasks that tasks post for a while, but takes one that is due by the clock
   * only when it has looked at its sockets.
   */
  @Override
  public void postBehindSockets(Runnable task) {
    outstanding.incrementAndGet();
    Runnable counted =
        () -> {
          outstanding.decrementAndGet();
          runTask(task);
        };
    try {
      var _ = netty.schedule(counted, 0, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      outstanding.decrementAndGet();
      throw e;
    }
  }

  /**
   * Runs a task now: the task, then what follows every task. A task within a task is part of it.
   */
  @Override
  public void runTask(Runnable task) {
    if (inTask) {
      task.run();
      return;
    }
    inTask = true;
    tasks++;
    try {
      task.run();
    } catch (Throwable e) {
      report(e);
    }
    // Hooks run scripts too: they are part of the task, and the loop is not idle amid them.
    for (int i = 0; i < afterMicrotasks.size(); i++) {
      try {
        afterMicrotasks.get(i).run();
      } catch (Throwable e) {
        report(e);
      }
    }
    inTask = false;
    checkIdle();
  }

  private void report(Throwable e) {
    try {
      uncaught.accept(e);
    } catch (Throwable inReport) {
      inReport.addSuppressed(e);
      inReport.printStackTrace();
    }
  }

  /** A number that tells the task that runs now from the others; it wraps around. */
  public int task() {
    return tasks;
  }

  /** Adds a hook that runs after the microtasks of every task, after the hooks added before it. */
  public void afterMicrotasks(Runnable hook) {
    afterMicrotasks.add(hook);
  }

  /** From any thread. */
  @Override
  public <T> void blocking(
      Callable<T> work, BiConsumer<@Nullable Throwable, @Nullable T> whenDone) {
    outstanding.incrementAndGet();
    blockingThreads()
        .execute(
            () -> {
              @Nullable T result = null;
              @Nullable Throwable error = null;
              try {
                result = work.call();
              } catch (Throwable e) {
                error = e;
              }
              T finalResult = result;
              Throwable finalError = error;
              try {
                netty.execute(
                    () -> {
                      outstanding.decrementAndGet();
                      runTask(() -> whenDone.accept(finalError, finalResult));
                    });
              } catch (RejectedExecutionException closed) {
                // The loop was closed while the work ran: nobody is left to be told.
                outstanding.decrementAndGet();
              }
            });
  }

  private static ExecutorService newBlockingThreads() {
    IdleFirstQueue queue = new IdleFirstQueue();
    return new ThreadPoolExecutor(
        0,
        BLOCKING_THREADS,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        queue,
        work -> {
          Thread made = new Thread(work, "sluice-blocking");
          made.setDaemon(true);
          return made;
        },
        (work, pool) -> {
          if (pool.isShutdown()) {
            throw new RejectedExecutionException("the loop is closed");
          }
          queue.enqueue(work);
        });
  }

  /**
   * Makes a pool give a job to a thread that is idle, else to a new one, and let it wait only when
   * there are as many threads as there may be. A pool of its own accord makes a new thread for each
   * job up to its core size, however idle the others are, or else lets jobs wait behind one that
   * blocks.
   */
  private static final class IdleFirstQueue extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable work) {
      return tryTransfer(work);
    }

    /** Not {@code put}, which may be made of {@link #offer}. */
    void enqueue(Runnable work) {
      super.offer(work);
    }
  }

  private ExecutorService blockingThreads() {
    ExecutorService pool = blocking;
    if (pool == null) {
      synchronized (this) {
        pool = blocking;
        if (pool == null) {
          pool = newBlockingThreads();
          blocking = pool;
        }
      }
    }
    return pool;
  }

  /** Holds the loop: it is not idle until as many {@link #unref} calls have come. */
  @Override
  public void ref() {
    references++;
  }

  /** Gives back one {@link #ref}. */
  @Override
  public void unref() {
    references--;
    if (!inTask) {
      checkIdle();
    }
  }

  /**
   * Calls {@code action} once, on the loop, between two tasks, as soon as the loop is idle. From
   * any thread.
   *
   * @throws RejectedExecutionException after {@link #close}
   */
  public void whenIdle(Runnable action) {
    netty.execute(
        () -> {
          whenIdle.add(action);
          checkIdle();
        });
  }

  /** Is there nothing left that could happen, but for what runs now? */
  public boolean isIdle() {
    return references == 0 && outstanding.get() == 0;
  }

  private void checkIdle() {
    if (!whenIdle.isEmpty() && isIdle()) {
      List<Runnable> actions = whenIdle;
      whenIdle = new ArrayList<>();
      actions.forEach(Runnable::run);
    }
  }

  /**
   * Runs {@code work} on the loop as a task and completes with its result or error. From any
   * thread; on the loop's own thread it runs at once.
   */
  public <T extends @Nullable Object> CompletableFuture<T> call(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            result.complete(work.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        };
    if (onLoop()) {
      runTask(task);
    } else {
      post(task);
    }
    return result;
  }

  /** Ends the loop's threads without waiting for them. From any thread. */
  @Override
  public void close() {
    ExecutorService pool = blocking;
    if (pool != null) {
      pool.shutdownNow();
    }
    sole.end();
  }
}
