package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.runtime.loop.TimerQueue;
import org.graalvm.polyglot.Value;

/** {@code internal.timers}: deadlines by id; callbacks stay in JavaScript. */
public final class TimersBinding {
  private final TimerQueue timers;

  TimersBinding(TimerQueue timers) {
    this.timers = timers;
  }

  /** Sets the function that gets the id of each timer that is due, in a task of its own. */
  @Exported
  public void onFire(Value callback) {
    timers.onFire(callback::executeVoid);
  }

  /** Schedules timer {@code id} {@code delayMillis} from now. */
  @Exported
  public void schedule(int id, double delayMillis) {
    timers.schedule(id, delayMillis);
  }

  /** Cancels timer {@code id} if it is pending. */
  @Exported
  public void cancel(int id) {
    timers.cancel(id);
  }

  /** Says whether timer {@code id} keeps the process alive. */
  @Exported
  public void setRef(int id, boolean referenced) {
    timers.setRef(id, referenced);
  }
}
