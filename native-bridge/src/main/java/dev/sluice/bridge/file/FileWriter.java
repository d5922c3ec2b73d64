package dev.sluice.bridge.file;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;

/** Writes and removes files in one go. Blocks. */
public final class FileWriter {
  private FileWriter() {}

  /** Something to be written piece by piece. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it, until {@code out} takes no more. */
    void writeTo(Output out) throws IOException;
  }

  /** Where {@link Content} goes. */
  public static final class Output {
    private final Target target;
    private final long most;
    private long written;

    private Output(Target target, long most) {
      this.target = target;
      this.most = most;
    }

    /** Writes bytes, as many as still fit into the range. */
    public void write(ByteBuffer bytes) throws IOException {
      int fits = (int) Math.min(bytes.remaining(), most - written);
      target.write(bytes.slice(bytes.position(), fits));
      written += fits;
    }

    /**
     * Writes a range of a file, as much of it as still fits.
     *
     * @throws BridgeException if it cannot be read
     */
    public void write(FileLocation file, long offset, long length) throws IOException {
      long count = Math.min(length < 0 ? Long.MAX_VALUE : length, most - written);
      try (FileChannel source = FileCopy.open(file, offset)) {
        written += FileCopy.transfer(source, file, count, target, () -> false);
      }
    }
  }

  /**
   * Writes a file. An error leaves what was written so far, unless {@code options} say atomic.
   *
   * @return how many bytes
   * @throws BridgeException EISDIR, EACCES, ENOSPC and so on
   */
  public static long write(FileLocation file, WriteOptions options, Content content) {
    String syscall = "open";
    try (Target target = Target.open(file, options)) {
      syscall = "write";
      Output out = new Output(target, options.most());
      content.writeTo(out);
      target.commit();
      return out.written;
    } catch (IOException e) {
      throw BridgeException.of(e, syscall, file.name());
    }
  }

  /**
   * Removes a file, or the link that leads to it.
   *
   * @throws BridgeException ENOENT, EISDIR for a folder, EACCES and so on
   */
  public static void remove(FileLocation file) {
    try {
      if (Files.isDirectory(file.path(), LinkOption.NOFOLLOW_LINKS)) {
        throw new BridgeException(Code.EISDIR, "unlink", file.name(), null);
      }
      Files.delete(file.path());
    } catch (IOException e) {
      throw BridgeException.of(e, "unlink", file.name());
    }
  }
}
