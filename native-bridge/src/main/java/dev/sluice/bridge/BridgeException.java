package dev.sluice.bridge;

import io.netty.channel.unix.Errors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
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
    EADDRINUSE(-98, "address already in use"),
    EADDRNOTAVAIL(-99, "address not available"),
    EBADF(-9, "bad file descriptor"),
    ECANCELED(-125, "operation canceled"),
    ECONNABORTED(-103, "software caused connection abort"),
    ECONNREFUSED(-111, "connection refused"),
    ECONNRESET(-104, "connection reset by peer"),
    EEXIST(-17, "file already exists"),
    EHOSTUNREACH(-113, "host is unreachable"),
    EINVAL(-22, "invalid argument"),
    EIO(-5, "i/o error"),
    EISDIR(-21, "illegal operation on a directory"),
    ELOOP(-40, "too many symbolic links encountered"),
    EMFILE(-24, "too many open files"),
    ENAMETOOLONG(-36, "name too long"),
    ENETUNREACH(-101, "network is unreachable"),
    ENOENT(-2, "no such file or directory"),
    ENOMEM(-12, "not enough memory"),
    ENOSPC(-28, "no space left on device"),
    ENOTDIR(-20, "not a directory"),
    ENOTEMPTY(-39, "directory not empty"),
    /**
     * No error of the system's: Node's and Bun's name and number for a host that has no address.
     */
    ENOTFOUND(-3008, "no such host"),
    ENXIO(-6, "no such device or address"),
    EPERM(-1, "operation not permitted"),
    EPIPE(-32, "broken pipe"),
    EROFS(-30, "read-only file system"),
    ESPIPE(-29, "invalid seek"),
    ETIMEDOUT(-110, "connection timed out"),
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
  private final @Nullable String name;

  /** What a script gave as its reason, if that is why; opaque here. Not for serialization. */
  private final transient @Nullable Object reason;

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
    this.name = null;
    this.reason = null;
  }

  private BridgeException(BridgeException same, boolean typeError) {
    super(same.getMessage(), same);
    this.code = same.code;
    this.errno = same.errno;
    this.syscall = same.syscall;
    this.path = same.path;
    this.typeError = typeError;
    this.name = same.name;
    this.reason = same.reason;
  }

  private BridgeException(String code, String message, boolean typeError, @Nullable Object reason) {
    super(message);
    this.code = code;
    this.errno = null;
    this.syscall = null;
    this.path = null;
    this.typeError = typeError;
    this.name = null;
    this.reason = reason;
  }

  private BridgeException(String name, String code, String message, @Nullable String path) {
    super(message);
    this.code = code;
    this.errno = null;
    this.syscall = null;
    this.path = path;
    this.typeError = false;
    this.name = name;
    this.reason = null;
  }

  /** A fault of no system call, which a script sees as a TypeError. */
  public static BridgeException type(String code, String message) {
    return new BridgeException(code, message, true, null);
  }

  /** A fault of no system call, which a script sees as a plain Error. */
  public static BridgeException plain(String code, String message) {
    return new BridgeException(code, message, false, null);
  }

  /**
   * A fault that a service has told of, which a script sees as an Error of that name.
   *
   * @param code the service's own
   * @param path what it was about, or null
   */
  public static BridgeException named(
      String name, String code, String message, @Nullable String path) {
    return new BridgeException(name, code, message, path);
  }

  /**
   * Given up because a script said so: whoever waits in JavaScript is to get that very reason and
   * nothing made of it.
   *
   * @param reason a value of the script's, opaque here
   */
  public static BridgeException aborted(Object reason) {
    return new BridgeException("ABORT_ERR", "The operation was aborted", false, reason);
  }

  /** The same fault as a TypeError to a script: of a fetch, whatever goes wrong is one. */
  public BridgeException asTypeError() {
    return typeError || reason != null ? this : new BridgeException(this, true);
  }

  /** More bytes than the caller was ready to take. */
  public static BridgeException tooLarge(long limit) {
    return type(TOO_LARGE, "the body has more than " + limit + " bytes");
  }

  /** Is it one of {@link #tooLarge}? */
  public boolean isTooLarge() {
    return code.equals(TOO_LARGE);
  }

  /** Has the peer, or who stands between, left? Then nobody has done anything wrong here. */
  public boolean isConnectionLost() {
    return code.equals(Code.EPIPE.name()) || code.equals(Code.ECONNRESET.name());
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
      case UnknownHostException _ -> Code.ENOTFOUND;
      case NoRouteToHostException _ -> Code.EHOSTUNREACH;
      case SocketTimeoutException _ -> Code.ETIMEDOUT;
      case NoSuchFileException _, FileNotFoundException _ -> Code.ENOENT;
      case AccessDeniedException _ -> Code.EACCES;
      case FileAlreadyExistsException _ -> Code.EEXIST;
      case NotDirectoryException _ -> Code.ENOTDIR;
      case DirectoryNotEmptyException _ -> Code.ENOTEMPTY;
      case FileSystemLoopException _ -> Code.ELOOP;
      case FileSystemException f -> codeOfReason(f.getReason());
      default ->
          e instanceof Errors.NativeIoException known
              ? codeOfNumber(known.expectedErr(), known.getMessage())
              : codeOfReason(e.getMessage());
    };
  }

  /** Netty's native transport keeps the number, of the same Linux whose numbers we tell. */
  private static Code codeOfNumber(int errno, @Nullable String reason) {
    for (Code code : Code.values()) {
      if (code.errno == errno) {
        return code;
      }
    }
    return codeOfReason(reason);
  }

  /** The JDK has no exception types for these; what it keeps is the system's own text. */
  private static Code codeOfReason(@Nullable String reason) {
    String text = reason == null ? "" : reason.toLowerCase(Locale.ROOT);
    if (text.contains("is a directory")) {
      return Code.EISDIR;
    } else if (text.contains("not a directory")) {
      return Code.ENOTDIR;
    } else if (text.contains("directory not empty")) {
      return Code.ENOTEMPTY;
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
    } else if (text.contains("connection refused")) {
      return Code.ECONNREFUSED;
    } else if (text.contains("connection reset")) {
      return Code.ECONNRESET;
    } else if (text.contains("timed out")) {
      return Code.ETIMEDOUT;
    } else if (text.contains("address already in use")) {
      return Code.EADDRINUSE;
    } else if (text.contains("cannot assign requested address")) {
      return Code.EADDRNOTAVAIL;
    } else if (text.contains("no route to host")) {
      return Code.EHOSTUNREACH;
    } else if (text.contains("network is unreachable")) {
      return Code.ENETUNREACH;
    } else if (text.contains("connection abort")) {
      return Code.ECONNABORTED;
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

  /** The {@code name} of the Error; null for the usual one. */
  @Exported
  public @Nullable String name() {
    return name;
  }

  /** What went wrong, for a person to read. */
  @Exported
  public String message() {
    return String.valueOf(getMessage());
  }

  /** Is it one of {@link #aborted}? */
  @Exported
  public boolean isAborted() {
    return reason != null;
  }

  /** What a script gave as the reason; null for a fault. */
  @Exported
  public @Nullable Object reason() {
    return reason;
  }

  /** Is this a TypeError to a script? */
  @Exported
  public boolean isTypeError() {
    return typeError;
  }
}
