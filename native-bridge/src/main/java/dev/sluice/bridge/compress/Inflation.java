package dev.sluice.bridge.compress;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** What decoders of DEFLATE data (RFC 1951, and its wrapper RFC 1950) have in common. */
final class Inflation {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final Inflater inflater;

  /**
   * @param raw without zlib's header and checksum
   */
  Inflation(boolean raw) {
    inflater = new Inflater(raw);
  }

  /** Inflates as far as both buffers allow. */
  Coder.Progress inflate(ByteBuffer in, ByteBuffer out) {
    inflater.setInput(in);
    try {
      // One call may stop short of both ends, at the end of a block.
      while (out.hasRemaining() && !inflater.finished()) {
        if (inflater.inflate(out) == 0) {
          if (inflater.needsDictionary()) {
            throw CheckedCoder.corrupt("the compressed data needs a dictionary");
          }
          if (!in.hasRemaining()) {
            return inflater.finished() ? Coder.Progress.ENDED : Coder.Progress.NEEDS_INPUT;
          }
        }
      }
    } catch (DataFormatException e) {
      String message = e.getMessage();
      throw CheckedCoder.corrupt(message == null ? "the compressed data is corrupt" : message);
    } finally {
      // The caller's buffer is the caller's again.
      inflater.setInput(NONE);
    }
    return inflater.finished() ? Coder.Progress.ENDED : Coder.Progress.NEEDS_ROOM;
  }

  /** For the next member of several. */
  void reset() {
    inflater.reset();
  }

  void free() {
    inflater.end();
  }
}
