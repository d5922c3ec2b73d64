package dev.sluice.bridge.blob;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Parts one after the other: the source of each is made when its turn comes. */
final class PartsSource implements Source {
  private final PartsStore store;
  private final long offset;
  private final long length;
  private final Loop loop;

  /** The parts that are to come; null before the first pull. */
  private @Nullable Iterator<PartsStore.Part> parts;

  private @Nullable Source current;
  private @Nullable Consumer<StreamResult> receiver;

  /** How the pull that waits asks a part's source. */
  private Function<Source, StreamResult> how = this::pull;

  private boolean ended;

  PartsSource(PartsStore store, long offset, long length, Loop loop) {
    this.store = store;
    this.offset = offset;
    this.length = length;
    this.loop = loop;
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> next) {
    return pull(this::pull, next);
  }

  private StreamResult pull(Source source) {
    return source.pull(this::answered);
  }

  @Override
  public StreamResult pullInto(ByteBuffer target, Consumer<StreamResult> next) {
    return pull(source -> source.pullInto(target, this::answered), next);
  }

  private StreamResult pull(Function<Source, StreamResult> way, Consumer<StreamResult> next) {
    if (receiver != null) {
      throw new IllegalStateException("a pull is unanswered");
    }
    if (ended) {
      throw new IllegalStateException("pull after the end");
    }
    how = way;
    StreamResult result = parts == null ? begin() : goOn();
    if (result instanceof StreamResult.Pending) {
      receiver = next;
    }
    return result;
  }

  private StreamResult begin() {
    if (store.needsNoLook(offset, length)) {
      parts = store.range(offset, length).iterator();
      return goOn();
    }
    loop.blocking(() -> store.range(offset, length), this::looked);
    return StreamResult.Pending.PENDING;
  }

  private void looked(@Nullable Throwable error, @Nullable List<PartsStore.Part> range) {
    if (ended) {
      return;
    }
    if (range == null) {
      Throwable cause = error == null ? new IllegalStateException() : error;
      deliver(end(new StreamResult.Failed(BridgeException.of(cause, "stat", null))));
    } else {
      parts = range.iterator();
      deliver(goOn());
    }
  }

  /** Asks part after part, until one has an answer or has to be waited for. */
  private StreamResult goOn() {
    Iterator<PartsStore.Part> rest = parts;
    while (rest != null) {
      Source source = current;
      if (source == null) {
        if (!rest.hasNext()) {
          break;
        }
        PartsStore.Part part = rest.next();
        source = part.store().source(part.offset(), part.length(), loop);
        current = source;
      }
      StreamResult result = how.apply(source);
      if (result instanceof StreamResult.Pending) {
        return result;
      }
      StreamResult answer = asPart(result);
      if (answer != null) {
        return answer;
      }
    }
    return end(StreamResult.Done.DONE);
  }

  /** What a part's answer means for the whole; null if the next part is to be asked. */
  private @Nullable StreamResult asPart(StreamResult result) {
    boolean isLast = parts == null || !parts.hasNext();
    return switch (result) {
      case StreamResult.Done _ -> partEnded();
      case StreamResult.IntoArray(int count, boolean done) when done && !isLast -> {
        partEnded();
        yield count == 0 ? null : new StreamResult.IntoArray(count, false);
      }
      case StreamResult.Owned(ByteBuffer bytes, boolean done) when done && !isLast -> {
        partEnded();
        yield new StreamResult.Owned(bytes, false);
      }
      case StreamResult.Temporary(ByteBuffer bytes, boolean done) when done && !isLast -> {
        partEnded();
        yield new StreamResult.Temporary(bytes, false);
      }
      case StreamResult.Bytes bytes when bytes.done() -> end(result);
      case StreamResult.IntoArray(_, boolean done) when done -> end(result);
      case StreamResult.Failed _ -> end(result);
      default -> result;
    };
  }

  private @Nullable StreamResult partEnded() {
    current = null;
    return null;
  }

  private StreamResult end(StreamResult result) {
    ended = true;
    current = null;
    parts = null;
    return result;
  }

  private void answered(StreamResult result) {
    StreamResult answer = asPart(result);
    deliver(answer == null ? goOn() : answer);
  }

  private void deliver(StreamResult result) {
    Consumer<StreamResult> to = receiver;
    if (to != null && !(result instanceof StreamResult.Pending)) {
      receiver = null;
      to.accept(result);
    }
  }

  @Override
  public void cancel() {
    ended = true;
    receiver = null;
    parts = null;
    Source source = current;
    current = null;
    if (source != null) {
      source.cancel();
    }
  }
}
