package dev.sluice.testjs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The files in {@code src/test/resources}. */
public final class Resources {
  private Resources() {}

  /** Is there a resource of that name? */
  public static boolean has(String name) {
    return Resources.class.getResource("/" + name) != null;
  }

  /** The text of a resource, by its path from the root. */
  public static String text(String name) throws IOException {
    try (InputStream in = Resources.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A resource that is one JavaScript expression, to be put into a larger one. */
  public static String expression(String name) throws IOException {
    return text(name).strip();
  }
}
