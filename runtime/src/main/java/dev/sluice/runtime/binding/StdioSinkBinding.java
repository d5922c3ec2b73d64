package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Sink;
import org.graalvm.polyglot.Value;

/** Standard output or standard error as a script writes it. */
public final class StdioSinkBinding extends SinkBinding {
  private final StdioSink sink;
  private final Loop loop;
  private long flushed;

  StdioSinkBinding(StdioSink sink, Loop loop) {
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
    if (sink.isEnded()) {
      return 0;
    }
    sink.write(bytes);
    return bytes.length;
  }

  /** It is open, and never full. */
  @Override
  @Exported
  public void start(int highWaterMark) {}

  @Override
  @Exported
  public boolean isFull() {
    return false;
  }

  @Override
  @Exported
  public void whenReady(Value callback) {
    settle(callback, 0);
  }

  @Override
  @Exported
  public void flush(Value callback) {
    sink.flush();
    long since = sink.accepted() - flushed;
    flushed = sink.accepted();
    settle(callback, since);
  }

  @Override
  @Exported
  public void end(Value callback) {
    endTexts();
    sink.end();
    settle(callback, sink.accepted());
  }

  private void settle(Value callback, long bytes) {
    loop.post(() -> callback.executeVoid(null, (double) bytes));
  }

  @Override
  @Exported
  public void abort() {
    sink.abort(null);
  }

  /** Nothing is ever pending here. */
  @Override
  @Exported
  public void ref() {}

  /** Nothing is ever pending here. */
  @Override
  @Exported
  public void unref() {}
}
