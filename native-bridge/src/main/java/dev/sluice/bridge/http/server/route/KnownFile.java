package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.blob.BytesStore;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a file that was asked for. None of it is used before a new look at the file
 * has shown the same stamp. On the loop's thread.
 */
final class KnownFile {
  /** When the file was last looked at, by {@link System#nanoTime}. */
  long lookedAt;

  /** What it showed; null if there was no regular file. */
  @Nullable FileStamp stamp;

  /** Its bytes, read while they had this stamp; null if it is large, or changed too lately. */
  @Nullable BytesStore bytes;

  /** What the file was last sent as, and for which route. */
  @Nullable Representation representation;

  @Nullable FileRoute route;

  /** The same, compressed for a client that asked for it, if its bytes are kept. */
  @Nullable Representation encoded;

  KnownFile(long lookedAt) {
    this.lookedAt = lookedAt;
  }

  /** Was it for this very route? */
  @SuppressWarnings("ReferenceEquality") // for one that is merely equal it is made anew
  boolean isFor(FileRoute asked) {
    return route == asked;
  }

  int size() {
    return (int) ((bytes == null ? 0 : bytes.size()) + (encoded == null ? 0 : encoded.length()));
  }

  void forget() {
    bytes = null;
    representation = null;
    route = null;
    encoded = null;
  }
}
