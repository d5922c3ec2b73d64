package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.blob.BytesStore;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The files that were asked for last: up to {@value #MOST_FILES}, and up to {@value #MOST_BYTES} of
 * their bytes. On the loop's thread.
 */
final class KnownFiles {
  static final int MOST_FILES = 1024;
  static final long MOST_BYTES = 8 << 20;

  /** The one that was asked for the longest ago comes first. */
  private final LinkedHashMap<Path, KnownFile> files = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /**
   * Was a file looked at so lately that the system still has in memory what another look asks for?
   *
   * @param within nanoseconds
   */
  boolean wasLookedAt(Path path, long now, long within) {
    KnownFile file = files.get(path);
    return file != null && now - file.lookedAt < within;
  }

  /** A file was looked at: forgets what is no longer so. */
  KnownFile looked(Path path, @Nullable FileStamp stamp, long now) {
    KnownFile file = files.computeIfAbsent(path, _ -> new KnownFile(now));
    file.lookedAt = now;
    if (stamp == null || !stamp.equals(file.stamp)) {
      bytes -= file.size();
      file.forget();
      file.stamp = stamp;
    }
    if (files.size() > MOST_FILES) {
      dropOldest();
    }
    return file;
  }

  /** A file was looked at, but not chosen. */
  void touched(Path path, long now) {
    KnownFile file = files.get(path);
    if (file == null) {
      looked(path, null, now);
    } else {
      file.lookedAt = now;
    }
  }

  /** Remembers the bytes of a file that has just been looked at. */
  void keep(KnownFile file, BytesStore content) {
    bytes -= file.size();
    file.forget();
    file.bytes = content;
    bytes += file.size();
    makeRoom();
  }

  /** Remembers what a file is sent as; what it was for another route is that no more. */
  void keep(KnownFile file, FileRoute route, Representation representation) {
    bytes -= file.size();
    file.encoded = null;
    bytes += file.size();
    file.representation = representation;
    file.route = route;
  }

  /** Remembers what a file whose bytes are kept is when it is compressed. */
  void keep(KnownFile file, Representation encoded) {
    bytes -= file.size();
    file.encoded = encoded;
    bytes += file.size();
    makeRoom();
  }

  private void makeRoom() {
    while (bytes > MOST_BYTES && files.size() > 1) {
      dropOldest();
    }
  }

  private void dropOldest() {
    Iterator<KnownFile> oldest = files.values().iterator();
    KnownFile file = oldest.next();
    bytes -= file.size();
    oldest.remove();
    // Whoever is amid an answer from it keeps what it has; nothing is added to it any more.
    file.forget();
  }
}
