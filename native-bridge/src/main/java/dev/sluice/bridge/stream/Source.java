package dev.sluice.bridge.stream;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Where bytes come from, on demand. Nothing runs, and nothing is open, before the first pull. All
 * methods are called on the event loop's thread, and so are the receivers.
 *
 * <p>After an answer that is or says «done», after {@link StreamResult.Failed} and after {@link
 * #cancel} a source has freed all that it held, and a pull is refused.
 */
public interface Source {
  /**
   * Asks for the next bytes. What is at hand is returned at once, and the receiver is forgotten;
   * else {@link StreamResult.Pending} is returned, and the answer comes later, in a task of its
   * own. A source never calls a receiver during a call to the source, so that no consumer is
   * entered twice.
   *
   * @param receiver called at most once, and only after Pending; not called after {@link #cancel}.
   *     It may pull again or cancel
   * @return never {@link StreamResult.IntoArray}
   * @throws IllegalStateException while an earlier pull is unanswered, or after the end
   */
  StreamResult pull(Consumer<StreamResult> receiver);

  /**
   * Like {@link #pull}, with a place to put the bytes: a source that would have to copy them anyway
   * puts them there and answers {@link StreamResult.IntoArray}. Any other answer is as good, and a
   * consumer takes it as it comes.
   *
   * @param target writable, with room; the source's own until the answer, also on another thread.
   *     After a {@link #cancel} that came before the answer it must not be used again
   */
  default StreamResult pullInto(ByteBuffer target, Consumer<StreamResult> receiver) {
    return pull(receiver);
  }

  /**
   * Gives up: frees what the source holds. An unanswered pull stays unanswered. Harmless after the
   * end and when repeated.
   */
  void cancel();

  /** How many bytes are still to come, if that is known without asking anyone, else −1. */
  default long length() {
    return -1;
  }

  /** Is it known that all bytes are ASCII? */
  default boolean isAscii() {
    return false;
  }
}
