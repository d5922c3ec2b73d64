package dev.sluice.builtins;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JavaScript sources of the builtins, by id. Safe to use from any thread. */
public final class Builtins {
  private Builtins() {}

  /**
   * The source text of a builtin.
   *
   * @param id path below {@code dev/sluice/builtins} without the {@code .js}, such as {@code
   *     streams/readable/ReadableStream}
   * @throws IllegalArgumentException where there is no such builtin
   */
  public static String source(String id) {
    try (InputStream in = Builtins.class.getResourceAsStream(id + ".js")) {
      if (in == null) {
        throw new IllegalArgumentException("no builtin is named " + id);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("builtin " + id + " cannot be read", e);
    }
  }
}
