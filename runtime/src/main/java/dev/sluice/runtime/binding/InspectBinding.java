package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import org.graalvm.polyglot.Value;

/** {@code internal.inspect}: what only the engine can tell of a value. */
public final class InspectBinding {
  InspectBinding() {}

  /**
   * The engine's own text for a value, made without running code of it; for a promise it names
   * state and result.
   */
  @Exported
  public String display(Value value) {
    return value.toString();
  }
}
