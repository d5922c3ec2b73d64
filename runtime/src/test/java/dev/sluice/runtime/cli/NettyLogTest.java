package dev.sluice.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyLogTest {
  private static final Logger NETTY = Logger.getLogger("io.netty");
  private static final Logger SOME = Logger.getLogger("io.netty.handler.codec.http2.Some");
  private static final String CONFIGURATION = "java.util.logging.config.file";

  @AfterEach
  void restore() {
    System.clearProperty(CONFIGURATION);
    NETTY.setLevel(null);
  }

  @Test
  void nettySaysNothing() {
    assertTrue(SOME.isLoggable(Level.WARNING));
    NettyLog.silence();
    System.gc();
    assertFalse(SOME.isLoggable(Level.SEVERE));
  }

  @Test
  void aConfigurationOfTheUsersIsKept() {
    System.setProperty(CONFIGURATION, "logging.properties");
    NettyLog.silence();
    assertTrue(SOME.isLoggable(Level.WARNING));
  }
}
