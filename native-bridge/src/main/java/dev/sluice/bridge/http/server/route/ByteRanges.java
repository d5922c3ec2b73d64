package dev.sluice.bridge.http.server.route;

import java.util.ArrayList;
import java.util.List;

/**
 * What a Range field asks for, of a representation whose length is known (RFC 9110 §14.1, §14.2).
 *
 * <p>Ranges that overlap, or lie so near that a part's own head would cost more than the gap,
 * become one. A field that is no list of byte ranges is ignored, as is one with more than {@value
 * #MOST_RANGES}: whoever asks for so many is after something else than the bytes (§17.15).
 */
sealed interface ByteRanges {
  /** More than any viewer or downloader asks for at once. */
  int MOST_RANGES = 64;

  /** About what the head of a part takes in multipart/byteranges. */
  int NEAR = 80;

  /** The field is to be ignored: the whole representation is the answer. */
  record Whole() implements ByteRanges {
    static final Whole WHOLE = new Whole();
  }

  /** None of the ranges lies within the representation: 416. */
  record Unsatisfiable() implements ByteRanges {
    static final Unsatisfiable UNSATISFIABLE = new Unsatisfiable();
  }

  /** The ranges, at least one, in the order in which they were asked for; none overlap. */
  record Some(List<Range> ranges) implements ByteRanges {}

  /**
   * A range within a representation.
   *
   * @param first of its bytes, counted from 0
   * @param last of its bytes
   */
  record Range(long first, long last) {
    long length() {
      return last - first + 1;
    }

    /** What Content-Range says of it (§14.4). */
    String inContentRange(long complete) {
      return "bytes " + first + '-' + last + '/' + complete;
    }

    private boolean isNear(Range other) {
      return first <= other.last + NEAR && other.first <= last + NEAR;
    }

    private Range with(Range other) {
      return new Range(Math.min(first, other.first), Math.max(last, other.last));
    }
  }

  /** Reads the value of a Range field. */
  static ByteRanges of(String field, long length) {
    int equals = field.indexOf('=');
    if (equals < 0 || !field.substring(0, equals).equalsIgnoreCase("bytes")) {
      return Whole.WHOLE;
    }
    List<Range> ranges = new ArrayList<>(1);
    int count = 0;
    int at = equals + 1;
    while (at <= field.length()) {
      int comma = field.indexOf(',', at);
      int end = comma < 0 ? field.length() : comma;
      String spec = field.substring(at, end).strip();
      at = end + 1;
      if (spec.isEmpty()) {
        continue; // an empty element of a list stands for nothing (§5.6.1)
      }
      int dash = spec.indexOf('-');
      if (dash < 0 || ++count > MOST_RANGES) {
        return Whole.WHOLE;
      }
      long before = position(spec, 0, dash);
      long behind = position(spec, dash + 1, spec.length());
      boolean isSuffix = before == ABSENT;
      if (before == WRONG || behind == WRONG || isSuffix && behind == ABSENT) {
        return Whole.WHOLE;
      }
      if (!isSuffix && behind != ABSENT && behind < before) {
        return Whole.WHOLE;
      }
      if (isSuffix && behind > 0 && length == 0) {
        // It can be satisfied, by nothing, which no Content-Range can say.
        return Whole.WHOLE;
      }
      long first = isSuffix ? Math.max(0, length - behind) : before;
      long last = isSuffix || behind == ABSENT ? length - 1 : Math.min(behind, length - 1);
      if (first <= last) {
        add(ranges, new Range(first, last));
      }
    }
    if (count == 0) {
      return Whole.WHOLE;
    }
    return ranges.isEmpty() ? Unsatisfiable.UNSATISFIABLE : new Some(ranges);
  }

  /** Adds a range, joined with those near it, in the place of the first of them. */
  private static void add(List<Range> ranges, Range range) {
    Range joined = range;
    int place = ranges.size();
    // What has been joined may now be near one that was passed: until nothing changes.
    for (int i = 0; i < ranges.size(); i++) {
      if (ranges.get(i).isNear(joined)) {
        joined = joined.with(ranges.remove(i));
        place = Math.min(place, i);
        i = -1;
      }
    }
    ranges.add(Math.min(place, ranges.size()), joined);
  }

  long ABSENT = -1;
  long WRONG = -2;

  /** A number in decimal digits; what is beyond a long is the largest there is. */
  private static long position(String spec, int from, int to) {
    if (from == to) {
      return ABSENT;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = spec.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return WRONG;
      }
      number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : number * 10 + digit;
    }
    return number;
  }
}
