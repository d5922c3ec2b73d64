package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.runtime.errors.ErrorReport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** {@code internal.errors}: errors that no script has handled, on their way to the host. */
public final class ErrorsBinding {
  private final Consumer<Value> uncaught;
  private final Function<Value, ErrorReport> reports;
  private @Nullable Value notifyRejections;

  ErrorsBinding(Consumer<Value> uncaught, Function<Value, ErrorReport> reports) {
    this.uncaught = uncaught;
    this.reports = reports;
  }

  /** An exception that reached the top of a task and that no {@code error} listener took. */
  @Exported
  public void uncaught(Value error) {
    uncaught.accept(error);
  }

  /** A rejection that nobody handled and no {@code unhandledrejection} listener took. */
  @Exported
  public void unhandledRejection(Value promise, Value reason) {
    uncaught.accept(reason);
  }

  /**
   * What the report of an uncaught error would say of a value that a script threw: the place, its
   * line, the error with its stack. For errors after which the program goes on.
   */
  @Exported
  public String describe(Value error) {
    return reports.apply(error).text();
  }

  /** The first line of the error alone, such as {@code TypeError: x is not a function}. */
  @Exported
  public String summary(Value error) {
    return reports.apply(error).message();
  }

  /** Asks for {@code callback} once, right after the microtasks of this task. */
  @Exported
  public void notifyAfterMicrotasks(Value callback) {
    notifyRejections = callback;
  }

  /** Is {@code value} a Java exception, which no script may see? */
  @Exported
  public boolean isHostError(Value value) {
    return value.isHostObject() && value.isException();
  }

  /** Is {@code value} a {@link BridgeException}, whose accessors tell what a script is to know? */
  @Exported
  public boolean isBridgeException(Value value) {
    return value.isHostObject() && value.asHostObject() instanceof BridgeException;
  }

  /** The after-microtasks hook: tells of rejections while there are any to tell of. */
  void notifyRejections() {
    // What it rejects without a handler, or its microtasks do, is asked for anew.
    for (Value callback; (callback = notifyRejections) != null; ) {
      notifyRejections = null;
      callback.executeVoid();
    }
  }
}
