package dev.sluice.bridge.http.server;

import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * File descriptors that a listener holds for nothing but to give them back when connections have
 * taken all others. Until then a process is in the worst of places: a file cannot be opened, a name
 * not be looked up, and what the JVM itself opens on first use, such as its table of time zones or
 * a jar with a class, fails once and for all. So connections stop a little before, and everything
 * else goes on.
 *
 * <p>On the listener's loop. Where there is no {@code /dev/null} none are held.
 */
final class ReservedDescriptors {
  /** A few files and connections at a time of whatever else the process does. */
  static final int COUNT = 16;

  private static final String NOTHING = "/dev/null";
  private static final boolean IS_SUPPORTED = new File(NOTHING).exists();

  private final Deque<Closeable> held = new ArrayDeque<>(COUNT);

  /**
   * Takes what is missing, if there is at least one more: for a connection, so that there is sense
   * in accepting.
   *
   * @return whether all are held now; else none is
   */
  boolean hold() {
    if (!IS_SUPPORTED) {
      return true;
    }
    try {
      while (held.size() <= COUNT) {
        held.push(new FileInputStream(NOTHING));
      }
      held.pop().close();
      return true;
    } catch (IOException e) {
      release();
      return false;
    }
  }

  /** Gives them back. */
  void release() {
    while (!held.isEmpty()) {
      try {
        held.pop().close();
      } catch (IOException e) {
        // Nothing was ever read from it.
      }
    }
  }
}
