package dev.sluice.bridge.http;

import dev.sluice.bridge.Exported;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a message (RFC 9110 §5): an ordered list of names and values, names as they
 * came, looked up without regard to case. A value is a byte string: each char is one byte, at most
 * U+00FF.
 *
 * <p>A flat array and no index: a message has a dozen fields, and comparing a dozen lengths is
 * quicker than hashing one name. Not safe for threads; whoever is given fields may change them only
 * if it is said so.
 */
public final class HeaderFields {
  private static final int EXPECTED = 8;

  private String[] pairs;
  private int end;

  public HeaderFields() {
    this(EXPECTED);
  }

  /**
   * @param expected how many fields will come, about
   */
  public HeaderFields(int expected) {
    this.pairs = new String[2 * expected];
  }

  /** Fields of names and values in turn. */
  public static HeaderFields of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a name without a value");
    }
    HeaderFields fields = new HeaderFields(0);
    fields.pairs = namesAndValues.clone();
    fields.end = namesAndValues.length;
    return fields;
  }

  /** Others with the same fields. */
  public HeaderFields copy() {
    HeaderFields fields = new HeaderFields(0);
    fields.pairs = Arrays.copyOf(pairs, end);
    fields.end = end;
    return fields;
  }

  /** How many fields there are; a name that occurs twice counts twice. */
  @Exported
  public int size() {
    return end >> 1;
  }

  public boolean isEmpty() {
    return end == 0;
  }

  /** The name of the field at {@code index}, from 0 on, as it came. */
  @Exported
  public String name(int index) {
    return pairs[2 * index];
  }

  /** The value of the field at {@code index}. */
  @Exported
  public String value(int index) {
    return pairs[2 * index + 1];
  }

  /** Adds a field behind the others, whether or not there is one of that name. */
  public HeaderFields add(String name, String value) {
    if (end == pairs.length) {
      pairs = Arrays.copyOf(pairs, Math.max(2 * EXPECTED, 2 * end));
    }
    pairs[end++] = name;
    pairs[end++] = value;
    return this;
  }

  /** Puts the value in the place of the first field of that name, and removes the others. */
  public HeaderFields set(String name, String value) {
    int at = find(name, 0);
    if (at < 0) {
      return add(name, value);
    }
    pairs[at + 1] = value;
    remove(name, at + 2);
    return this;
  }

  /** Removes all fields of that name. */
  public HeaderFields remove(String name) {
    remove(name, 0);
    return this;
  }

  private void remove(String name, int from) {
    int at = find(name, from);
    if (at < 0) {
      return;
    }
    int to = at;
    for (int i = at; i < end; i += 2) {
      if (!pairs[i].equalsIgnoreCase(name)) {
        pairs[to++] = pairs[i];
        pairs[to++] = pairs[i + 1];
      }
    }
    Arrays.fill(pairs, to, end, null);
    end = to;
  }

  /** The value of the first field of that name, or null. */
  @Exported
  public @Nullable String get(String name) {
    int at = find(name, 0);
    return at < 0 ? null : pairs[at + 1];
  }

  /** The values of all fields of that name joined by a comma and a space, or null. */
  public @Nullable String joined(String name) {
    int at = find(name, 0);
    if (at < 0) {
      return null;
    }
    String value = pairs[at + 1];
    for (int next = find(name, at + 2); next >= 0; next = find(name, next + 2)) {
      value = value + ", " + pairs[next + 1];
    }
    return value;
  }

  /** The values of all fields of that name, in order. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>(1);
    for (int at = find(name, 0); at >= 0; at = find(name, at + 2)) {
      values.add(pairs[at + 1]);
    }
    return values;
  }

  @Exported
  public boolean contains(String name) {
    return find(name, 0) >= 0;
  }

  /** How many fields of that name there are. */
  public int count(String name) {
    int count = 0;
    for (int at = find(name, 0); at >= 0; at = find(name, at + 2)) {
      count++;
    }
    return count;
  }

  /**
   * Is {@code token}, without regard to case, an element of the comma-separated list that the
   * fields of that name make (RFC 9110 §5.6.1)? For lists of plain tokens, such as Connection.
   */
  public boolean hasToken(String name, String token) {
    for (int at = find(name, 0); at >= 0; at = find(name, at + 2)) {
      if (listHas(pairs[at + 1], token)) {
        return true;
      }
    }
    return false;
  }

  private static boolean listHas(String list, String token) {
    int start = 0;
    while (start <= list.length()) {
      int comma = list.indexOf(',', start);
      int stop = comma < 0 ? list.length() : comma;
      int first = start;
      int last = stop;
      while (first < last && FieldSyntax.isBlank(list.charAt(first))) {
        first++;
      }
      while (last > first && FieldSyntax.isBlank(list.charAt(last - 1))) {
        last--;
      }
      if (last - first == token.length()
          && list.regionMatches(true, first, token, 0, token.length())) {
        return true;
      }
      start = stop + 1;
    }
    return false;
  }

  private int find(String name, int from) {
    int length = name.length();
    for (int i = from; i < end; i += 2) {
      String candidate = pairs[i];
      if (candidate.length() == length && candidate.equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < end; i += 2) {
      text.append(pairs[i]).append(": ").append(pairs[i + 1]).append('\n');
    }
    return text.toString();
  }
}
