package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * A native source as the lazy slot of a ReadableStream sees it. The buffer handed to {@code
 * onResult} is valid only during the call.
 */
public final class SourceBinding {
  private final Source source;
  private final Loop loop;

  /** Who waits for an answer; null when nobody does. */
  private @Nullable Value waiting;

  SourceBinding(Source source, Loop loop) {
    this.source = source;
    this.loop = loop;
  }

  /** The source itself, for consumers in Java. */
  Source source() {
    return source;
  }

  /**
   * Asks for bytes; {@code onResult(error, buffer, byteLength, done)} is called once, in a task of
   * its own.
   */
  @Exported
  public void pull(Value onResult) {
    if (waiting != null) {
      throw new IllegalStateException("a pull is unanswered");
    }
    waiting = onResult;
    // The source is asked in the task that hands its answer on: bytes that it lends do not outlive
    // a task.
    loop.post(this::ask);
  }

  private void ask() {
    if (waiting != null) {
      StreamResult result = source.pull(this::answer);
      if (!(result instanceof StreamResult.Pending)) {
        answer(result);
      }
    }
  }

  private void answer(StreamResult result) {
    Value onResult = waiting;
    waiting = null;
    if (onResult == null) {
      return;
    }
    switch (result) {
      case StreamResult.Bytes some -> {
        ByteBuffer bytes = some.bytes();
        onResult.executeVoid(null, bytes.slice(), bytes.remaining(), some.done());
      }
      case StreamResult.Done() -> onResult.executeVoid(null, null, 0, true);
      case StreamResult.Failed(var error) -> onResult.executeVoid(error, null, 0, true);
      case StreamResult.IntoArray _, StreamResult.Pending _ ->
          throw new IllegalStateException("no answer to a pull: " + result);
    }
  }

  /** Frees what the source holds. */
  @Exported
  public void cancel() {
    waiting = null;
    source.cancel();
  }

  /** How many bytes it will give, if that is known now, else −1. */
  @Exported
  public double length() {
    return source.length();
  }

  /** Is it known that all its bytes are ASCII? */
  @Exported
  public boolean isAscii() {
    return source.isAscii();
  }
}
