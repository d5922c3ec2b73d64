package dev.sluice.bridge.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What an entry of a folder is. */
public enum FileKind {
  /** Not known, or gone since the folder was read. */
  UNKNOWN(0),
  FILE(1),
  FOLDER(2),
  LINK(3),
  FIFO(4),
  SOCKET(5),
  CHARACTER_DEVICE(6),
  BLOCK_DEVICE(7);

  private static final int TYPE_SHIFT = 12;
  private static final int TYPE_BITS = 0xF;

  private final int number;

  FileKind(int number) {
    this.number = number;
  }

  /** Node's number of it, {@code UV_DIRENT_…}. */
  public int number() {
    return number;
  }

  /** What is at {@code path}; a symbolic link is one. Blocks. */
  static FileKind of(Path path) throws IOException {
    try {
      if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return mode instanceof Integer number ? ofMode(number) : UNKNOWN;
      }
      BasicFileAttributes basic =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return basic.isRegularFile()
          ? FILE
          : basic.isDirectory() ? FOLDER : basic.isSymbolicLink() ? LINK : UNKNOWN;
    } catch (NoSuchFileException e) {
      return UNKNOWN;
    }
  }

  /** By the type in Unix's mode (S_IFMT of POSIX's {@code sys/stat.h}). */
  private static FileKind ofMode(int mode) {
    return switch (mode >> TYPE_SHIFT & TYPE_BITS) {
      case 0x1 -> FIFO;
      case 0x2 -> CHARACTER_DEVICE;
      case 0x4 -> FOLDER;
      case 0x6 -> BLOCK_DEVICE;
      case 0x8 -> FILE;
      case 0xA -> LINK;
      case 0xC -> SOCKET;
      default -> UNKNOWN;
    };
  }
}
