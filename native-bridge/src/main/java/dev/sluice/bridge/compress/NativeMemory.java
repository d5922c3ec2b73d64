package dev.sluice.bridge.compress;

import java.lang.ref.Cleaner;

/**
 * Frees the native memory of coders that nobody closed: a script may forget a stream amid its work,
 * and the libraries have no net of their own. Loaded with the first such coder, since its thread
 * comes with it.
 */
final class NativeMemory {
  private static final Cleaner CLEANER = Cleaner.create();

  private NativeMemory() {}

  /**
   * Has {@code free} called once: by {@link Cleaner.Cleanable#clean}, or when {@code owner} is
   * unreachable, on a thread of its own.
   *
   * @param free must not refer to the owner
   */
  static Cleaner.Cleanable freeWith(Object owner, Runnable free) {
    return CLEANER.register(owner, free);
  }
}
