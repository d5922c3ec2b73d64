package dev.sluice.runtime;

import dev.sluice.runtime.errors.ErrorReport;
import org.jspecify.annotations.Nullable;

/** An error that a script threw, or the reason of a promise that it rejected. */
public final class JsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String name;
  private final @Nullable String code;
  private final String report;

  JsException(ErrorReport report, @Nullable Throwable cause) {
    super(report.message(), cause);
    this.name = report.name();
    this.code = report.code();
    this.report = report.text();
  }

  /**
   * The error's {@code name}, such as {@code TypeError}; null where the script threw something that
   * is no error.
   */
  public @Nullable String name() {
    return name;
  }

  /** The error's {@code code}, such as {@code ENOENT}, where it has one. */
  public @Nullable String code() {
    return code;
  }

  /**
   * The whole story for a person: file, line and column, the source line with a caret, the message
   * and the JavaScript stack. Several lines, without a final newline.
   */
  public String report() {
    return report;
  }
}
