package dev.sluice.bridge.file;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done with files by their names: looking whether one may be used, giving another one,
 * copying, links. Everything blocks, and fails with a {@link BridgeException} that names the path
 * as the script wrote it; of two paths the first.
 */
public final class FileNames {
  /** Bits of {@link #access}, as POSIX's {@code access()} has them. */
  private static final int EXECUTABLE = 1;

  private static final int WRITABLE = 2;
  private static final int READABLE = 4;

  private FileNames() {}

  /**
   * Fails unless a file is there and may be used so.
   *
   * @param mode the sum of 4 for reading, 2 for writing, 1 for executing; 0 for being there
   * @throws BridgeException ENOENT, EACCES and so on
   */
  public static void access(FileLocation file, int mode) {
    List<AccessMode> modes = new ArrayList<>();
    if ((mode & READABLE) != 0) {
      modes.add(AccessMode.READ);
    }
    if ((mode & WRITABLE) != 0) {
      modes.add(AccessMode.WRITE);
    }
    if ((mode & EXECUTABLE) != 0) {
      modes.add(AccessMode.EXECUTE);
    }
    Path path = file.path();
    try {
      path.getFileSystem().provider().checkAccess(path, modes.toArray(AccessMode[]::new));
    } catch (IOException e) {
      throw BridgeException.of(e, "access", file.name());
    }
  }

  /**
   * Gives a file or folder another name, in one step; a file of that name is replaced.
   *
   * @throws BridgeException ENOENT, EXDEV, ENOTEMPTY, EISDIR and so on
   */
  public static void rename(FileLocation from, FileLocation to) {
    try {
      // The JDK's name for rename(2) itself, with its rules for what replaces what.
      Files.move(from.path(), to.path(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw BridgeException.of(e, "rename", from.name());
    }
  }

  /**
   * Copies a file with its permissions; see {@link FileCopy} for how.
   *
   * @param exclusive whether it is a fault (EEXIST) that there is something already
   * @throws BridgeException ENOENT, EISDIR, EEXIST and so on
   */
  public static void copy(FileLocation from, FileLocation to, boolean exclusive) {
    boolean made = false;
    try {
      FileCopy.open(from, 0).close();
      int mode = Stat.of(from).mode() & 0777;
      if (exclusive) {
        Files.createFile(to.path(), Target.permissions(mode));
        made = true;
      }
      FileCopy.copy(from, 0, -1, to, new WriteOptions(0, -1, false, mode, false));
    } catch (IOException e) {
      throw BridgeException.of(e, "copyfile", from.name());
    } catch (BridgeException e) {
      if (made) {
        removeQuietly(to.path());
      }
      throw new BridgeException(Code.valueOf(e.code()), "copyfile", from.name(), e);
    }
    takePermissions(from.path(), to.path());
  }

  /** The process's mask has taken some away. Where the system does not allow it they stay so. */
  private static void takePermissions(Path from, Path to) {
    try {
      if (to.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
      }
    } catch (IOException e) {
      // Somebody else's file: it is written, which is what was asked for.
    }
  }

  private static void removeQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The fault that matters is the copy's.
    }
  }

  /**
   * The absolute path without {@code .}, {@code ..} and symbolic links.
   *
   * @throws BridgeException ENOENT, ELOOP and so on
   */
  public static String realPath(FileLocation file) {
    try {
      return file.path().toRealPath().toString();
    } catch (IOException e) {
      throw BridgeException.of(e, "realpath", file.name());
    }
  }

  /**
   * Makes a symbolic link.
   *
   * @param target what it holds, as it is; nothing need be there
   * @throws BridgeException EEXIST and so on, with the link's own name
   */
  public static void link(String target, FileLocation link) {
    try {
      Files.createSymbolicLink(link.path(), Path.of(target));
    } catch (IOException e) {
      throw BridgeException.of(e, "symlink", link.name());
    }
  }

  /**
   * What a symbolic link holds.
   *
   * @throws BridgeException EINVAL if it is none, ENOENT and so on
   */
  public static String target(FileLocation link) {
    try {
      return Files.readSymbolicLink(link.path()).toString();
    } catch (NotLinkException e) {
      throw new BridgeException(Code.EINVAL, "readlink", link.name(), e);
    } catch (IOException e) {
      throw BridgeException.of(e, "readlink", link.name());
    }
  }
}
