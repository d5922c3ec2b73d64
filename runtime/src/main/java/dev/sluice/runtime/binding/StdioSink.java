package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Standard output or standard error as a sink: in order with what {@code console.log} prints. It is
 * never full, since the process's own output is written by calls that wait; ending it closes
 * nothing.
 */
final class StdioSink implements Sink {
  private final StdioBinding stdio;
  private final int fd;
  private @Nullable Signal signal;
  private boolean ended;
  private long accepted;

  StdioSink(StdioBinding stdio, int fd) {
    this.stdio = stdio;
    this.fd = fd;
  }

  @Override
  public void start(Signal to) {
    if (signal != null) {
      throw new IllegalStateException("started before");
    }
    signal = to;
    to.start();
  }

  @Override
  public Flow write(StreamResult.Bytes bytes) {
    if (ended) {
      return Flow.CLOSED;
    }
    ByteBuffer from = bytes.bytes();
    byte[] copy = new byte[from.remaining()];
    from.get(copy);
    write(copy);
    return Flow.MORE;
  }

  /** Prints bytes, which are not kept. */
  void write(byte[] bytes) {
    stdio.write(fd, bytes);
    accepted += bytes.length;
  }

  boolean isEnded() {
    return ended;
  }

  long accepted() {
    return accepted;
  }

  @Override
  public void flush() {
    stdio.flush();
  }

  @Override
  public void end() {
    if (!ended) {
      ended = true;
      stdio.flush();
      if (signal != null) {
        signal.close(null);
      }
    }
  }

  @Override
  public void abort(@Nullable BridgeException reason) {
    ended = true;
  }
}
