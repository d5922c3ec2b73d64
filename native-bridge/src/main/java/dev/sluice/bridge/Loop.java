package dev.sluice.bridge;

import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The event loop, as native code sees it. The runtime implements it. */
public interface Loop {
  /** Posts a task, which runs on the loop's thread after those posted before. From any thread. */
  void post(Runnable task);

  /**
   * Runs a task now; amid another task it is part of that one. Whoever is called by Netty and calls
   * on something that may be a script does it so. On the loop's thread.
   */
  void runTask(Runnable task);

  /**
   * Runs blocking work on another thread and then, in a task of its own on the loop's thread,
   * {@code whenDone} with its error or its result. The loop counts as busy until then. From any
   * thread.
   *
   * @param whenDone called once, with an error, or with null and what {@code work} returned
   */
  <T> void blocking(Callable<T> work, BiConsumer<@Nullable Throwable, @Nullable T> whenDone);

  /**
   * Holds the loop, on its thread: it counts as busy until as many {@link #unref} calls have come.
   * For what waits for the network, which is no task yet.
   */
  default void ref() {}

  /** Gives back one {@link #ref}. */
  default void unref() {}

  /**
   * Posts a task that runs after the loop has looked at its sockets again: for work that posts
   * itself again and again, of which {@link #post} alone might run a row before any socket has its
   * turn. On the loop's thread.
   */
  default void postBehindSockets(Runnable task) {
    post(task);
  }
}
