package dev.sluice.bridge.http;

import io.netty.buffer.ByteBuf;

/**
 * Takes the framing off a body in chunks (RFC 9112 §7.1), strictly: what two recipients could
 * understand differently is refused. Extensions and trailers are passed over, within a limit.
 */
public final class ChunkReader {
  /** What the bytes at hand are. */
  public enum Step {
    /** Nothing can be done before more bytes come. */
    NEEDS_MORE,
    /** Some bytes of the body: {@link #available} of them are next in the buffer. */
    DATA,
    /** The body is at its end, and so are its trailers. */
    END,
    /** This is no body in chunks. */
    MALFORMED,
    /** More extensions or trailers than anybody has use for. */
    TOO_LONG
  }

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    END
  }

  /** Sixty bits. */
  private static final int MOST_DIGITS = 15;

  private final int maxOverhead;
  private State state = State.SIZE;
  private long left;
  private int digits;
  private int overhead;
  private int available;

  /**
   * @param maxOverhead how many bytes of extensions and trailers are put up with in the whole body
   */
  public ChunkReader(int maxOverhead) {
    this.maxOverhead = maxOverhead;
  }

  /** After DATA: how many bytes of the body are next; the caller takes just these. */
  public int available() {
    return available;
  }

  /** Goes on with the bytes at hand, and takes those that are framing. */
  public Step next(ByteBuf in) {
    while (in.isReadable()) {
      if (state == State.DATA) {
        available = (int) Math.min(left, in.readableBytes());
        left -= available;
        if (left == 0) {
          state = State.DATA_CR;
        }
        return Step.DATA;
      }
      if (state == State.END) {
        return Step.END;
      }
      if (!take(in.readByte())) {
        return Step.MALFORMED;
      }
      if (overhead > maxOverhead) {
        return Step.TOO_LONG;
      }
      if (state == State.END) {
        return Step.END;
      }
    }
    return Step.NEEDS_MORE;
  }

  private boolean take(byte b) {
    switch (state) {
      case SIZE -> {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && b > 0) {
          left = left << 4 | digit;
          return ++digits <= MOST_DIGITS;
        } else if (digits == 0) {
          return false;
        }
        state = b == '\r' ? State.SIZE_LF : State.EXTENSION;
        return b == '\r' || b == ';';
      }
      case EXTENSION -> {
        overhead++;
        if (b == '\r') {
          state = State.SIZE_LF;
          return true;
        }
        return FieldSyntax.isValueChar(b & 0xFF);
      }
      case SIZE_LF -> {
        state = left == 0 ? State.TRAILER_START : State.DATA;
        digits = 0;
        return b == '\n';
      }
      case DATA_CR -> {
        state = State.DATA_LF;
        return b == '\r';
      }
      case DATA_LF -> {
        state = State.SIZE;
        return b == '\n';
      }
      case TRAILER_START -> {
        if (b == '\r') {
          state = State.LAST_LF;
          return true;
        }
        overhead++;
        state = State.TRAILER_NAME;
        return FieldSyntax.isTokenChar(b);
      }
      case TRAILER_NAME -> {
        overhead++;
        if (b == ':') {
          state = State.TRAILER_VALUE;
          return true;
        }
        return FieldSyntax.isTokenChar(b);
      }
      case TRAILER_VALUE -> {
        overhead++;
        if (b == '\r') {
          state = State.TRAILER_LF;
          return true;
        }
        return FieldSyntax.isValueChar(b & 0xFF);
      }
      case TRAILER_LF -> {
        state = State.TRAILER_START;
        return b == '\n';
      }
      case LAST_LF -> {
        state = State.END;
        return b == '\n';
      }
      default -> throw new IllegalStateException(state.name());
    }
  }
}
