package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.runtime.stdio.Stdio;
import dev.sluice.runtime.stdio.Terminal;
import org.graalvm.polyglot.Value;

/**
 * {@code internal.stdio}: what scripts print. File descriptor 1 is standard output, 2 standard
 * error.
 */
public final class StdioBinding {
  private static final int ERR = 2;

  private final Stdio stdio;
  private final Host host;

  StdioBinding(Host host) {
    this.host = host;
    this.stdio = new Stdio(host.stdout(), host.stderr(), host.outputFailed());
  }

  /** Prints text on standard error, for the runtime itself. From any thread. */
  public void writeError(String text) {
    stdio.writeError(text);
  }

  /** Prints text as UTF-8; it leaves the process at the end of the task. */
  @Exported
  public void write(int fd, String text) {
    if (fd == ERR) {
      stdio.writeError(text);
    } else {
      stdio.write(text);
    }
  }

  /** Prints bytes of an ArrayBuffer; they are copied. */
  @Exported
  public void writeBytes(int fd, Value arrayBuffer, int offset, int length) {
    stdio.write(fd == ERR, EngineArrays.copy(arrayBuffer, offset, length), 0, length);
  }

  /** Prints bytes, which are not kept. From any thread. */
  void write(int fd, byte[] bytes) {
    stdio.write(fd == ERR, bytes, 0, bytes.length);
  }

  /** Sends what waits, without waiting for the end of the task. From any thread. */
  @Exported
  public void flush() {
    stdio.flush();
  }

  /** Does a person read this at a terminal? */
  @Exported
  public boolean isTerminal(int fd) {
    return Terminal.is(fd == ERR ? host.stderr() : host.stdout(), fd);
  }

  /** Columns of the terminal as the environment tells, or 0 if it does not. */
  @Exported
  public int columns(int fd) {
    String columns = host.environment().get("COLUMNS");
    try {
      return columns == null ? 0 : Math.max(0, Integer.parseInt(columns));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
