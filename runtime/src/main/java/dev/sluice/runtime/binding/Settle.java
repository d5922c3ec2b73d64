package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** Hands the end of asynchronous work to a script's callback {@code (error, value)}. */
final class Settle {
  private Settle() {}

  /**
   * Calls {@code callback} with an error, or with null and the value.
   *
   * @param error what went wrong; made a {@link BridgeException} if it is none, as one of {@code
   *     syscall} on {@code path}
   */
  static void with(
      Value callback,
      @Nullable Throwable error,
      @Nullable Object value,
      String syscall,
      @Nullable String path) {
    if (error == null) {
      callback.executeVoid(null, value);
    } else {
      callback.executeVoid(BridgeException.of(error, syscall, path), null);
    }
  }
}
