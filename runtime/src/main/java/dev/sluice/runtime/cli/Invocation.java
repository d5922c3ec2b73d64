package dev.sluice.runtime.cli;

import java.util.List;

/** What the command line asks for. */
sealed interface Invocation {
  /** Run a file; {@code arguments} are the script's. */
  record File(String path, List<String> arguments, Options options) implements Invocation {}

  /** Run {@code -e CODE}, or what came on standard input. */
  record Code(String code, String name, List<String> arguments, Options options)
      implements Invocation {}

  /** Show the value of {@code -p EXPR}. */
  record Print(String expression, List<String> arguments, Options options) implements Invocation {}

  /** Run what comes on standard input. */
  record StandardInput(List<String> arguments, Options options) implements Invocation {}

  /** Print {@code text} on standard output and succeed. */
  record Information(String text) implements Invocation {}

  /** The command line is wrong: print {@code text} on standard error and exit with 2. */
  record Usage(String text) implements Invocation {}

  /**
   * What holds for every script.
   *
   * @param javaStack whether error reports show Java's frames too
   * @param traceStreams whether each stream that a script has read whole is told of on standard
   *     error
   */
  record Options(boolean javaStack, boolean traceStreams) {}
}
