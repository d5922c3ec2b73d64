package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.runtime.loop.EventLoop;
import org.graalvm.polyglot.Value;

/** {@code internal.loop}: tasks, and what keeps the process alive. */
public final class LoopBinding {
  private final EventLoop loop;

  LoopBinding(EventLoop loop) {
    this.loop = loop;
  }

  /** Posts a task that calls {@code callback} without arguments. */
  @Exported
  public void enqueue(Value callback) {
    loop.post(callback::executeVoid);
  }

  /** Posts a task for a script that would else go on forever: sockets have their turn before. */
  @Exported
  public void enqueueBehindSockets(Value callback) {
    loop.postBehindSockets(callback::executeVoid);
  }

  /**
   * How much a script may do for one consumer at a time.
   *
   * @param bytes of which a turn is made
   * @param callback called, in a task of its own, when a turn that was over is followed by the next
   */
  @Exported
  public Turn turn(int bytes, Value callback) {
    return new Turn(loop, bytes, callback::executeVoid);
  }

  /** A number that tells the task that runs now, with its microtasks, from the others. */
  @Exported
  public int task() {
    return loop.task();
  }

  /** Holds the loop, until {@link #unref} is called as often. */
  @Exported
  public void ref() {
    loop.ref();
  }

  /** Gives back one {@link #ref}. */
  @Exported
  public void unref() {
    loop.unref();
  }
}
