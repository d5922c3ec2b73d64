package dev.sluice.bridge.stream;

import dev.sluice.bridge.BridgeException;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A source that has been asked once before anything was done with its bytes: where they go to is
 * opened, and emptied, only when it is known that there are some. What it gave then is held, a copy
 * if it was lent, and comes first.
 */
public final class FirstPulled implements Source {
  private final Source source;
  private final boolean isAll;
  private @Nullable ByteBuffer first;
  private boolean isOver;

  /**
   * @param first what has come, or null
   * @param isAll does nothing follow?
   */
  private FirstPulled(Source source, @Nullable ByteBuffer first, boolean isAll) {
    this.source = source;
    this.first = first;
    this.isAll = isAll;
  }

  /**
   * Pulls from a source.
   *
   * @param whenThere its failure, or null and a source of all its bytes; called within this call,
   *     if the source has something at hand. Not called if the source is cancelled before
   */
  public static void of(
      Source source, BiConsumer<@Nullable BridgeException, @Nullable Source> whenThere) {
    StreamResult result = source.pull(later -> came(source, later, whenThere));
    if (!(result instanceof StreamResult.Pending)) {
      came(source, result, whenThere);
    }
  }

  private static void came(
      Source source,
      StreamResult result,
      BiConsumer<@Nullable BridgeException, @Nullable Source> whenThere) {
    switch (result) {
      case StreamResult.Failed(BridgeException error) -> whenThere.accept(error, null);
      case StreamResult.Owned(ByteBuffer bytes, boolean done) ->
          whenThere.accept(null, new FirstPulled(source, bytes, done));
      case StreamResult.Temporary(ByteBuffer bytes, boolean done) -> {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        whenThere.accept(null, new FirstPulled(source, copy, done));
      }
      case StreamResult.Done _ -> whenThere.accept(null, new FirstPulled(source, null, true));
      case StreamResult.IntoArray _, StreamResult.Pending _ ->
          throw new IllegalStateException("no answer to a pull: " + result);
    }
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> receiver) {
    if (isOver) {
      throw new IllegalStateException("a pull after the end");
    }
    ByteBuffer bytes = first;
    first = null;
    if (bytes != null) {
      isOver = isAll;
      return new StreamResult.Owned(bytes, isAll);
    } else if (isAll) {
      isOver = true;
      return StreamResult.Done.DONE;
    }
    return source.pull(receiver);
  }

  @Override
  public StreamResult pullInto(ByteBuffer target, Consumer<StreamResult> receiver) {
    return first == null && !isAll ? source.pullInto(target, receiver) : pull(receiver);
  }

  @Override
  public void cancel() {
    isOver = true;
    first = null;
    source.cancel();
  }

  @Override
  public long length() {
    long held = first == null ? 0 : first.remaining();
    if (isAll || isOver) {
      return held;
    }
    long rest = source.length();
    return rest < 0 ? -1 : held + rest;
  }
}
