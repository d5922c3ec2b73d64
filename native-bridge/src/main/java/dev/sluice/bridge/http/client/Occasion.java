package dev.sluice.bridge.http.client;

/**
 * How a request came about.
 *
 * @param redirects how many redirects have led to it
 */
public record Occasion(Purpose purpose, int redirects) {
  /** A request that nobody says more of. */
  public static final Occasion FETCH = of(Purpose.FETCH);

  /** The first request for a purpose. */
  public static Occasion of(Purpose purpose) {
    return new Occasion(purpose, 0);
  }
}
