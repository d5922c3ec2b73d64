package dev.sluice.bridge.file;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The files of this process that have a name and must not outlive it: what is written beside its
 * place, and spooled forms where the system knows no file without a name. They are removed when the
 * JVM ends in good order; whoever halts it calls {@link #removeAll} before.
 *
 * <p>From any thread.
 */
public final class TemporaryFiles {
  private static final Set<Path> NAMES = ConcurrentHashMap.newKeySet();
  private static final AtomicBoolean HOOKED = new AtomicBoolean();

  private TemporaryFiles() {}

  /** From now on the file is to be removed at the end. It need not exist yet. */
  public static void add(Path file) {
    if (!HOOKED.getAndSet(true)) {
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(TemporaryFiles::removeAll));
      } catch (IllegalStateException e) {
        // The JVM is ending already, and halts before long whatever still runs.
      }
    }
    NAMES.add(file);
  }

  /** The file is gone, or is to stay. */
  public static void forget(Path file) {
    NAMES.remove(file);
  }

  /** Removes the file if it is one of these. */
  public static void remove(Path file) {
    if (NAMES.remove(file)) {
      var _ = file.toFile().delete();
    }
  }

  /** Removes all of them. */
  public static void removeAll() {
    NAMES.forEach(TemporaryFiles::remove);
  }
}
