package dev.sluice.bridge;

import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Runs tasks and blocking work when told to, on this thread, so that every order can be tried. */
public final class SteppedLoop implements Loop {
  private final ArrayDeque<Runnable> steps = new ArrayDeque<>();
  private int behindSockets;

  @Override
  public void post(Runnable task) {
    steps.add(task);
  }

  @Override
  public void postBehindSockets(Runnable task) {
    behindSockets++;
    post(task);
  }

  /** How often sockets were to have their turn. */
  public int behindSockets() {
    return behindSockets;
  }

  @Override
  public void runTask(Runnable task) {
    task.run();
  }

  @Override
  public <T> void blocking(
      Callable<T> work, BiConsumer<@Nullable Throwable, @Nullable T> whenDone) {
    steps.add(
        () -> {
          @Nullable T result = null;
          @Nullable Throwable error = null;
          try {
            result = work.call();
          } catch (Exception e) {
            error = e;
          }
          T finalResult = result;
          Throwable finalError = error;
          steps.add(() -> whenDone.accept(finalError, finalResult));
        });
  }

  /** Runs one step: a task, or a piece of blocking work, or the task that its end is. */
  public boolean step() {
    Runnable step = steps.poll();
    if (step == null) {
      return false;
    }
    step.run();
    return true;
  }

  /** Runs up to {@code count} steps. */
  public void steps(int count) {
    for (int i = 0; i < count && step(); i++) {}
  }

  /** Runs until nothing is left. */
  public void runAll() {
    while (step()) {}
  }
}
