package dev.sluice.runtime.modules;

import java.io.IOException;

/**
 * A specifier that gives no module. The engine makes a JavaScript error from the message of an
 * IOException; {@code modules.js} gives it the class and code.
 */
final class ResolutionException extends IOException {
  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final String text;

  ResolutionException(Kind kind, String text) {
    super(text);
    this.kind = kind;
    this.text = text;
  }

  /** The message; never null. */
  String text() {
    return text;
  }

  Kind kind() {
    return kind;
  }

  /** Nothing reads the Java stack. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /** What went wrong: the code is Node's, so is the class of the error. */
  enum Kind {
    MODULE_NOT_FOUND("Error"),
    /** No folder of the package: the code is that of a missing module. */
    PACKAGE_NOT_FOUND("Error"),
    UNKNOWN_BUILTIN_MODULE("Error"),
    UNSUPPORTED_DIR_IMPORT("Error"),
    UNSUPPORTED_ESM_URL_SCHEME("Error"),
    PACKAGE_PATH_NOT_EXPORTED("Error"),
    INVALID_PACKAGE_TARGET("Error"),
    INVALID_PACKAGE_CONFIG("Error"),
    PACKAGE_IMPORT_NOT_DEFINED("TypeError"),
    INVALID_MODULE_SPECIFIER("TypeError"),
    INVALID_FILE_URL_HOST("TypeError"),
    INVALID_URL("TypeError"),
    UNKNOWN_FILE_EXTENSION("TypeError"),
    UNSUPPORTED_RESOLVE_REQUEST("TypeError"),
    UNKNOWN_MODULE_FORMAT("TypeError"),
    IMPORT_ATTRIBUTE_MISSING("TypeError"),
    IMPORT_ATTRIBUTE_UNSUPPORTED("TypeError"),
    EACCES("Error"),
    EIO("Error");

    private final String errorClass;

    Kind(String errorClass) {
      this.errorClass = errorClass;
    }

    /** The value of the error's {@code code}. */
    String code() {
      return switch (this) {
        case PACKAGE_NOT_FOUND -> MODULE_NOT_FOUND.code();
        case EACCES, EIO -> name();
        default -> "ERR_" + name();
      };
    }

    /** The name of the JavaScript class of the error. */
    String errorClass() {
      return errorClass;
    }
  }
}
