package dev.sluice.bridge.file;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.function.BooleanSupplier;

/**
 * Copies a file, or a range of it, to a file, or into a range of it. Blocks.
 *
 * <p>The bytes stay in the system: {@link FileChannel#transferTo} is {@code copy_file_range} on
 * Linux, which shares the blocks instead of copying them where the file system can (btrfs, XFS).
 * What has no size to go by (pipes, files of /proc) is read and written.
 *
 * <p>A file that is copied onto itself is kept; a range of a file may be copied to anywhere in the
 * same file, also where the two overlap.
 */
public final class FileCopy {
  /** What is copied between two looks at whether to stop: 60 ms of a disk of 1 GB/s. */
  static final long PIECE = 64L << 20;

  private static final int BUFFER = 256 << 10;

  private FileCopy() {}

  /** Copies as the longer form does, and is not to be stopped. */
  public static long copy(
      FileLocation from, long offset, long length, FileLocation to, WriteOptions options) {
    return copy(from, offset, length, to, options, () -> false);
  }

  /**
   * Copies. If the source cannot be opened, the target is not touched. An error amid copying leaves
   * what was copied so far, unless {@code options} say atomic.
   *
   * @param length of the range to copy, or −1 for all that is there when its end is reached
   * @param stopped asked before the target is touched and after each 64 MB whether to give up. What
   *     is moved within one file is moved to the end, since half of that would be lost
   * @return how many bytes
   * @throws BridgeException ENOENT, EISDIR, EACCES, ENOSPC and so on, with the name of that file
   *     which it is about; ECANCELED when it was stopped
   */
  static long copy(
      FileLocation from,
      long offset,
      long length,
      FileLocation to,
      WriteOptions options,
      BooleanSupplier stopped) {
    try (FileChannel source = open(from, offset)) {
      checkGoesOn(stopped);
      long most = Math.min(length < 0 ? Long.MAX_VALUE : length, options.most());
      if (!options.atomic() && isSameFile(from, to)) {
        return copyWithin(source, offset, most, to, options);
      }
      String syscall = "open";
      try (Target target = Target.open(to, options)) {
        syscall = "write";
        long bytes =
            options.isWhole() && to.fd() < 0
                ? transferWhole(source, from, most, target, stopped)
                : transfer(source, from, most, target, stopped);
        target.commit();
        return bytes;
      } catch (IOException e) {
        throw BridgeException.of(e, syscall, to.name());
      }
    } catch (IOException e) {
      throw BridgeException.of(e, "read", from.name());
    }
  }

  /** Opens a file for reading from {@code offset} on; errors carry its name. */
  static FileChannel open(FileLocation from, long offset) {
    FileChannel channel;
    try {
      channel = from.openForReading();
    } catch (IOException e) {
      throw BridgeException.of(e, "open", from.name());
    }
    try {
      if (offset > 0) {
        Skip.to(channel, offset);
      }
      return channel;
    } catch (IOException e) {
      try {
        channel.close();
      } catch (IOException inClose) {
        e.addSuppressed(inClose);
      }
      throw BridgeException.of(e, "read", from.name());
    }
  }

  /** Are they one file, by whatever names? */
  public static boolean isSameFile(FileLocation a, FileLocation b) throws IOException {
    return Files.isRegularFile(b.path()) && Files.isSameFile(a.path(), b.path());
  }

  private static void checkGoesOn(BooleanSupplier stopped) {
    if (stopped.getAsBoolean()) {
      throw new BridgeException(Code.ECANCELED, "write", null, null);
    }
  }

  /** {@link #transfer} of all that is left of the source into a file that is empty. */
  private static long transferWhole(
      FileChannel source, FileLocation from, long most, Target target, BooleanSupplier stopped)
      throws IOException {
    long size = source.size();
    long expected = size > 0 ? Math.min(most, size - source.position()) : 0;
    Reservation reservation = Reservation.of(target.writtenPath(), expected);
    try {
      return transfer(source, from, most, target, stopped);
    } finally {
      reservation.release(target.channel());
    }
  }

  /**
   * Copies from where the source stands until {@code most} bytes are copied or it ends.
   *
   * @param from what the source is, for errors
   * @throws BridgeException if the source cannot be read, or ECANCELED
   * @throws IOException if the target cannot be written
   */
  static long transfer(
      FileChannel source, FileLocation from, long most, Target target, BooleanSupplier stopped)
      throws IOException {
    long copied = 0;
    if (source.size() > 0) {
      long start = source.position();
      while (copied < most) {
        checkGoesOn(stopped);
        long count = Math.min(most - copied, PIECE);
        long moved = transfer(source, from, start + copied, count, target.channel());
        if (moved <= 0) {
          break;
        }
        copied += moved;
      }
      source.position(start + copied);
    }
    // What is left is nothing, as a rule: the end has been reached.
    return copied + pump(source, from, most - copied, target, stopped);
  }

  private static long transfer(
      FileChannel source, FileLocation from, long start, long count, FileChannel sink)
      throws IOException {
    try {
      return source.transferTo(start, count, sink);
    } catch (IOException e) {
      // The system does not tell which of the two is at fault: the source, if it cannot be read.
      checkReadable(source, from, start);
      throw e;
    }
  }

  private static void checkReadable(FileChannel source, FileLocation from, long position) {
    try {
      source.read(ByteBuffer.allocate(1), position);
    } catch (IOException e) {
      throw BridgeException.of(e, "read", from.name());
    }
  }

  private static long pump(
      FileChannel source, FileLocation from, long most, Target target, BooleanSupplier stopped)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(most, BUFFER));
    long copied = 0;
    while (copied < most) {
      checkGoesOn(stopped);
      buffer.clear().limit((int) Math.min(most - copied, buffer.capacity()));
      if (read(source, from, buffer) < 0) {
        break;
      }
      copied += buffer.flip().remaining();
      target.write(buffer);
    }
    return copied;
  }

  private static int read(FileChannel source, FileLocation from, ByteBuffer buffer) {
    try {
      return source.read(buffer);
    } catch (IOException e) {
      throw BridgeException.of(e, "read", from.name());
    }
  }

  private static long copyWithin(
      FileChannel source, long from, long most, FileLocation file, WriteOptions options)
      throws IOException {
    long count = Math.clamp(source.size() - from, 0, most);
    long to = options.offset();
    // Not as a whole, which would empty it.
    WriteOptions within = new WriteOptions(to, count, false, -1, false);
    String syscall = "open";
    try (Target target = Target.open(file, within)) {
      syscall = "write";
      if (from != to) {
        move(source, from, to, count, target.channel());
      }
      if (options.isWhole()) {
        target.channel().truncate(count);
      }
      target.commit();
    } catch (IOException e) {
      throw BridgeException.of(e, syscall, file.name());
    }
    return count;
  }

  /** Piece by piece, from that end at which no byte is overwritten before it is read. */
  private static void move(FileChannel source, long from, long to, long count, FileChannel sink)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, BUFFER));
    for (long moved = 0; moved < count; ) {
      int piece = (int) Math.min(count - moved, buffer.capacity());
      long at = to < from ? moved : count - moved - piece;
      buffer.clear().limit(piece);
      for (long position = from + at; buffer.hasRemaining(); ) {
        int read = source.read(buffer, position);
        if (read < 0) {
          // Cut while we read: what is missing stays as it is.
          break;
        }
        position += read;
      }
      buffer.flip();
      for (long position = to + at; buffer.hasRemaining(); ) {
        position += sink.write(buffer, position);
      }
      moved += piece;
    }
  }
}
