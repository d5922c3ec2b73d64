package dev.sluice.bridge.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The query of a request, with names and values as they are meant, not encoded. Immutable. */
final class Query {
  private record Pair(String name, String value) {}

  static final Query NONE = new Query(List.of());

  private static final Comparator<Pair> BY_ENCODED_NAME =
      Comparator.comparing(Pair::name).thenComparing(Pair::value);

  private final List<Pair> pairs;

  private Query(List<Pair> pairs) {
    this.pairs = pairs;
  }

  /** A query of names and values in turn. */
  static Query of(String... namesAndValues) {
    List<Pair> pairs = new ArrayList<>(namesAndValues.length / 2);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      pairs.add(new Pair(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new Query(pairs);
  }

  /** With one more. */
  Query with(String name, String value) {
    List<Pair> more = new ArrayList<>(pairs);
    more.add(new Pair(name, value));
    return new Query(more);
  }

  boolean isEmpty() {
    return pairs.isEmpty();
  }

  /**
   * As it is signed, and as it is sent: encoded, and in the order of the encoded names («Create a
   * canonical request», step 3), a name without a value with its equals sign.
   */
  String canonical() {
    List<Pair> encoded = new ArrayList<>(pairs.size());
    for (Pair pair : pairs) {
      encoded.add(new Pair(encode(pair.name, false), encode(pair.value, false)));
    }
    encoded.sort(BY_ENCODED_NAME);
    StringBuilder text = new StringBuilder();
    for (Pair pair : encoded) {
      text.append(text.isEmpty() ? "" : "&").append(pair.name).append('=').append(pair.value);
    }
    return text.toString();
  }

  /**
   * «UriEncode» of AWS: all bytes of the UTF-8 but letters, digits, {@code - . _ ~} as {@code %XY}.
   *
   * @param keepsSlashes in a path
   */
  static String encode(String text, boolean keepsSlashes) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      if (isUnreserved(c) || (keepsSlashes && c == '/')) {
        out.append(c);
      } else {
        out.append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return out.toString();
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }
}
