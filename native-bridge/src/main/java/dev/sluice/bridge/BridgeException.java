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
 * A fault that a script is to see: of the system below it, such as a missing file or a refused
 * permission, or of what it asked for, such as a body beyond its limit. It carries what a script
 * expects on an {@code Error} of this kind; builtins make that error from the exported accessors.
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
    ECANCELED(-125, "operation canceled"),
    EEXIST(-17, "file already exists"),
    EINVAL(-22, "invalid argument"),
    EIO(-5, "i/o error"),
    EISDIR(-21, "illegal operation on a directory"),
    ELOOP(-40, "too many symbolic links encountered"),
    EMFILE(-24, "too many open files"),
    ENAMETOOLONG(-36, "name too long"),
    ENOENT(-2, "no such file or directory"),
    ENOMEM(-12, "not enough memory"),
    ENOSPC(-28, "no space left on device"),
    ENOTDIR(-20, "not a directory"),
    ENOTEMPTY(-39, "directory not empty"),
    ENXIO(-6, "no such device or address"),
    EPERM(-1, "operation not permitted"),
    EPIPE(-32, "broken pipe"),
    EROFS(-30, "read-only file system"),
    ESPIPE(-29, "invalid seek"),
    ETXTBSY(-26, "text file is busy"),
    EXDEV(-18, "cross-device link not permitted");

    private final int errno;
    private final String text;

    Code(int errno, String text) {
      this.errno = errno;
      this.text = text;
    }
  }

  private static final String TOO_LARGE = "ERR_BODY_TOO_LARGE";

  private final String code;
  private final @Nullable Integer errno;
  private final @Nullable String syscall;
  private final @Nullable String path;
  private final boolean typeError;

  public BridgeException(
      Code code, String syscall, @Nullable String path, @Nullable Throwable cause) {
    super(
        code.name() + ": " + code.text + ", " + syscall + (path == null ? "" : " '" + path + "'"),
        cause);
    this.code = code.name();
    this.errno = code.errno;
    this.syscall = syscall;
    this.path = path;
    this.typeError = false;
  }

  private BridgeException(String code, String message, boolean typeError) {
    super(message);
    this.code = code;
    this.errno = null;
    this.syscall = null;
    this.path = null;
    this.typeError = typeError;
  }

  /** A fault of no system call, which a script sees as a TypeError. */
  public static BridgeException type(String code, String message) {
    return new BridgeException(code, message, true);
  }

  /** A fault of no system call, which a script sees as a plain Error. */
  public static BridgeException plain(String code, String message) {
    return new BridgeException(code, message, false);
  }

  /** More bytes than the caller was ready to take. */
  public static BridgeException tooLarge(long limit) {
    return type(TOO_LARGE, "the body has more than " + limit + " bytes");
  }

  /** Is it one of {@link #tooLarge}? */
  public boolean isTooLarge() {
    return code.equals(TOO_LARGE);
  }

  /** The exception for whatever went wrong amid an operation on a file. */
  public static BridgeException of(Throwable e, String syscall, @Nullable String path) {
    return switch (e) {
      case BridgeException b -> b;
      case IOException io -> of(io, syscall, path);
      case OutOfMemoryError _ -> new BridgeException(Code.ENOMEM, syscall, path, e);
      default -> new BridgeException(Code.EIO, syscall, path, e);
    };
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
    } else if (text.contains("symbolic link") || text.contains("too many levels")) {
      return Code.ELOOP;
    } else if (text.contains("broken pipe")) {
      return Code.EPIPE;
    } else if (text.contains("operation not permitted")) {
      return Code.EPERM;
    } else if (text.contains("permission denied")) {
      return Code.EACCES;
    } else if (text.contains("read-only file system")) {
      return Code.EROFS;
    } else if (text.contains("no such device")) {
      return Code.ENXIO;
    } else if (text.contains("no such file")) {
      return Code.ENOENT;
    } else if (text.contains("text file busy")) {
      return Code.ETXTBSY;
    } else if (text.contains("bad file descriptor")) {
      return Code.EBADF;
    } else if (text.contains("illegal seek")) {
      return Code.ESPIPE;
    } else if (text.contains("cross-device")) {
      return Code.EXDEV;
    } else if (text.contains("invalid argument")) {
      return Code.EINVAL;
    } else {
      return Code.EIO;
    }
  }

  /** The error's name, such as {@code ENOENT}. */
  @Exported
  public String code() {
    return code;
  }

  /** The error's number, negative, as on Linux; null if no system call failed. */
  @Exported
  public @Nullable Integer errno() {
    return errno;
  }

  /** The operation that failed, such as {@code open}; null if no system call failed. */
  @Exported
  public @Nullable String syscall() {
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

  /** Is this a TypeError to a script? */
  @Exported
  public boolean isTypeError() {
    return typeError;
  }
}
