package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.s3.S3Upload;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.StreamResult;
import dev.sluice.runtime.loop.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** An object in S3 that a script writes; see {@link S3Upload}. */
public final class S3SinkBinding extends SinkBinding {
  private final S3Upload upload;
  private final EventLoop loop;
  private final List<Value> waiting = new ArrayList<>();
  private @Nullable Value ending;
  private boolean isStarted;
  private boolean holdsLoop;
  private boolean isOver;
  private final Unheeded unheeded = new Unheeded();

  S3SinkBinding(S3Upload upload, EventLoop loop) {
    this.upload = upload;
    this.loop = loop;
  }

  @Override
  Sink sink() {
    return upload;
  }

  @Override
  long accepted() {
    return upload.accepted();
  }

  @Override
  long write(byte[] bytes) {
    start();
    if (upload.failure() != null) {
      throw upload.failure();
    }
    if (isFull() && unheeded.isTooMuch(bytes.length, upload::waitingBeyondQueue)) {
      BridgeException failure = Unheeded.failure("wait to be sent to S3");
      upload.abort(failure);
      over(failure);
      throw failure;
    }
    long before = upload.accepted();
    if (bytes.length > 0) {
      upload.write(new StreamResult.Owned(ByteBuffer.wrap(bytes), false));
    }
    return upload.accepted() - before;
  }

  /** The high-water mark says nothing here: parts are as large as they are. */
  @Override
  @Exported
  public void start(int highWaterMark) {
    start();
  }

  private void start() {
    if (!isStarted) {
      isStarted = true;
      upload.start(new Listener());
    }
  }

  @Override
  @Exported
  public boolean isFull() {
    return !isOver && upload.isFull();
  }

  @Override
  @Exported
  public void whenReady(Value callback) {
    if (isFull()) {
      waiting.add(callback);
    } else {
      loop.post(() -> settle(callback, upload.failure(), 0));
    }
  }

  @Override
  @Exported
  public void flush(Value callback) {
    start();
    upload.flush((error, bytes) -> settle(callback, error, bytes));
  }

  @Override
  @Exported
  public void end(Value callback) {
    start();
    if (isOver) {
      loop.post(() -> settle(callback, upload.failure(), upload.accepted()));
    } else {
      ending = callback;
      upload.end();
    }
  }

  @Override
  @Exported
  public void abort() {
    upload.abort(null);
    over(null);
  }

  private static void settle(Value callback, @Nullable BridgeException error, long bytes) {
    callback.executeVoid(error, (double) bytes);
  }

  @Override
  @Exported
  public void ref() {
    if (!holdsLoop && !isOver) {
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

  private void over(@Nullable BridgeException error) {
    isOver = true;
    unref();
    tellWaiting(error);
    Value callback = ending;
    ending = null;
    if (callback != null) {
      loop.post(() -> settle(callback, error, upload.accepted()));
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
      over(error);
    }
  }
}
