package dev.sluice.bridge.file;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * A file that was opened as POSIX's {@code open()} does it, by flags, to be written from the start
 * or at the end. One thread at a time; everything blocks.
 */
public final class FlaggedFile implements Closeable {
  // Linux's numbers, which Node shows to scripts as fs.constants.
  private static final int ACCESS_BITS = 3;
  private static final int O_RDONLY = 0;
  private static final int O_CREAT = 0100;
  private static final int O_EXCL = 0200;
  private static final int O_TRUNC = 01000;
  private static final int O_APPEND = 02000;
  private static final int O_DSYNC = 010000;
  private static final int O_NOFOLLOW = 0400000;
  private static final int O_SYNC = 04010000;

  /** What is written by one call, by way of a direct buffer of the thread's own. */
  private static final int PIECE = 512 << 10;

  private final FileLocation file;
  private final FileChannel channel;

  private FlaggedFile(FileLocation file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens a file to write to.
   *
   * @param flags Linux's {@code O_…}
   * @param mode as in {@link WriteOptions}
   * @throws BridgeException ENOENT, EEXIST, EISDIR and so on; EBADF for flags that only read
   */
  public static FlaggedFile open(FileLocation file, int flags, int mode) {
    if ((flags & ACCESS_BITS) == O_RDONLY) {
      throw new BridgeException(Code.EBADF, "write", file.name(), null);
    }
    Set<OpenOption> options = new HashSet<>();
    options.add(StandardOpenOption.WRITE);
    if ((flags & O_APPEND) != 0) {
      options.add(StandardOpenOption.APPEND);
    } else if ((flags & O_TRUNC) != 0) {
      options.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    if ((flags & O_CREAT) != 0) {
      boolean isNew = (flags & O_EXCL) != 0;
      options.add(isNew ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
    }
    if ((flags & O_SYNC) == O_SYNC) {
      options.add(StandardOpenOption.SYNC);
    } else if ((flags & O_DSYNC) != 0) {
      options.add(StandardOpenOption.DSYNC);
    }
    if ((flags & O_NOFOLLOW) != 0) {
      options.add(LinkOption.NOFOLLOW_LINKS);
    }
    try {
      return new FlaggedFile(
          file, FileChannel.open(file.path(), options, Target.permissions(mode)));
    } catch (NoSuchFileException e) {
      // Linux says so of what would have to be made, and cannot be as a file.
      Code code = (flags & O_CREAT) != 0 && file.namesFolder() ? Code.EISDIR : Code.ENOENT;
      throw new BridgeException(code, "open", file.name(), e);
    } catch (IOException e) {
      throw BridgeException.of(e, "open", file.name());
    }
  }

  /**
   * What opening with these flags does to a file that is then only read: it may be made or emptied.
   *
   * @throws BridgeException as {@link #open}; EBADF for flags that only write
   */
  public static void prepareToRead(FileLocation file, int flags) {
    int access = flags & ACCESS_BITS;
    if (access == O_RDONLY) {
      return;
    }
    if (access == 1) {
      throw new BridgeException(Code.EBADF, "read", file.name(), null);
    }
    try (FlaggedFile opened = open(file, flags, -1)) {
      opened.channel.position();
    } catch (IOException e) {
      throw BridgeException.of(e, "open", file.name());
    }
  }

  /**
   * Writes all of it.
   *
   * @throws BridgeException ENOSPC and so on
   */
  public void write(ByteBuffer bytes) {
    int end = bytes.limit();
    try {
      while (bytes.position() < end) {
        bytes.limit(Math.min(end, bytes.position() + PIECE));
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw BridgeException.of(e, "write", file.name());
    }
  }

  /**
   * Waits until the system has put all of it on its medium.
   *
   * @throws BridgeException EIO and so on
   */
  public void sync() {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw BridgeException.of(e, "fsync", file.name());
    }
  }

  /** Closes it; fails if what was written last could not be. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw BridgeException.of(e, "close", file.name());
    }
  }
}
