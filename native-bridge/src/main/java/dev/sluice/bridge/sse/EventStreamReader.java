package dev.sluice.bridge.sse;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source of bytes as an event stream and tells a listener of its events. The events of one
 * piece are told in one task; others have their turn before the next piece is asked for. On the
 * loop's thread.
 */
public final class EventStreamReader {
  private final Source source;
  private final Loop loop;
  private final EventStreamListener listener;
  private final EventStreamParser parser;
  private byte[] scratch = {};
  private boolean isOver;

  /**
   * @param source which is the reader's from now on
   * @param limit bytes of a line, and of the data of an event; what is longer ends the stream with
   *     {@code ERR_EVENT_TOO_LARGE}
   * @param lastEventId that an earlier stream has ended with; empty for none
   */
  public EventStreamReader(
      Source source, Loop loop, int limit, String lastEventId, EventStreamListener listener) {
    this.source = source;
    this.loop = loop;
    this.listener = listener;
    this.parser = new EventStreamParser(limit, lastEventId, listener);
  }

  /** Begins to read, in a task of its own. Once. */
  public void start() {
    loop.post(this::pull);
  }

  /** The id that a stream which continues this one goes on from; empty for none. */
  public String lastEventId() {
    return parser.lastEventId();
  }

  /** Gives up: the source is cancelled, and the listener hears nothing any more. */
  public void cancel() {
    if (!isOver) {
      isOver = true;
      parser.stop();
      source.cancel();
    }
  }

  private void pull() {
    if (!isOver) {
      StreamResult result = source.pull(this::answer);
      if (!(result instanceof StreamResult.Pending)) {
        answer(result);
      }
    }
  }

  private void answer(StreamResult result) {
    if (isOver) {
      return;
    }
    switch (result) {
      case StreamResult.Bytes some -> {
        if (take(some.bytes())) {
          if (some.done()) {
            end(null);
          } else {
            loop.post(this::pull);
          }
        }
      }
      case StreamResult.Done _ -> end(null);
      case StreamResult.Failed(BridgeException error) -> end(error);
      case StreamResult.IntoArray _, StreamResult.Pending _ ->
          throw new IllegalStateException("no answer to a pull: " + result);
    }
  }

  /** Is there more to come? */
  private boolean take(ByteBuffer bytes) {
    int length = bytes.remaining();
    try {
      if (bytes.hasArray()) {
        parser.feed(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
      } else {
        if (scratch.length < length) {
          scratch = new byte[length];
        }
        bytes.get(scratch, 0, length);
        parser.feed(scratch, 0, length);
      }
    } catch (BridgeException e) {
      source.cancel();
      end(e);
    }
    return !isOver;
  }

  private void end(@Nullable BridgeException error) {
    isOver = true;
    parser.stop();
    listener.end(error);
  }
}
