package dev.sluice.bridge.http.websocket;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Deflates and inflates whole messages (RFC 7692 §7.2), for all connections of a loop. Holds some
 * hundred kilobytes outside the heap from its first use on.
 */
final class Deflation {
  /** What ends each message, and is left out on the wire. */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private static final int PIECE = 16 << 10;

  private @Nullable Deflater deflater;
  private @Nullable Inflater inflater;
  private final byte[] piece = new byte[PIECE];

  /** An inflater for one connection, whose messages refer to earlier ones. */
  static Inflater newInflater() {
    return new Inflater(true);
  }

  /**
   * Deflates a message that is not empty.
   *
   * @return null if that makes it no shorter
   */
  byte @Nullable [] deflate(byte[] bytes, int offset, int length) {
    Deflater with = deflater;
    if (with == null) {
      with = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      deflater = with;
    }
    try {
      with.setInput(bytes, offset, length);
      byte[] out = new byte[Math.max(64, length / 2)];
      int end = 0;
      while (true) {
        int made = with.deflate(out, end, out.length - end, Deflater.SYNC_FLUSH);
        end += made;
        if (end < out.length) {
          break;
        }
        if (end - TAIL.length >= length) {
          return null;
        }
        out = Arrays.copyOf(out, 2 * out.length);
      }
      int kept = end - TAIL.length;
      return kept < length ? Arrays.copyOf(out, kept) : null;
    } finally {
      with.reset();
    }
  }

  /**
   * Inflates a message.
   *
   * @param own an inflater that knows the messages before; null where there is nothing to know
   * @param limit of the message's length
   * @throws Fault if it is too long, or no such message
   */
  byte[] inflate(byte[] bytes, int length, int limit, @Nullable Inflater own) throws Fault {
    Inflater with = own;
    if (with == null) {
      if (inflater == null) {
        inflater = newInflater();
      }
      with = inflater;
    }
    try {
      byte[] out = {};
      int end = 0;
      for (int part = 0; part < 2; part++) {
        with.setInput(part == 0 ? bytes : TAIL, 0, part == 0 ? length : TAIL.length);
        while (true) {
          int made = with.inflate(piece);
          if (made == 0) {
            if (with.needsDictionary()) {
              throw new Fault(CloseCode.INVALID_DATA, "Cannot inflate the message");
            }
            if (!with.finished()) {
              break;
            }
            // A last block, which a message may end with, is not the last of the next message
            // (§7.2.3.4).
            int rest = with.getRemaining();
            with.reset();
            if (rest == 0) {
              break;
            }
            if (part == 0) {
              with.setInput(bytes, length - rest, rest);
            } else {
              with.setInput(TAIL, TAIL.length - rest, rest);
            }
            continue;
          }
          if (made > limit - end) {
            throw Fault.tooBig();
          }
          if (end + made > out.length) {
            out = Arrays.copyOf(out, (int) Math.min(limit, Math.max(2L * out.length, end + made)));
          }
          System.arraycopy(piece, 0, out, end, made);
          end += made;
        }
      }
      return out.length == end ? out : Arrays.copyOf(out, end);
    } catch (DataFormatException e) {
      throw new Fault(CloseCode.INVALID_DATA, "Cannot inflate the message");
    } finally {
      if (own == null) {
        with.reset();
      }
    }
  }
}
