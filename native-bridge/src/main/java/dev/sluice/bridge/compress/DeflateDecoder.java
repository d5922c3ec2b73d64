package dev.sluice.bridge.compress;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Decodes DEFLATE data, with zlib's wrapper (RFC 1950) or raw (RFC 1951). */
final class DeflateDecoder extends CheckedCoder {
  private final boolean raw;
  private final Tolerance tolerance;

  /** Null until the first byte tells which form it is, if both are tolerated. */
  private @Nullable Inflation inflation;

  private boolean begun;
  private boolean ended;

  DeflateDecoder(boolean raw, Tolerance tolerance) {
    this.raw = raw;
    this.tolerance = tolerance;
  }

  @Override
  Progress work(ByteBuffer in, ByteBuffer out, Next next) {
    if (ended) {
      return end(in);
    }
    if (!begun && !in.hasRemaining()) {
      if (next == Next.END && tolerance == Tolerance.STANDARD) {
        throw truncated();
      }
      return next == Next.END ? Progress.ENDED : Progress.NEEDS_INPUT;
    }
    Inflation inflating = inflation;
    if (inflating == null) {
      inflating = new Inflation(raw || (tolerance == Tolerance.HTTP && looksRaw(in)));
      inflation = inflating;
    }
    begun = true;
    Progress progress = inflating.inflate(in, out);
    if (progress == Progress.ENDED) {
      ended = true;
    } else if (progress == Progress.NEEDS_INPUT && next == Next.END) {
      throw truncated();
    }
    return progress;
  }

  /**
   * Is this no zlib header? Its first byte names method 8 and a window of at most 32 KB. As the
   * first byte of raw data that would be a stored block that is not the last, whose unused bits are
   * not zero, which no encoder makes.
   */
  private static boolean looksRaw(ByteBuffer in) {
    int first = in.get(in.position()) & 0xFF;
    return (first & 0x0F) != 8 || first >>> 4 > 7;
  }

  private Progress end(ByteBuffer in) {
    if (in.hasRemaining()) {
      if (tolerance == Tolerance.STANDARD) {
        throw trailing();
      }
      in.position(in.limit());
    }
    return Progress.ENDED;
  }

  @Override
  void free() {
    if (inflation != null) {
      inflation.free();
    }
  }
}
