package dev.sluice.bridge.sse;

import dev.sluice.bridge.BridgeException;
import org.jspecify.annotations.Nullable;

/**
 * Hears what an event stream says, on the loop's thread, in tasks. It may call {@link
 * EventStreamReader#cancel} at any time, and hears nothing after that.
 */
public interface EventStreamListener {
  /**
   * An event.
   *
   * @param type its name; {@code message} where the stream gives none
   * @param data its lines joined by U+000A; never absent, but it may be empty
   * @param lastEventId the id that holds since this event or an earlier one; empty for none
   */
  void event(String type, String data, String lastEventId);

  /**
   * The reconnection time that the stream asks for.
   *
   * @param milliseconds from 0 to {@link Integer#MAX_VALUE}; what is longer has become that
   */
  void retry(int milliseconds);

  /**
   * Nothing follows. An event that the stream has begun and not ended was dropped.
   *
   * @param error null at the end of the stream; else what the source has failed with, or {@code
   *     ERR_EVENT_TOO_LARGE}
   */
  void end(@Nullable BridgeException error);
}
