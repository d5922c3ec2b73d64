package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.http.FieldSyntax;
import dev.sluice.bridge.http.HeaderFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which content coding a client wants most (RFC 9110 §12.5.3). A coding's weight counts first;
 * among those of one weight the server's own order does.
 */
public final class AcceptEncoding {
  /** The order that we use if nobody asks for another: the least bytes first. */
  public static final List<Coding> PREFERENCE = List.of(Coding.BROTLI, Coding.ZSTD, Coding.GZIP);

  private static final int MOST = 1000;
  private static final int ABSENT = -1;

  private AcceptEncoding() {}

  /**
   * Chooses from what there is.
   *
   * @param request the request's fields
   * @param available what the server can send, besides the bytes as they are, best first
   * @return null for the bytes as they are: also where the request has no such field, and where it
   *     refuses all that there is, since it is of more use to a client than 406
   */
  public static @Nullable Coding choose(HeaderFields request, List<Coding> available) {
    String field = request.joined("Accept-Encoding");
    return field == null ? null : choose(field, available);
  }

  /**
   * All that the client takes of what there is and prefers to the bytes as they are, best first.
   */
  static List<Coding> ordered(HeaderFields request, List<Coding> available) {
    String field = available.isEmpty() ? null : request.joined("Accept-Encoding");
    Coding first = field == null ? null : choose(field, available);
    if (field == null || first == null) {
      return List.of();
    }
    List<Coding> rest = new ArrayList<>(available);
    List<Coding> ordered = new ArrayList<>(available.size());
    for (Coding next = first; next != null; next = choose(field, rest)) {
      ordered.add(next);
      rest.remove(next);
    }
    return ordered;
  }

  static @Nullable Coding choose(String field, List<Coding> available) {
    Coding best = null;
    // The bytes as they are can be had unless they are refused; they lose to anything equal.
    int weightOfNone = weight(field, "identity");
    int most = Math.max(0, weightOfNone - 1);
    for (int i = 0; i < available.size(); i++) {
      Coding coding = available.get(i);
      String token = coding.token();
      if (token == null) {
        continue;
      }
      int weight = weight(field, token);
      if (weight == ABSENT && coding == Coding.GZIP) {
        weight = weight(field, "x-gzip"); // §8.4.1.3
      }
      if (weight == ABSENT) {
        weight = weight(field, "*");
      }
      if (weight > most) {
        best = coding;
        most = weight;
      }
    }
    return best;
  }

  /** The weight of a coding in thousandths, or {@link #ABSENT}. */
  private static int weight(String field, String token) {
    int at = 0;
    while (at < field.length()) {
      int comma = field.indexOf(',', at);
      int end = comma < 0 ? field.length() : comma;
      int semicolon = field.indexOf(';', at);
      int nameEnd = semicolon < 0 || semicolon > end ? end : semicolon;
      int from = skipSpace(field, at, nameEnd);
      int to = nameEnd;
      while (to > from && FieldSyntax.isBlank(field.charAt(to - 1))) {
        to--;
      }
      if (to - from == token.length()
          && field.regionMatches(true, from, token, 0, token.length())) {
        return nameEnd == end ? MOST : quality(field, nameEnd + 1, end);
      }
      at = end + 1;
    }
    return ABSENT;
  }

  /** What {@code q=…} says (§12.4.2), in thousandths; 0 for what is none. */
  private static int quality(String field, int from, int to) {
    int at = skipSpace(field, from, to);
    if (at + 2 >= to || (field.charAt(at) | 0x20) != 'q' || field.charAt(at + 1) != '=') {
      return 0;
    }
    at += 2;
    int whole = field.charAt(at) - '0';
    if (whole < 0 || whole > 1) {
      return 0;
    }
    int quality = whole * MOST;
    if (at + 1 < to && field.charAt(at + 1) == '.') {
      int unit = MOST / 10;
      for (int i = at + 2; i < to && unit > 0; i++, unit /= 10) {
        int digit = field.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          break;
        }
        quality += digit * unit;
      }
    }
    return Math.min(quality, MOST);
  }

  private static int skipSpace(String field, int from, int to) {
    int at = from;
    while (at < to && FieldSyntax.isBlank(field.charAt(at))) {
      at++;
    }
    return at;
  }
}
