package dev.sluice.runtime.errors;

import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.PolyglotException.StackFrame;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;

/** The frames of scripts, for errors that have no JavaScript stack of their own. */
final class GuestFrames {
  private static final int MOST = 10;
  private static final String BUILTIN = "sluice:";

  /** The engine's name of a script's top level. */
  private static final String TOP_LEVEL = ":program";

  private GuestFrames() {}

  /** Is the frame one of a script, as against Java and builtins? */
  static boolean isOfScript(StackFrame frame) {
    if (!frame.isGuestFrame() || frame.getSourceLocation() == null) {
      return false;
    }
    Source source = frame.getSourceLocation().getSource();
    return !source.isInternal() && !source.getName().startsWith(BUILTIN);
  }

  /** The frames, each on a line of its own that begins with a newline. */
  static String of(PolyglotException error) {
    StringBuilder lines = new StringBuilder();
    int count = 0;
    for (StackFrame frame : error.getPolyglotStackTrace()) {
      if (isOfScript(frame) && count++ < MOST) {
        lines.append("\n    at ").append(line(frame));
      }
    }
    return lines.toString();
  }

  private static String line(StackFrame frame) {
    SourceSection section = frame.getSourceLocation();
    String place =
        SourceExcerpt.name(section.getSource())
            + ":"
            + section.getStartLine()
            + ":"
            + section.getStartColumn();
    String name = frame.getRootName();
    return name == null || name.isEmpty() || name.equals(TOP_LEVEL)
        ? place
        : name + " (" + place + ")";
  }
}
