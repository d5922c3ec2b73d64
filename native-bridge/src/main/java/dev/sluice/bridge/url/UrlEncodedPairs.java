package dev.sluice.bridge.url;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.bridge.Exported;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of name-value pairs as URLSearchParams holds it (URL §6.2), with the parser and the
 * serializer of application/x-www-form-urlencoded (URL §5). Texts have no lone surrogates. Used on
 * one thread.
 */
public final class UrlEncodedPairs {
  /** Names at even indices, each followed by its value. */
  private final List<String> pairs = new ArrayList<>();

  /** The «application/x-www-form-urlencoded string parser», in place of what was there. */
  @Exported
  public void parse(String input) {
    pairs.clear();
    for (int start = 0; start < input.length(); ) {
      int ampersand = input.indexOf('&', start);
      int end = ampersand < 0 ? input.length() : ampersand;
      if (end > start) {
        int equals = input.indexOf('=', start, end);
        pairs.add(decode(input, start, equals < 0 ? end : equals));
        pairs.add(equals < 0 ? "" : decode(input, equals + 1, end));
      }
      start = end + 1;
    }
  }

  private static String decode(String input, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = input.charAt(i);
      if (c == '%' || c == '+') {
        byte[] bytes = input.substring(start, end).getBytes(UTF_8);
        return PercentEncodeSet.decodeUtf8(bytes, true);
      }
    }
    return input.substring(start, end);
  }

  /** The «application/x-www-form-urlencoded serializer». */
  @Exported
  public String serialize() {
    StringBuilder out = new StringBuilder(16 * pairs.size());
    for (int i = 0; i < pairs.size(); i += 2) {
      if (i > 0) {
        out.append('&');
      }
      appendEncoded(out, pairs.get(i));
      out.append('=');
      appendEncoded(out, pairs.get(i + 1));
    }
    return out.toString();
  }

  private static void appendEncoded(StringBuilder out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == ' ') {
        PercentEncodeSet.FORM_URLENCODED.appendEncoded(out, bytes, start, i);
        if (i < bytes.length) {
          out.append('+');
        }
        start = i + 1;
      }
    }
  }

  /** The number of pairs. */
  @Exported
  public int size() {
    return pairs.size() / 2;
  }

  @Exported
  public String nameAt(int index) {
    return pairs.get(2 * index);
  }

  @Exported
  public String valueAt(int index) {
    return pairs.get(2 * index + 1);
  }

  @Exported
  public void append(String name, String value) {
    pairs.add(name);
    pairs.add(value);
  }

  /**
   * The index of the first pair at {@code from} or behind it with this name, -1 if there is none.
   */
  @Exported
  public int indexOf(String name, int from) {
    for (int i = 2 * from; i < pairs.size(); i += 2) {
      if (pairs.get(i).equals(name)) {
        return i / 2;
      }
    }
    return -1;
  }

  /** The value of the first pair with this name, null if there is none. */
  @Exported
  public @Nullable String get(String name) {
    int index = indexOf(name, 0);
    return index < 0 ? null : valueAt(index);
  }

  /** Is there a pair with this name and this value? */
  @Exported
  public boolean hasPair(String name, String value) {
    for (int i = 0; i < pairs.size(); i += 2) {
      if (pairs.get(i).equals(name) && pairs.get(i + 1).equals(value)) {
        return true;
      }
    }
    return false;
  }

  /** Removes all pairs with this name. */
  @Exported
  public void delete(String name) {
    keepOthers(0, name, null);
  }

  /** Removes all pairs with this name and this value. */
  @Exported
  public void deletePair(String name, String value) {
    keepOthers(0, name, value);
  }

  /** Gives the first pair with this name the value and removes the others, or appends a pair. */
  @Exported
  public void set(String name, String value) {
    int index = indexOf(name, 0);
    if (index < 0) {
      append(name, value);
    } else {
      pairs.set(2 * index + 1, value);
      keepOthers(index + 1, name, null);
    }
  }

  /** Removes, from a pair on, those with this name and, unless it is null, this value. */
  private void keepOthers(int from, String name, @Nullable String value) {
    int to = 2 * from;
    for (int i = to; i < pairs.size(); i += 2) {
      boolean matches =
          pairs.get(i).equals(name) && (value == null || pairs.get(i + 1).equals(value));
      if (!matches) {
        pairs.set(to, pairs.get(i));
        pairs.set(to + 1, pairs.get(i + 1));
        to += 2;
      }
    }
    pairs.subList(to, pairs.size()).clear();
  }

  /** Sorts by the code units of the names; pairs of one name keep their order. */
  @Exported
  public void sort() {
    record Pair(String name, String value) {}

    List<Pair> sorted = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      sorted.add(new Pair(pairs.get(i), pairs.get(i + 1)));
    }
    sorted.sort((a, b) -> a.name.compareTo(b.name));
    pairs.clear();
    for (Pair pair : sorted) {
      append(pair.name, pair.value);
    }
  }
}
