package dev.sluice.bridge.stream;

import java.util.function.Consumer;

/**
 * Where bytes come from, on demand. Nothing runs before the first pull. All methods are called on
 * the event loop's thread, and so are the receivers.
 */
public interface Source {
  /**
   * Asks for the next bytes. The answer comes later, in a task of its own, never during this call.
   *
   * @param receiver called once with the result; not called after {@link #cancel}
   * @throws IllegalStateException while an earlier pull is unanswered, or after the end
   */
  void pull(Consumer<StreamResult> receiver);

  /**
   * Gives up: frees what the source holds. An unanswered pull stays unanswered. Harmless after the
   * end and when repeated.
   */
  void cancel();
}
