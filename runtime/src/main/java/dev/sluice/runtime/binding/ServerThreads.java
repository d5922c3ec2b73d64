package dev.sluice.runtime.binding;

import org.jspecify.annotations.Nullable;

/**
 * The threads that answer for a program's servers, as the bindings of one of them see it. From any
 * thread.
 */
public interface ServerThreads {
  /** Which one this is; 0 is the program's first. */
  int index();

  /** The servers that they have in common. */
  SharedServers servers();

  /**
   * What stands against a server of so many threads, or null. In the first.
   *
   * @param count 2 or more
   */
  @Nullable String problem(int count);

  /**
   * A server of so many threads listens: starts the others, unless they run already. In the first.
   */
  void start(int count);

  /** A server has stopped on all threads. In the first. */
  void stopped();

  /** Replaces all but the first by new ones, which evaluate the module as it is now. */
  void restart();

  /**
   * No server of this thread is left, so that it has nothing to live for. Not in the first. On the
   * loop's thread.
   */
  void ended();
}
