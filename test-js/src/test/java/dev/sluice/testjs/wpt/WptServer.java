package dev.sluice.testjs.wpt;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * WPT's own server, wptserve, that somebody has started; docs/compatibility.md says how.
 *
 * @param origin such as {@code http://localhost:8000}
 */
record WptServer(String origin) {
  /** The one that the system property {@code sluice.wpt.server} names, or null. */
  static @Nullable WptServer ofThisMachine() {
    String origin = System.getProperty("sluice.wpt.server");
    return origin == null || origin.isEmpty() ? null : new WptServer(origin);
  }

  /** Is it a file that the server fills in, such as with its own ports? */
  static boolean isMade(String path) {
    return path.contains(".sub.");
  }

  /** The text of a file as it serves it, by its path from the root. */
  String read(String path) throws IOException {
    try (InputStream in = URI.create(origin + "/" + path).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
