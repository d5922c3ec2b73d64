package dev.sluice.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions that this was built as and with. */
final class Version {
  private static final Properties BUILD = read();

  static final String CURRENT = BUILD.getProperty("version");

  /** Of GraalJS, which does not know it when it is a library. */
  static final String ENGINE = BUILD.getProperty("engine");

  private Version() {}

  private static Properties read() {
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
