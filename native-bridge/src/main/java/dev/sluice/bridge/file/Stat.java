package dev.sluice.bridge.file;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Exported;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the system knew of a file at the moment of asking. Immutable. Times are in milliseconds
 * since 1970, with a fraction. What a file system without Unix's attributes does not know is 0.
 */
public final class Stat {
  private static final int TYPE_MASK = 0xF000;
  private static final int FIFO = 0x1000;
  private static final int CHARACTER_DEVICE = 0x2000;
  private static final int BLOCK_DEVICE = 0x6000;
  private static final int SOCKET = 0xC000;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int BLOCK = 4096;
  private static final int SECTOR = 512;

  private final BasicFileAttributes basic;
  private final Map<String, Object> unix;

  private Stat(BasicFileAttributes basic, Map<String, Object> unix) {
    this.basic = basic;
    this.unix = unix;
  }

  /**
   * Asks the system about a file, symbolic links followed. Blocks.
   *
   * @throws BridgeException ENOENT, EACCES and so on
   */
  public static Stat of(FileLocation file) {
    return ask(file, "stat");
  }

  /** Asks about a symbolic link itself where there is one. Otherwise as {@link #of}. */
  public static Stat ofLink(FileLocation file) {
    return ask(file, "lstat", LinkOption.NOFOLLOW_LINKS);
  }

  private static Stat ask(FileLocation file, String syscall, LinkOption... options) {
    Path path = file.path();
    try {
      BasicFileAttributes basic = Files.readAttributes(path, BasicFileAttributes.class, options);
      boolean isUnix = path.getFileSystem().supportedFileAttributeViews().contains("unix");
      return new Stat(basic, isUnix ? Files.readAttributes(path, "unix:*", options) : Map.of());
    } catch (NoSuchFileException e) {
      // The JDK tells of both as one here.
      throw new BridgeException(
          isBelowFile(path) ? Code.ENOTDIR : Code.ENOENT, syscall, file.name(), e);
    } catch (IOException e) {
      throw BridgeException.of(e, syscall, file.name());
    }
  }

  /** Is what should be a folder on the way to {@code path} something else? */
  private static boolean isBelowFile(Path path) {
    Path above = path.getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    return above != null && !Files.isDirectory(above);
  }

  /** The size of a regular file now, 0 for anything else. Blocks for a moment. */
  public static long sizeNow(FileLocation file) {
    try {
      if (file.fd() < 0) {
        BasicFileAttributes now = Files.readAttributes(file.path(), BasicFileAttributes.class);
        return now.isRegularFile() ? now.size() : 0;
      }
      if (!Files.isRegularFile(file.path())) {
        return 0;
      }
      // What is left of it, where it is read from the place at which it stands.
      try (FileChannel channel = file.openForReading()) {
        return Math.max(0, channel.size() - channel.position());
      }
    } catch (IOException e) {
      return 0;
    }
  }

  @Exported
  public double size() {
    return basic.size();
  }

  /** Type and permissions, as Unix has them in one number. */
  @Exported
  public int mode() {
    return number("mode").intValue();
  }

  @Exported
  public double mtimeMs() {
    return millis(basic.lastModifiedTime());
  }

  @Exported
  public double atimeMs() {
    return millis(basic.lastAccessTime());
  }

  /** When its attributes last changed. */
  @Exported
  public double ctimeMs() {
    return unix.get("ctime") instanceof FileTime time ? millis(time) : mtimeMs();
  }

  /** When it was made. */
  @Exported
  public double birthtimeMs() {
    return millis(basic.creationTime());
  }

  @Exported
  public boolean isFile() {
    return basic.isRegularFile();
  }

  @Exported
  public boolean isDirectory() {
    return basic.isDirectory();
  }

  /** True of a link that was asked about itself. */
  @Exported
  public boolean isSymbolicLink() {
    return basic.isSymbolicLink();
  }

  @Exported
  public boolean isFIFO() {
    return isOfType(FIFO);
  }

  @Exported
  public boolean isSocket() {
    return isOfType(SOCKET);
  }

  @Exported
  public boolean isCharacterDevice() {
    return isOfType(CHARACTER_DEVICE);
  }

  @Exported
  public boolean isBlockDevice() {
    return isOfType(BLOCK_DEVICE);
  }

  @Exported
  public double dev() {
    return number("dev").doubleValue();
  }

  @Exported
  public double ino() {
    return number("ino").doubleValue();
  }

  @Exported
  public int nlink() {
    return number("nlink").intValue();
  }

  @Exported
  public int uid() {
    return number("uid").intValue();
  }

  @Exported
  public int gid() {
    return number("gid").intValue();
  }

  @Exported
  public double rdev() {
    return number("rdev").doubleValue();
  }

  /**
   * The size in which the file is best read: 4096, since Java does not tell the file system's own.
   */
  @Exported
  public int blksize() {
    return BLOCK;
  }

  /**
   * How much disk the file takes, in units of 512 bytes: its size in whole blocks of {@link
   * #blksize}. Java does not tell of holes, nor of what a file system does otherwise.
   */
  @Exported
  public double blocks() {
    return Math.ceil(size() / BLOCK) * (BLOCK / SECTOR);
  }

  private boolean isOfType(int type) {
    return (mode() & TYPE_MASK) == type;
  }

  private Number number(String name) {
    @Nullable Object value = unix.get(name);
    return value instanceof Number number ? number : 0;
  }

  private static double millis(FileTime time) {
    Instant instant = time.toInstant();
    return instant.getEpochSecond() * 1e3 + instant.getNano() / NANOS_PER_MILLI;
  }
}
