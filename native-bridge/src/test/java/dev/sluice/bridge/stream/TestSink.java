package dev.sluice.bridge.stream;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A sink that tries all that a sink may do: opens, is full, ends at once or later. */
final class TestSink implements Sink {
  /**
   * How it behaves.
   *
   * @param opensLater start comes in a task of its own
   * @param waitEvery every so many writes the feeder is to wait; 0 never
   * @param endsLater the close after the end comes in a task of its own
   */
  record Manner(boolean opensLater, int waitEvery, boolean endsLater) {
    static final Manner[] ALL = new Manner[12];

    static {
      for (int i = 0; i < ALL.length; i++) {
        ALL[i] = new Manner((i & 1) != 0, i / 4, (i & 2) != 0);
      }
    }
  }

  private final Manner manner;
  private final Loop loop;
  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private @Nullable Signal signal;

  int writes;
  int ends;
  int aborts;
  @Nullable BridgeException abortReason;
  boolean closed;

  /** Called at the beginning of each write. */
  Runnable beforeWrite = () -> {};

  TestSink(Manner manner, Loop loop) {
    this.manner = manner;
    this.loop = loop;
  }

  byte[] bytes() {
    return all.toByteArray();
  }

  /** Closes by itself. */
  void fail(@Nullable BridgeException error) {
    if (!closed && signal != null) {
      closed = true;
      signal.close(error);
    }
  }

  private void inTurn(boolean later, Runnable what) {
    if (later) {
      loop.post(
          () -> {
            if (!closed) {
              what.run();
            }
          });
    } else {
      what.run();
    }
  }

  @Override
  public void start(Signal to) {
    signal = to;
    inTurn(manner.opensLater, to::start);
  }

  @Override
  public Flow write(StreamResult.Bytes bytes) {
    beforeWrite.run();
    if (closed || ends > 0) {
      return Flow.CLOSED;
    }
    byte[] copy = new byte[bytes.bytes().remaining()];
    bytes.bytes().get(copy);
    all.writeBytes(copy);
    writes++;
    if (manner.waitEvery == 0 || writes % manner.waitEvery != 0) {
      return Flow.MORE;
    }
    inTurn(
        true,
        () -> {
          if (signal != null && ends == 0) {
            signal.ready();
          }
        });
    return Flow.WAIT;
  }

  @Override
  public void flush() {}

  @Override
  public void end() {
    ends++;
    inTurn(
        manner.endsLater,
        () -> {
          closed = true;
          if (signal != null) {
            signal.close(null);
          }
        });
  }

  @Override
  public void abort(@Nullable BridgeException reason) {
    aborts++;
    closed = true;
    abortReason = reason;
  }
}
