package dev.sluice.bridge.compress;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Decodes gzip members (RFC 1952). Headers and trailers may come in pieces of any size. */
final class GzipDecoder extends CheckedCoder {
  /** Where in a member the next byte lies. */
  private enum State {
    ID1,
    ID2,
    METHOD,
    FLAGS,
    /** Time, extra flags, operating system: six bytes that may be anything. */
    FIXED,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    HEADER_CRC,
    DATA,
    TRAILER,
    /** Behind a member; another may follow, if that is tolerated. */
    BETWEEN,
    /** What follows is dropped. */
    DROPPING
  }

  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final Tolerance tolerance;
  private final Inflation inflation = new Inflation(true);
  private final CRC32 headerCrc = new CRC32();
  private final CRC32 crc = new CRC32();
  private State state = State.ID1;
  private boolean isFirst = true;
  private int flags;

  /** The little-endian number that is being read, and how many bytes of it are here. */
  private long number;

  private int digits;

  /** Bytes of the extra field that are still to come. */
  private int extra;

  private long length;

  GzipDecoder(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  @Override
  Progress work(ByteBuffer in, ByteBuffer out, Next next) {
    for (; ; ) {
      switch (state) {
        case DATA -> {
          Progress progress = inflate(in, out);
          if (progress == Progress.ENDED) {
            state = State.TRAILER;
          } else if (progress == Progress.NEEDS_ROOM) {
            return progress;
          } else {
            return starved(next);
          }
        }
        case BETWEEN -> {
          if (!in.hasRemaining()) {
            return Progress.ENDED;
          } else if (tolerance == Tolerance.STANDARD) {
            throw trailing();
          } else {
            begin();
          }
        }
        case DROPPING -> {
          in.position(in.limit());
          return Progress.ENDED;
        }
        default -> {
          if (!in.hasRemaining()) {
            return starved(next);
          }
          header(in.get() & 0xFF);
          if (state == State.BETWEEN) {
            // What a member gave is not held back for the sake of what follows it.
            return Progress.ENDED;
          }
        }
      }
    }
  }

  private Progress starved(Next next) {
    if (next != Next.END) {
      return Progress.NEEDS_INPUT;
    }
    if (state == State.ID1 && isFirst && tolerance == Tolerance.HTTP) {
      return Progress.ENDED;
    }
    if (state == State.ID2 && !isFirst) {
      // A lone byte behind a member.
      state = State.DROPPING;
      return Progress.ENDED;
    }
    throw truncated();
  }

  private Progress inflate(ByteBuffer in, ByteBuffer out) {
    int before = out.position();
    Progress progress = inflation.inflate(in, out);
    int count = out.position() - before;
    crc.update(out.duplicate().flip().position(before));
    length += count;
    return progress;
  }

  /** For the next member. */
  private void begin() {
    isFirst = false;
    state = State.ID1;
    inflation.reset();
    headerCrc.reset();
    crc.reset();
    length = 0;
  }

  /** A byte of a header or trailer. */
  private void header(int b) {
    if (state == State.TRAILER) {
      trailer(b);
      return;
    }
    if (state != State.HEADER_CRC) {
      headerCrc.update(b);
    }
    switch (state) {
      case ID1 -> magic(b == 0x1F, State.ID2);
      case ID2 -> magic(b == 0x8B, State.METHOD);
      case METHOD -> {
        if (b != 8) {
          throw corrupt("unknown compression method");
        }
        state = State.FLAGS;
      }
      case FLAGS -> {
        if ((b & RESERVED) != 0) {
          throw corrupt("unknown header flags set");
        }
        flags = b;
        state = State.FIXED;
      }
      case FIXED -> {
        if (complete(b, 6)) {
          afterFixed();
        }
      }
      case EXTRA_LENGTH -> {
        if (complete(b, 2)) {
          extra = (int) taken();
          state = State.EXTRA;
          if (extra == 0) {
            afterExtra();
          }
        }
      }
      case EXTRA -> {
        if (--extra == 0) {
          afterExtra();
        }
      }
      case NAME -> {
        if (b == 0) {
          afterName();
        }
      }
      case COMMENT -> {
        if (b == 0) {
          afterComment();
        }
      }
      case HEADER_CRC -> {
        if (complete(b, 2)) {
          if (taken() != (headerCrc.getValue() & 0xFFFF)) {
            throw corrupt("header crc mismatch");
          }
          state = State.DATA;
        }
      }
      default -> throw new IllegalStateException(state.name());
    }
  }

  private void magic(boolean isRight, State following) {
    if (isRight) {
      state = following;
    } else if (isFirst) {
      throw corrupt("incorrect header check");
    } else {
      state = State.DROPPING;
    }
  }

  private void afterFixed() {
    taken();
    if ((flags & FEXTRA) != 0) {
      state = State.EXTRA_LENGTH;
    } else {
      afterExtra();
    }
  }

  private void afterExtra() {
    if ((flags & FNAME) != 0) {
      state = State.NAME;
    } else {
      afterName();
    }
  }

  private void afterName() {
    if ((flags & FCOMMENT) != 0) {
      state = State.COMMENT;
    } else {
      afterComment();
    }
  }

  private void afterComment() {
    state = (flags & FHCRC) != 0 ? State.HEADER_CRC : State.DATA;
  }

  private void trailer(int b) {
    if (complete(b, 8)) {
      long expected = taken();
      if ((expected & 0xFFFF_FFFFL) != crc.getValue()) {
        throw corrupt("incorrect data check");
      }
      if (expected >>> 32 != (length & 0xFFFF_FFFFL)) {
        throw corrupt("incorrect length check");
      }
      state = State.BETWEEN;
    }
  }

  /** Adds a byte to the number that is being read; is that all of it? */
  private boolean complete(int b, int size) {
    number |= (long) b << (8 * digits);
    return ++digits == size;
  }

  private long taken() {
    long result = number;
    number = 0;
    digits = 0;
    return result;
  }

  @Override
  void free() {
    inflation.free();
  }
}
