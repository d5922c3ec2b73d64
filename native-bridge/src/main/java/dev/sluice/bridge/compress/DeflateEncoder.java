package dev.sluice.bridge.compress;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Encodes as DEFLATE (RFC 1951), raw, in zlib's wrapper (RFC 1950), or as a gzip member (RFC 1952).
 */
final class DeflateEncoder extends CheckedCoder {
  /** No flags, no time, no name; the operating system is «unknown», so that all platforms agree. */
  private static final byte[] GZIP_HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final Deflater deflater;

  /** Of a gzip member; null for the other forms. */
  private final @Nullable CRC32 crc;

  /** What is to come out beside the deflated data: the header, then the trailer. */
  private ByteBuffer frame;

  private boolean finished;

  /**
   * @param level 0 to 9, or −1 for zlib's own choice, 6
   */
  DeflateEncoder(Coding coding, int level) {
    deflater = new Deflater(level, coding != Coding.DEFLATE);
    crc = coding == Coding.GZIP ? new CRC32() : null;
    frame = coding == Coding.GZIP ? ByteBuffer.wrap(GZIP_HEADER) : NONE;
  }

  @Override
  Progress work(ByteBuffer in, ByteBuffer out, Next next) {
    if (!emitFrame(out)) {
      return Progress.NEEDS_ROOM;
    }
    if (!finished) {
      Progress progress = deflate(in, out, next);
      if (progress != Progress.ENDED) {
        return progress;
      }
      finished = true;
      if (crc != null) {
        frame = trailer(crc.getValue(), deflater.getBytesRead());
      }
    }
    return emitFrame(out) ? Progress.ENDED : Progress.NEEDS_ROOM;
  }

  private Progress deflate(ByteBuffer in, ByteBuffer out, Next next) {
    int before = in.position();
    deflater.setInput(in);
    try {
      if (next == Next.END) {
        deflater.finish();
      }
      int flush = next == Next.FLUSH ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
      while (out.hasRemaining()) {
        int count = deflater.deflate(out, flush);
        if (deflater.finished()) {
          return Progress.ENDED;
        }
        // zlib says by room that is left over that a flush is complete.
        if (next == Next.FLUSH ? out.hasRemaining() && !in.hasRemaining() : count == 0) {
          return Progress.NEEDS_INPUT;
        }
      }
      return Progress.NEEDS_ROOM;
    } finally {
      deflater.setInput(NONE);
      if (crc != null) {
        crc.update(in.duplicate().flip().position(before));
      }
    }
  }

  private static ByteBuffer trailer(long crc, long length) {
    ByteBuffer trailer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    return trailer.putInt((int) crc).putInt((int) length).flip();
  }

  private boolean emitFrame(ByteBuffer out) {
    while (frame.hasRemaining() && out.hasRemaining()) {
      out.put(frame.get());
    }
    return !frame.hasRemaining();
  }

  @Override
  void free() {
    deflater.end();
  }
}
