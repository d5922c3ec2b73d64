package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.s3.S3Object;
import dev.sluice.bridge.s3.S3Task;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import dev.sluice.runtime.loop.EventLoop;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * A PUT of {@code fetch('s3://…')}. It takes its body as a {@link FetchRequestBinding} does, so
 * that fetch gives it in the same way.
 */
public final class S3PutBinding {
  private final S3Object object;
  private final EventLoop loop;
  private BlobStore store = BytesStore.EMPTY;
  private long offset;
  private long length = -1;
  private @Nullable Source source;
  private @Nullable S3Task task;

  S3PutBinding(S3Object object, EventLoop loop) {
    this.object = object;
    this.loop = loop;
  }

  /** As of {@link FetchRequestBinding}. */
  @Exported
  public void bodyText(String text) {
    store = BytesStore.of(text);
  }

  /** As of {@link FetchRequestBinding}. */
  @Exported
  public void bodyBytes(Value arrayBuffer, int start, int count) {
    store = BytesStore.of(BlobsBinding.copy(arrayBuffer, start, count));
  }

  /** As of {@link FetchRequestBinding}. */
  @Exported
  public void bodyStore(BlobStoreBinding binding, long start, long count) {
    store = binding.store();
    offset = start;
    length = count;
  }

  /** As of {@link FetchRequestBinding}. */
  @Exported
  public void bodySource(SourceBinding binding) {
    source = binding.source();
  }

  /** As of {@link FetchRequestBinding}. */
  @Exported
  public FetchBodyBinding bodyScript(Value onPull, Value onCancel) {
    FetchBodyBinding made = new FetchBodyBinding(loop, onPull, onCancel);
    source = made;
    return made;
  }

  /**
   * Sends it.
   *
   * @param callback {@code (error, bytes)}, once, in a task of its own; not after {@link #abort}
   */
  @Exported
  public void send(Value callback) {
    Source from = source;
    if (from == null) {
      task =
          object.write(
              store, offset, length, (error, bytes) -> callback.executeVoid(error, (double) bytes));
      return;
    }
    Pipe pipe;
    try {
      pipe =
          Pipe.connect(
              from,
              object.upload(),
              (error, bytes) -> loop.post(() -> callback.executeVoid(error, (double) bytes)));
    } catch (BridgeException e) {
      from.cancel();
      throw e;
    }
    task = pipe::cancel;
  }

  /**
   * Gives it up, at any time; nothing is left of it.
   *
   * @param reason as of {@link FetchRequestBinding}; there is no body that could fail with it
   */
  @Exported
  public void abort(Value reason) {
    if (task != null) {
      task.cancel();
    }
  }
}
