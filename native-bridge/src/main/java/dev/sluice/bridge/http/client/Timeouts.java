package dev.sluice.bridge.http.client;

/**
 * How long a request may take, in milliseconds; 0 is for ever.
 *
 * @param connect until a connection stands: name, address, tunnel and TLS handshake together
 * @param head until the response's head has come, and as long again while the request's body is
 *     being taken
 * @param idle without a byte of the response's body while somebody waits for one
 * @param total from the call until the last byte of the response has come
 */
public record Timeouts(long connect, long head, long idle, long total) {
  /**
   * A server that cannot be reached, or that never answers, is given up; one that has begun to
   * answer may be silent for as long as it likes, as event streams and language models are.
   */
  public static final Timeouts DEFAULT = new Timeouts(30_000, 300_000, 0, 0);

  public static final Timeouts NONE = new Timeouts(0, 0, 0, 0);

  public Timeouts {
    if (connect < 0 || head < 0 || idle < 0 || total < 0) {
      throw new IllegalArgumentException("negative");
    }
  }
}
