package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.file.FileLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * By what it shows that a file has not changed: its size, when it was changed, and which file it
 * is.
 *
 * @param size in bytes
 * @param modified in nanoseconds since 1970
 * @param identity device and number; null where the file system has none
 */
record FileStamp(long size, long modified, @Nullable Object identity) {
  /**
   * Changes that follow each other within this time may leave the same stamp: file systems keep
   * time in steps, of 2 s on FAT, of a few ms elsewhere.
   */
  private static final long UNSURE_NANOS = 2_000_000_000L;

  private static final long NANOS = 1_000_000_000L;

  /** Of a regular file, symbolic links followed; null for anything else. Blocks for a moment. */
  static @Nullable FileStamp of(FileLocation file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file.path(), BasicFileAttributes.class);
      return now.isRegularFile()
          ? new FileStamp(
              now.size(), now.lastModifiedTime().to(TimeUnit.NANOSECONDS), now.fileKey())
          : null;
    } catch (IOException e) {
      // Missing, or not ours to see: to a client that is the same.
      return null;
    }
  }

  /** When it was changed, in seconds since 1970. */
  long modifiedSeconds() {
    return Math.floorDiv(modified, NANOS);
  }

  /** Is its last change so near that another one might leave the same stamp? */
  boolean isUnsure(long nowMillis) {
    return TimeUnit.MILLISECONDS.toNanos(nowMillis) - modified < UNSURE_NANOS;
  }

  /** An entity tag, strong. */
  String tag() {
    int which = identity == null ? 0 : identity.hashCode();
    return '"'
        + Long.toHexString(size)
        + '-'
        + Long.toHexString(modified)
        + '-'
        + Integer.toHexString(which)
        + '"';
  }
}
