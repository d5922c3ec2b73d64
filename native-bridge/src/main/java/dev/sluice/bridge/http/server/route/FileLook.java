package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.FileReader;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A look at the files that may answer a request: which one it is, and how it is now. Any thread;
 * the methods that make one block.
 *
 * @param file the one that was chosen
 * @param coding what its bytes are in
 * @param stamp what it showed
 * @param bytes all of them, if they were read
 * @param isSettled could the file not have changed since without another stamp?
 */
record FileLook(
    FileLocation file,
    @Nullable Coding coding,
    FileStamp stamp,
    @Nullable BytesStore bytes,
    boolean isSettled) {
  private static final int TRIES = 3;

  /**
   * Chooses the file: the first there is of those beside it, unless it is out of date, else itself.
   *
   * @param accepted the codings that the client takes, best first
   * @return null if there is no such file
   */
  static @Nullable FileLook at(FileRoute route, List<Coding> accepted) {
    long now = System.currentTimeMillis();
    FileStamp stamp = FileStamp.of(route.file());
    if (stamp == null) {
      return null;
    }
    for (Coding coding : accepted) {
      FileLocation beside = route.precompressed().get(coding);
      FileStamp other = beside == null ? null : FileStamp.of(beside);
      if (beside != null && other != null && other.modifiedSeconds() >= stamp.modifiedSeconds()) {
        return new FileLook(beside, coding, other, null, !other.isUnsure(now));
      }
    }
    return new FileLook(route.file(), null, stamp, null, !stamp.isUnsure(now));
  }

  /**
   * The same with the file's bytes, if they are not more than {@code limit}. The stamp is looked at
   * again behind them, so that they belong together; a file that keeps changing is given as it was
   * found last, and is not settled.
   *
   * @return null if the file has gone
   * @throws BridgeException if it cannot be read
   */
  @Nullable FileLook withBytes(int limit) {
    FileLook look = this;
    for (int i = 1; look.stamp.size() <= limit; i++) {
      ByteBuffer content;
      try {
        content = FileReader.read(file, 0, -1, limit);
      } catch (BridgeException e) {
        if (!e.isTooLarge() || i == TRIES) {
          throw e;
        }
        content = null;
      }
      long now = System.currentTimeMillis();
      FileStamp after = FileStamp.of(file);
      if (after == null) {
        return null;
      }
      boolean isSame = after.equals(look.stamp) && content != null;
      boolean isWhole = content != null && content.remaining() == after.size();
      if (content != null && (isSame && isWhole || i == TRIES)) {
        FileStamp stamp = new FileStamp(content.remaining(), after.modified(), after.identity());
        boolean settled = isSame && isWhole && look.isSettled;
        return new FileLook(file, coding, stamp, BytesStore.of(content), settled);
      }
      look = new FileLook(file, coding, after, null, !after.isUnsure(now));
    }
    return look;
  }
}
