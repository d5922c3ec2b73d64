package dev.sluice.bridge.file;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where a file is: a path, or a descriptor that this process was started with or given. Immutable;
 * nothing is open.
 *
 * @param path absolute; for a descriptor the place under which the system lists it
 * @param name how errors call it: the path as the script wrote it
 * @param fd the descriptor, or −1
 * @param keeper what keeps {@code path} from naming another file, reachable as long as this is;
 *     null where names stay what they are
 */
public record FileLocation(Path path, String name, int fd, @Nullable Object keeper) {
  private static final Path DESCRIPTORS = Path.of("/dev/fd");

  /** A file that needs nobody to keep its name. */
  public FileLocation(Path path, String name, int fd) {
    this(path, name, fd, null);
  }

  /**
   * A file by its path.
   *
   * @param base what a relative path is relative to
   * @throws BridgeException EINVAL, for what cannot be a path
   */
  public static FileLocation ofPath(Path base, String path) {
    try {
      Path place = base.resolve(path);
      // A slash at the end says «the folder of this name». Java drops it, and would find a file.
      return new FileLocation(path.endsWith("/") ? place.resolve(".") : place, path, -1);
    } catch (InvalidPathException e) {
      throw new BridgeException(Code.EINVAL, "open", path, e);
    }
  }

  /**
   * Can this be nothing but a folder, by its name alone: one that ends with a slash, {@code .} or
   * {@code ..}?
   */
  boolean namesFolder() {
    Path last = path.getFileName();
    String end = last == null ? "" : last.toString();
    return end.isEmpty() || end.equals(".") || end.equals("..");
  }

  /**
   * What a descriptor stands for.
   *
   * @throws BridgeException EBADF, for what cannot be a descriptor
   */
  public static FileLocation ofDescriptor(int fd) {
    if (fd < 0) {
      throw new BridgeException(Code.EBADF, "open", null, null);
    }
    String number = Integer.toString(fd);
    return new FileLocation(DESCRIPTORS.resolve(number), DESCRIPTORS + "/" + number, fd);
  }

  /**
   * Opens it for reading. Blocks.
   *
   * <p>A descriptor is opened anew by its name, which gives a pipe or terminal a channel that can
   * be closed without harm to the descriptor. Standard input is read through the descriptor itself,
   * which such a close leaves open: so the reading of a file goes on where the process that handed
   * it over stood, a named pipe whose writer has gone is at its end and does not wait for another
   * one, and a socket, which cannot be opened by name, can be read.
   *
   * @throws FileSystemException with the reason «Is a directory» for a folder
   */
  FileChannel openForReading() throws IOException {
    try {
      return open();
    } finally {
      Reference.reachabilityFence(keeper);
    }
  }

  private FileChannel open() throws IOException {
    if (fd < 0) {
      // The system opens a folder like a file and fails only when it is read.
      if (Files.isDirectory(path)) {
        throw new FileSystemException(name, null, "Is a directory");
      }
      return FileChannel.open(path, StandardOpenOption.READ);
    }
    if (fd == 0) {
      return new BorrowedInput().getChannel();
    }
    return FileChannel.open(path, StandardOpenOption.READ);
  }

  /** Opens it for writing. Blocks. */
  FileChannel openForWriting(OpenOption... options) throws IOException {
    return FileChannel.open(path, options);
  }

  /** Standard input, which is not ours to close. */
  private static final class BorrowedInput extends FileInputStream {
    BorrowedInput() {
      super(FileDescriptor.in);
    }

    @Override
    public void close() {}
  }
}
