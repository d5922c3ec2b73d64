package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response that came from the gate instead of a server: as {@link ResponseBody} it
 * can be failed from outside at any time, and tells when it is over. On the loop's thread.
 */
final class AnswerBody implements Source {
  private final Source source;
  private final Loop loop;
  private final Runnable whenOver;
  private @Nullable BridgeException aborted;
  private @Nullable Consumer<StreamResult> waiting;
  private boolean isOver;

  /**
   * @param whenOver called once, when the consumer has had its end, or has cancelled
   */
  AnswerBody(Source source, Loop loop, Runnable whenOver) {
    this.source = source;
    this.loop = loop;
    this.whenOver = whenOver;
  }

  /** Fails it for a reason of its consumer's. */
  void abort(BridgeException reason) {
    if (isOver || aborted != null) {
      return;
    }
    aborted = reason;
    source.cancel();
    if (waiting != null) {
      loop.post(() -> answer(new StreamResult.Failed(reason)));
    }
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> receiver) {
    if (waiting != null || isOver) {
      throw new IllegalStateException("a pull after a pull or after the end");
    }
    BridgeException reason = aborted;
    if (reason != null) {
      finish();
      return new StreamResult.Failed(reason);
    }
    waiting = receiver;
    StreamResult result = source.pull(this::answer);
    if (result instanceof StreamResult.Pending) {
      return result;
    }
    waiting = null;
    return noted(result);
  }

  private void answer(StreamResult result) {
    Consumer<StreamResult> receiver = waiting;
    if (receiver != null) {
      waiting = null;
      receiver.accept(noted(result));
    }
  }

  /** Whatever is behind a fault is a TypeError to a script (Fetch §5.6). */
  private StreamResult noted(StreamResult result) {
    return switch (result) {
      case StreamResult.Bytes some -> {
        if (some.done()) {
          finish();
        }
        yield some;
      }
      case StreamResult.Failed(BridgeException error) -> {
        finish();
        yield new StreamResult.Failed(error.asTypeError());
      }
      case StreamResult.Done done -> {
        finish();
        yield done;
      }
      case StreamResult.IntoArray _, StreamResult.Pending _ ->
          throw new IllegalStateException("no answer to a pull: " + result);
    };
  }

  private void finish() {
    if (!isOver) {
      isOver = true;
      whenOver.run();
    }
  }

  @Override
  public void cancel() {
    waiting = null;
    if (!isOver) {
      source.cancel();
      finish();
    }
  }

  @Override
  public long length() {
    return isOver || aborted != null ? 0 : source.length();
  }

  @Override
  public boolean isAscii() {
    return source.isAscii();
  }
}
