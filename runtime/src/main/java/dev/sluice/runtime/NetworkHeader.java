package dev.sluice.runtime;

import dev.sluice.bridge.http.FieldSyntax;

/**
 * A header of a request or a response.
 *
 * @param name a token; names are the same without regard to case
 * @param value one byte a character, without line breaks
 */
public record NetworkHeader(String name, String value) {
  /**
   * A header of the host's own.
   *
   * @throws IllegalArgumentException if it cannot be sent
   */
  static NetworkHeader checked(String name, String value) {
    if (!FieldSyntax.isToken(name)) {
      throw new IllegalArgumentException("not the name of a header: " + name);
    }
    if (!FieldSyntax.isValue(value)) {
      throw new IllegalArgumentException("not the value of a header: " + name);
    }
    return new NetworkHeader(name, value);
  }
}
