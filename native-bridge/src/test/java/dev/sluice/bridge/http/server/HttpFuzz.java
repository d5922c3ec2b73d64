package dev.sluice.bridge.http.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Gives the server's HTTP/1.1 mutated requests and holds what it makes of them against {@link
 * HttpModel}: never a crash, a hang, a leak, or a byte of a body taken for a request.
 *
 * <p>Each case has a seed of its own, so that one that fails can be run alone: {@code main(first,
 * count)}.
 */
public final class HttpFuzz {
  private HttpFuzz() {}

  /**
   * Runs the cases {@code first} to {@code first + count − 1}; tells the seed of the first fault.
   */
  static void run(long first, long count) {
    for (long seed = first; seed < first + count; seed++) {
      RequestMutator mutator = new RequestMutator(new SplittableRandom(seed));
      byte[] bytes = mutator.next();
      List<byte[]> pieces = mutator.pieces(bytes);
      try {
        FuzzedConnection.check(bytes, pieces);
      } catch (Throwable fault) {
        throw new AssertionError(
            "seed " + seed + ", " + pieces.size() + " pieces: " + fault + "\n" + shown(bytes),
            fault);
      }
    }
  }

  static String shown(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (char c : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
      switch (c) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n\n");
        default -> {
          if (c < ' ' || c >= 0x7f) {
            text.append(String.format("\\x%02x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    return text.toString();
  }

  /** {@code HttpFuzz [first seed] [count]}; a million takes about a minute. */
  public static void main(String[] arguments) {
    long first = arguments.length > 0 ? Long.parseLong(arguments[0]) : 0;
    long count = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000_000;
    long start = System.nanoTime();
    run(first, count);
    System.out.printf("%d cases, no fault, %.1f s%n", count, (System.nanoTime() - start) / 1e9);
  }
}
