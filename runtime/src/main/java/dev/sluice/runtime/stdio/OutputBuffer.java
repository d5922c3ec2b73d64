package dev.sluice.runtime.stdio;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.function.Consumer;

/** The bytes that wait for one stream. Not safe for threads: {@link Stdio} is. */
final class OutputBuffer {
  /** Small at first, since most scripts print a line or two. */
  private static final int FIRST_CAPACITY = 512;

  /** As much as a pipe holds: more than this at once gains nothing. */
  private static final int MOST = 64 << 10;

  private final OutputStream stream;
  private final Consumer<IOException> onFailure;
  private byte[] waiting = new byte[FIRST_CAPACITY];
  private int count;
  private boolean failed;

  OutputBuffer(OutputStream stream, Consumer<IOException> onFailure) {
    this.stream = stream;
    this.onFailure = onFailure;
  }

  /** Adds a copy of the bytes, and sends all that waits if that is much. */
  void add(byte[] bytes, int offset, int length) {
    if (failed) {
      return;
    }
    if (length > MOST - count) {
      flush();
      if (length >= MOST) {
        send(bytes, offset, length);
        return;
      }
    }
    if (length > waiting.length - count) {
      waiting =
          Arrays.copyOf(waiting, Math.min(MOST, Math.max(count + length, waiting.length * 4)));
    }
    System.arraycopy(bytes, offset, waiting, count, length);
    count += length;
  }

  /** Sends what waits. */
  void flush() {
    if (count > 0) {
      int length = count;
      count = 0;
      send(waiting, 0, length);
    }
  }

  private void send(byte[] bytes, int offset, int length) {
    if (failed) {
      return;
    }
    try {
      // The threads of a server share the stream, and none is to write amid another one's lines.
      synchronized (stream) {
        stream.write(bytes, offset, length);
        stream.flush();
      }
      // A PrintStream swallows its errors, and does not say which.
      if (stream instanceof PrintStream printer && printer.checkError()) {
        throw new IOException("Broken pipe");
      }
    } catch (IOException e) {
      failed = true;
      onFailure.accept(e);
    }
  }
}
