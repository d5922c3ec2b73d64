package dev.sluice.runtime.errors;

import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** Reads properties of a thrown object, which may be as hostile as it likes. */
final class ErrorFields {
  private ErrorFields() {}

  /** The property's text; null if it is no text, or its getter throws. */
  static @Nullable String text(Value thrown, String property) {
    try {
      Value value = thrown.getMember(property);
      return value != null && value.isString() ? value.asString() : null;
    } catch (PolyglotException | UnsupportedOperationException e) {
      return null;
    }
  }
}
