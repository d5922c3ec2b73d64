package dev.sluice.bridge.form;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.TemporaryFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file that cannot be left behind: its name is removed as soon as it is open, and the
 * system frees it when the last that knows it is gone, by the end of the process at the latest,
 * however that comes. Only this user may read it.
 *
 * <p>Who reads it opens it anew, by the name that Linux lists its descriptor under; the {@link
 * #location} keeps the descriptor from being closed, and from standing for another file, as long as
 * somebody may do so. Where the system has no such list the file keeps its name until the JVM ends.
 *
 * <p>Written by one thread at a time; all that blocks.
 */
public final class SpoolFile {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final String PREFIX = "sluice-form-";

  private final FileChannel channel;
  private final Path path;
  private long size;

  private SpoolFile(FileChannel channel, Path path) {
    this.channel = channel;
    this.path = path;
  }

  /**
   * Makes an empty file.
   *
   * @param folder on the disk that is to hold it
   * @throws BridgeException if the folder is missing, full or not to be written to
   */
  static SpoolFile open(Path folder) {
    try {
      Path named = Files.createTempFile(folder, PREFIX, null);
      TemporaryFiles.add(named);
      try {
        return open(
            named, FileChannel.open(named, StandardOpenOption.READ, StandardOpenOption.WRITE));
      } catch (IOException e) {
        TemporaryFiles.remove(named);
        throw e;
      }
    } catch (IOException e) {
      throw BridgeException.of(e, "open", folder.toString());
    }
  }

  private static SpoolFile open(Path named, FileChannel channel) throws IOException {
    try {
      Path nameless = descriptorOf(named);
      if (nameless == null) {
        return new SpoolFile(channel, named);
      }
      Files.delete(named);
      TemporaryFiles.forget(named);
      return new SpoolFile(channel, nameless);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Where this process lists the open file; null if it does not. */
  private static @Nullable Path descriptorOf(Path file) throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return null;
    }
    Path real = file.toRealPath();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        try {
          if (real.equals(Files.readSymbolicLink(descriptor))) {
            return descriptor;
          }
        } catch (IOException e) {
          // closed meanwhile
        }
      }
    }
    return null;
  }

  /** How many bytes have been appended. */
  long size() {
    return size;
  }

  /**
   * Appends.
   *
   * @throws BridgeException if the disk is full, for example
   */
  void append(byte[] bytes, int offset, int length) {
    ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
    try {
      while (rest.hasRemaining()) {
        size += channel.write(rest, size);
      }
    } catch (IOException e) {
      throw BridgeException.of(e, "write", null);
    }
  }

  /** The file, for reading. */
  FileLocation location() {
    return new FileLocation(path, "form data", -1, this);
  }

  /**
   * Gives the disk its space back, also where the file is still known: it is empty then. From any
   * thread.
   */
  public void discard() {
    try {
      channel.truncate(0);
      TemporaryFiles.remove(path);
    } catch (IOException e) {
      // It has no name and is freed with the process.
    }
  }

  /** Like {@link #discard}, of a file that nobody else knows: its descriptor is free at once. */
  void close() {
    discard();
    try {
      channel.close();
    } catch (IOException e) {
      // There is nothing in it that could be lost.
    }
  }
}
