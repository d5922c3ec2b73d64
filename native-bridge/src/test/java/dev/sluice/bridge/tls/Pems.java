package dev.sluice.bridge.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The keys and certificates of the tests; {@code resources/tls/make.sh} says what they are. */
public final class Pems {
  private Pems() {}

  /** The text of a file such as {@code localhost.pem}. */
  public static String text(String file) {
    try (InputStream in = Pems.class.getResourceAsStream("/tls/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Options of a server with {@code <name>.pem} and {@code <name>.key}. */
  public static TlsOptions.Builder server(String name) {
    return TlsOptions.builder().cert(text(name + ".pem")).key(text(name + ".key"));
  }

  /** Options of a client that trusts the tests' own authority. */
  public static TlsOptions.Builder client() {
    return TlsOptions.builder().ca(text("ca.pem"));
  }
}
