package dev.sluice.runtime.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Netty tells of what clients do wrong through java.util.logging, which writes to stderr: there it
 * would stand among the script's own lines, as often as a stranger likes. Whoever embeds the
 * runtime decides by himself; the command line keeps quiet, unless a configuration of logging was
 * given to the JVM.
 */
final class NettyLog {
  /** Kept here: the logging of the JDK forgets loggers, and their levels, that nobody holds. */
  private static final Logger LOGGER = Logger.getLogger("io.netty");

  private NettyLog() {}

  static void silence() {
    if (System.getProperty("java.util.logging.config.file") == null
        && System.getProperty("java.util.logging.config.class") == null) {
      LOGGER.setLevel(Level.OFF);
    }
  }
}
