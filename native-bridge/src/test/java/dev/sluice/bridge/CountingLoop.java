package dev.sluice.bridge;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Another loop, of which it is counted who holds it. */
public final class CountingLoop implements Loop {
  private final Loop behind;
  private final AtomicInteger references = new AtomicInteger();

  public CountingLoop(Loop behind) {
    this.behind = behind;
  }

  /** By how many it is held. From any thread. */
  public int references() {
    return references.get();
  }

  @Override
  public void post(Runnable task) {
    behind.post(task);
  }

  @Override
  public void postBehindSockets(Runnable task) {
    behind.postBehindSockets(task);
  }

  @Override
  public void runTask(Runnable task) {
    behind.runTask(task);
  }

  @Override
  public <T> void blocking(
      Callable<T> work, BiConsumer<@Nullable Throwable, @Nullable T> whenDone) {
    behind.blocking(work, whenDone);
  }

  @Override
  public void ref() {
    references.incrementAndGet();
  }

  @Override
  public void unref() {
    references.decrementAndGet();
  }
}
