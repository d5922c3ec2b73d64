package dev.sluice.runtime.binding;

import static dev.sluice.bridge.stream.Sink.Flow.CLOSED;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.file.FileSink;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.StreamResult;
import dev.sluice.runtime.loop.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** A file that a script writes. The file is opened by what first needs it. */
public final class FileSinkBinding extends SinkBinding {
  private final FileSink sink;
  private final EventLoop loop;
  private final List<Value> waiting = new ArrayList<>();
  private boolean started;
  private boolean holdsLoop;
  private boolean ended;
  private boolean isCut;
  private final Unheeded unheeded = new Unheeded();
  private @Nullable Value whenFailed;

  FileSinkBinding(FileSink sink, EventLoop loop) {
    this.sink = sink;
    this.loop = loop;
  }

  @Override
  Sink sink() {
    return sink;
  }

  @Override
  long accepted() {
    return sink.accepted();
  }

  @Override
  long write(byte[] bytes) {
    start();
    if (sink.failure() != null) {
      throw sink.failure();
    }
    if (sink.isFull() && unheeded.isTooMuch(bytes.length, sink::waitingBeyondMark)) {
      BridgeException failure = Unheeded.failure("wait to be written to the file");
      sink.abort(failure);
      ended(failure);
      throw failure;
    }
    long before = sink.accepted();
    if (bytes.length > 0) {
      boolean isTaken = sink.write(new StreamResult.Owned(ByteBuffer.wrap(bytes), false)) != CLOSED;
      isCut |= isTaken && sink.accepted() - before < bytes.length;
    }
    return sink.accepted() - before;
  }

  @Override
  @Exported
  public boolean isCut() {
    return isCut;
  }

  @Override
  @Exported
  public void onFailure(Value callback) {
    whenFailed = callback;
  }

  @Override
  @Exported
  public void start(int highWaterMark) {
    if (highWaterMark > 0) {
      sink.highWaterMark(highWaterMark);
    }
    start();
  }

  private void start() {
    if (!started) {
      started = true;
      sink.start(new Listener());
    }
  }

  @Override
  @Exported
  public boolean isFull() {
    return sink.isFull();
  }

  @Override
  @Exported
  public void whenReady(Value callback) {
    if (sink.isFull()) {
      waiting.add(callback);
    } else {
      loop.post(() -> settle(callback, sink.failure(), 0));
    }
  }

  @Override
  @Exported
  public void flush(Value callback) {
    start();
    sink.flush((error, bytes) -> settle(callback, error, bytes));
  }

  @Override
  @Exported
  public void end(Value callback) {
    start();
    if (sink.failure() == null) {
      endTexts();
    }
    sink.end((error, bytes) -> settle(callback, error, bytes));
  }

  @Override
  @Exported
  public void abort() {
    whenFailed = null;
    sink.abort(null);
    ended(sink.failure());
  }

  private static void settle(Value callback, @Nullable BridgeException error, long bytes) {
    callback.executeVoid(error, (double) bytes);
  }

  @Override
  @Exported
  public void ref() {
    if (!holdsLoop && !ended) {
      holdsLoop = true;
      loop.ref();
    }
  }

  @Override
  @Exported
  public void unref() {
    if (holdsLoop) {
      holdsLoop = false;
      loop.unref();
    }
  }

  private void ended(@Nullable BridgeException error) {
    ended = true;
    unref();
    tellWaiting(error);
    Value callback = whenFailed;
    whenFailed = null;
    if (error != null && callback != null) {
      loop.post(() -> callback.executeVoid(error));
    }
  }

  private void tellWaiting(@Nullable BridgeException error) {
    for (Value callback : waiting) {
      loop.post(() -> settle(callback, error, 0));
    }
    waiting.clear();
  }

  private final class Listener implements Signal {
    @Override
    public void start() {}

    @Override
    public void ready() {
      unheeded.ready();
      tellWaiting(null);
    }

    @Override
    public void close(@Nullable BridgeException error) {
      ended(error);
    }
  }
}
