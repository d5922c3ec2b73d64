package dev.sluice.bridge.url;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * The IDNA mapping table (UTS 46 §5, Unicode 16.0, non-transitional, without UseSTD3ASCIIRules),
 * and the properties that RFC 5892's context rules look at. Read from {@code idna.idx} when first
 * used, which is when a host is not plain ASCII; {@code MakeIdnaTable} wrote it and says how.
 */
final class IdnaTable {
  private static final int VALID = 0;
  private static final int DISALLOWED = 1;
  private static final int IGNORED = 2;
  private static final int MAPPED = 3;
  private static final int SHIFTED = 4;
  private static final int ALTERNATING = 5;

  private static final class Holder {
    static final IdnaTable INSTANCE = new IdnaTable();
  }

  /** First code point of each run; ascending, beginning with 0. */
  private final int[] starts;

  private final byte[] kinds;

  /** Of a shifted run the distance, of a mapped one the index of its first mapping. */
  private final int[] values;

  private final String[] mappings;

  /** Even entries begin a run of a joining type, odd ones end it. */
  private final int[] joiningBounds;

  private final byte[] joiningTypes;
  private final int[] viramas;

  private IdnaTable() {
    byte[] data = read();
    ByteArrayInputStream in = new ByteArrayInputStream(data);
    int runs = readInt(in);
    starts = new int[runs];
    kinds = new byte[runs];
    values = new int[runs];
    String[] texts = new String[1024];
    int textCount = 0;
    int start = 0;
    for (int i = 0; i < runs; i++) {
      int length = readInt(in);
      starts[i] = start;
      kinds[i] = (byte) in.read();
      if (kinds[i] == SHIFTED) {
        int zigzag = readInt(in);
        values[i] = (zigzag >>> 1) ^ -(zigzag & 1);
      } else if (kinds[i] == MAPPED) {
        values[i] = textCount;
        for (int j = 0; j < length; j++) {
          if (textCount == texts.length) {
            texts = Arrays.copyOf(texts, 2 * textCount);
          }
          byte[] text = new byte[readInt(in)];
          in.readNBytes(text, 0, text.length);
          texts[textCount++] = new String(text, StandardCharsets.UTF_8);
        }
      }
      start += length;
    }
    mappings = Arrays.copyOf(texts, textCount);

    joiningTypes = new byte[readInt(in)];
    joiningBounds = new int[2 * joiningTypes.length];
    for (int i = 0, at = 0; i < joiningTypes.length; i++) {
      joiningBounds[2 * i] = at += readInt(in);
      joiningBounds[2 * i + 1] = at += readInt(in);
      joiningTypes[i] = (byte) in.read();
    }
    viramas = new int[readInt(in)];
    for (int i = 0, at = 0; i < viramas.length; i++) {
      viramas[i] = at += readInt(in);
    }
  }

  static IdnaTable instance() {
    return Holder.INSTANCE;
  }

  /** Is the status of {@code c} «valid» or «deviation»? */
  boolean isValid(int c) {
    int run = runOf(c);
    return kinds[run] == VALID || kinds[run] == ALTERNATING && (c - starts[run] & 1) == 1;
  }

  /** Appends what {@code c} is mapped to; a disallowed code point stays what it is. */
  void appendMapped(StringBuilder out, int c) {
    int run = runOf(c);
    int offset = c - starts[run];
    switch (kinds[run]) {
      case VALID, DISALLOWED -> out.appendCodePoint(c);
      case MAPPED -> out.append(mappings[values[run] + offset]);
      case SHIFTED -> out.appendCodePoint(c + values[run]);
      case ALTERNATING -> out.appendCodePoint(c + 1 - (offset & 1));
      case IGNORED -> {}
      default -> throw new AssertionError(kinds[run]);
    }
  }

  /** Joining_Type: {@code D}, {@code L}, {@code R}, {@code T}, or {@code U} for all others. */
  char joiningType(int c) {
    int at = Arrays.binarySearch(joiningBounds, c);
    int bound = at >= 0 ? lastEqual(at) : -at - 2;
    return bound >= 0 && (bound & 1) == 0 ? (char) joiningTypes[bound / 2] : 'U';
  }

  /** Where a run begins right at the end of another, both bounds are the same. */
  private int lastEqual(int at) {
    return at + 1 < joiningBounds.length && joiningBounds[at + 1] == joiningBounds[at]
        ? at + 1
        : at;
  }

  /** Is Canonical_Combining_Class of {@code c} «Virama»? */
  boolean isVirama(int c) {
    return Arrays.binarySearch(viramas, c) >= 0;
  }

  private int runOf(int c) {
    int at = Arrays.binarySearch(starts, c);
    return at >= 0 ? at : -at - 2;
  }

  private static byte[] read() {
    try (InputStream in =
        new InflaterInputStream(
            Objects.requireNonNull(IdnaTable.class.getResourceAsStream("idna.idx")),
            new Inflater(true))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int readInt(ByteArrayInputStream in) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = in.read();
      value |= (b & 0x7F) << shift;
      if (b <= 0x7F) {
        return value;
      }
    }
  }
}
