package dev.sluice.runtime.stdio;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether a stream ends at a person's terminal. Java has no {@code isatty}, so this asks the
 * system's file tree.
 */
public final class Terminal {
  private Terminal() {}

  /**
   * Is {@code stream} this process's own standard output or standard error, and that a terminal?
   *
   * @param stream what was given as the stream
   * @param fd 1 or 2
   */
  public static boolean is(OutputStream stream, int fd) {
    return isOwn(stream, fd) && isTerminal(fd);
  }

  private static boolean isOwn(OutputStream stream, int fd) {
    FileDescriptor own = fd == 1 ? FileDescriptor.out : FileDescriptor.err;
    try {
      return stream == (fd == 1 ? System.out : System.err)
          || (stream instanceof FileOutputStream file && file.getFD() == own);
    } catch (IOException e) {
      return false; // it is closed
    }
  }

  private static boolean isTerminal(int fd) {
    Path link = Path.of("/proc/self/fd/" + fd);
    if (Files.isSymbolicLink(link)) {
      try {
        String target = Files.readSymbolicLink(link).toString();
        return target.startsWith("/dev/pts/")
            || target.startsWith("/dev/tty")
            || target.equals("/dev/console");
      } catch (IOException e) {
        return false;
      }
    }
    // Elsewhere Java knows of standard input and output together only.
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }
}
