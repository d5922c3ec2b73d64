package dev.sluice.bridge;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A fault of the system below a script: a missing file, a refused permission. It carries what a
 * script expects on an {@code Error} of this kind; builtins make that error from the exported
 * accessors.
 */
public final class BridgeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * The system's error names that we tell apart, with Linux's numbers, negative as scripts know
   * them.
   */
  public enum Code {
    EACCES(-13, "permission denied"),
    EBADF(-9, "bad file descriptor"),
    EEXIST(-17, "file already exists"),
    EINVAL(-22, "invalid argument"),
    EIO(-5, "i/o error"),
    EISDIR(-21, "illegal operation on a directory"),
    ELOOP(-40, "too many symbolic links encountered"),
    EMFILE(-24, "too many open files"),
    ENAMETOOLONG(-36, "name too long"),
    ENOENT(-2, "no such file or directory"),
    ENOSPC(-28, "no space left on device"),
    ENOTDIR(-20, "not a directory"),
    ENOTEMPTY(-39, "directory not empty"),
    EPIPE(-32, "broken pipe");

    private final int errno;
    private final String text;

    Code(int errno, String text) {
      this.errno = errno;
      this.text = text;
    }
  }

  private final Code code;
  private final String syscall;
  private final @Nullable String path;

  public BridgeException(
      Code code, String syscall, @Nullable String path, @Nullable Throwable cause) {
    super(
        code.name() + ": " + code.text + ", " + syscall + (path == null ? "" : " '" + path + "'"),
        cause);
    this.code = code;
    this.syscall = syscall;
    this.path = path;
  }

  /** The exception for a failed operation on a file, its code told from the type of {@code e}. */
  public static BridgeException of(IOException e, String syscall, @Nullable String path) {
    return new BridgeException(codeOf(e), syscall, path, e);
  }

  private static Code codeOf(IOException e) {
    return switch (e) {
      case NoSuchFileException _, FileNotFoundException _ -> Code.ENOENT;
      case AccessDeniedException _ -> Code.EACCES;
      case FileAlreadyExistsException _ -> Code.EEXIST;
      case NotDirectoryException _ -> Code.ENOTDIR;
      case DirectoryNotEmptyException _ -> Code.ENOTEMPTY;
      case FileSystemLoopException _ -> Code.ELOOP;
      case FileSystemException f -> codeOfReason(f.getReason());
      default -> codeOfReason(e.getMessage());
    };
  }

  /** The JDK has no exception types for these; what it keeps is the system's own text. */
  private static Code codeOfReason(@Nullable String reason) {
    String text = reason == null ? "" : reason.toLowerCase(Locale.ROOT);
    if (text.contains("is a directory")) {
      return Code.EISDIR;
    } else if (text.contains("not a directory")) {
      return Code.ENOTDIR;
    } else if (text.contains("too many open files")) {
      return Code.EMFILE;
    } else if (text.contains("no space left")) {
      return Code.ENOSPC;
    } else if (text.contains("name too long")) {
      return Code.ENAMETOOLONG;
    } else if (text.contains("symbolic link")) {
      return Code.ELOOP;
    } else if (text.contains("broken pipe")) {
      return Code.EPIPE;
    } else {
      return Code.EIO;
    }
  }

  /** The error's name, such as {@code ENOENT}. */
  @Exported
  public String code() {
    return code.name();
  }

  /** The error's number, negative, as on Linux. */
  @Exported
  public int errno() {
    return code.errno;
  }

  /** The operation that failed, such as {@code open}. */
  @Exported
  public String syscall() {
    return syscall;
  }

  /** The file that it failed on, as the script wrote it. */
  @Exported
  public @Nullable String path() {
    return path;
  }

  /** What went wrong, for a person to read. */
  @Exported
  public String message() {
    return String.valueOf(getMessage());
  }
}
