package dev.sluice.runtime.stdio;

import dev.sluice.bridge.codec.Utf8;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * What scripts print. Text is gathered until the end of the task that printed it, so that a
 * thousand {@code console.log} calls cost one write; the event loop flushes after the microtasks of
 * each task, and whoever ends the process flushes before.
 *
 * <p>The two streams keep their order: writing to one first sends what waits for the other.
 *
 * <p>A stream that fails (a closed pipe, a full disk) is remembered and takes nothing more; nobody
 * throws into the script.
 *
 * <p>From any thread; the loop's is the usual one.
 */
public final class Stdio {
  private final OutputBuffer out;
  private final OutputBuffer err;

  /** Streams whose failure nobody wants to hear of. */
  public Stdio(OutputStream out, OutputStream err) {
    this(out, err, error -> {});
  }

  /**
   * @param out standard output; not closed
   * @param err standard error; not closed
   * @param onFailure called once, when {@code out} takes no more: with an error for which {@link
   *     #isBrokenPipe} holds if the reader has gone. It runs amid a write or a flush
   */
  public Stdio(OutputStream out, OutputStream err, Consumer<IOException> onFailure) {
    this.out = new OutputBuffer(out, onFailure);
    this.err = new OutputBuffer(err, error -> {});
  }

  /**
   * Has the reader of a pipe or socket gone, which ends a tool quietly, as against a true failure
   * such as a full disk?
   */
  public static boolean isBrokenPipe(IOException error) {
    String message = error.getMessage();
    return message != null
        && (message.contains("Broken pipe")
            || message.contains("pipe is being closed")
            || message.contains("Pipe closed")
            || message.contains("Connection reset"));
  }

  /** Prints text on standard output, as UTF-8; a lone surrogate becomes U+FFFD. */
  public void write(String text) {
    write(out, err, text);
  }

  /** Prints text on standard error, as UTF-8; a lone surrogate becomes U+FFFD. */
  public void writeError(String text) {
    write(err, out, text);
  }

  private synchronized void write(OutputBuffer to, OutputBuffer other, String text) {
    other.flush();
    byte[] bytes = Utf8.encode(text);
    to.add(bytes, 0, bytes.length);
  }

  /** Prints bytes on standard output, or on standard error. They are copied. */
  public synchronized void write(boolean toError, byte[] bytes, int offset, int length) {
    (toError ? out : err).flush();
    (toError ? err : out).add(bytes, offset, length);
  }

  /** Sends what waits. */
  public synchronized void flush() {
    out.flush();
    err.flush();
  }
}
