package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.sse.EventStreamListener;
import dev.sluice.bridge.sse.EventStreamReader;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * An event stream as the builtin EventSource sees it: a call an event. Each call is one from
 * outside, so that the microtasks of an event's listeners run before the next event.
 */
public final class EventStreamBinding {
  private final EventStreamReader reader;

  /**
   * @param onEvent {@code (type, data, lastEventId)}
   * @param onRetry {@code (milliseconds)}
   * @param onEnd {@code (error)}, null for the end of the stream
   */
  EventStreamBinding(
      SourceBinding source,
      Loop loop,
      int limit,
      String lastEventId,
      Value onEvent,
      Value onRetry,
      Value onEnd) {
    reader =
        new EventStreamReader(
            source.source(),
            loop,
            limit,
            lastEventId,
            new EventStreamListener() {
              @Override
              public void event(String type, String data, String id) {
                onEvent.executeVoid(type, data, id);
              }

              @Override
              public void retry(int milliseconds) {
                onRetry.executeVoid(milliseconds);
              }

              @Override
              public void end(@Nullable BridgeException error) {
                onEnd.executeVoid(error);
              }
            });
  }

  /** Begins to read, in a task of its own. Once. */
  @Exported
  public void start() {
    reader.start();
  }

  /** The id that the next stream is to go on from; empty for none. */
  @Exported
  public String lastEventId() {
    return reader.lastEventId();
  }

  /** Gives the source up; nothing is called any more. */
  @Exported
  public void cancel() {
    reader.cancel();
  }
}
