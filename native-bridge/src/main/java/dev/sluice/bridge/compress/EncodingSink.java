package dev.sluice.bridge.compress;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.compress.Coder.Next;
import dev.sluice.bridge.compress.Coder.Progress;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes what is written to it and writes that to another sink. A flush brings all out that came
 * so far, which is what server-sent events need and what costs a few bytes each time. Bytes are
 * encoded during the call that brings them; what comes out is lent to the other sink, in pieces.
 */
public final class EncodingSink implements Sink, Signal {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);
  private static final int FIRST_OUTPUT = 8 << 10;
  private static final int OUTPUT = 64 << 10;

  /** So much is encoded at once: about a millisecond on the loop's thread. */
  private static final int INPUT = 64 << 10;

  /**
   *
   *
   * <pre>
   * NEW --start--> STARTING --start--> OPEN --end--> ENDING --close--> CLOSED
   * any --abort, close, failure----------------------------> CLOSED
   * </pre>
   */
  private enum State {
    NEW,
    STARTING,
    OPEN,
    ENDING,
    CLOSED
  }

  private final Sink sink;
  private final Coding coding;
  private final int level;
  private State state = State.NEW;
  private @Nullable Signal signal;
  private @Nullable Coder coder;
  private ByteBuffer output = NONE;

  /** Lent to feeders that can fill it, lest they bring megabytes at once. */
  private ByteBuffer input = NONE;

  /** Is there input of which a flush might bring something out? */
  private boolean unflushed;

  /** Has the other sink told us to wait, and have we told our feeder? */
  private boolean isFull;

  private boolean feederWaits;

  /**
   * @param sink not started yet; it is this one's from now on
   * @param level as for {@link Coding#encoder}
   */
  public EncodingSink(Sink sink, Coding coding, int level) {
    this.sink = sink;
    this.coding = coding;
    this.level = level;
  }

  @Override
  public void start(Signal to) {
    if (state != State.NEW) {
      throw new IllegalStateException("started before");
    }
    state = State.STARTING;
    signal = to;
    sink.start(this);
  }

  /** From the other sink. */
  @Override
  public void start() {
    if (state == State.STARTING && signal != null) {
      state = State.OPEN;
      signal.start();
    }
  }

  /** From the other sink. */
  @Override
  public void ready() {
    isFull = false;
    if (state == State.OPEN && feederWaits && signal != null) {
      feederWaits = false;
      signal.ready();
    }
  }

  /** From the other sink. */
  @Override
  public void close(@Nullable BridgeException error) {
    if (state != State.CLOSED) {
      free();
      if (signal != null) {
        signal.close(error);
      }
    }
  }

  @Override
  public Flow write(StreamResult.Bytes bytes) {
    switch (state) {
      case NEW, STARTING -> throw new IllegalStateException("written to before the start");
      case ENDING, CLOSED -> {
        return Flow.CLOSED;
      }
      case OPEN -> {}
    }
    unflushed = true;
    if (!encode(bytes.bytes(), Next.MORE)) {
      return Flow.CLOSED;
    }
    feederWaits = isFull;
    return isFull ? Flow.WAIT : Flow.MORE;
  }

  @Override
  public ByteBuffer room(long expected) {
    if (input.capacity() == 0) {
      input = ByteBuffer.allocate(expected < 0 ? INPUT : Math.clamp(expected, 1, INPUT));
    }
    return input.clear();
  }

  @Override
  public Flow filled(int length) {
    ByteBuffer bytes = state == State.OPEN ? input.clear().limit(length) : NONE;
    return write(new StreamResult.Temporary(bytes, false));
  }

  @Override
  public void flush() {
    if (state == State.OPEN && (!unflushed || encode(NONE, Next.FLUSH))) {
      unflushed = false;
      sink.flush();
    }
  }

  @Override
  public void end() {
    if (state == State.OPEN) {
      state = State.ENDING;
      if (encode(NONE, Next.END)) {
        release();
        sink.end();
      }
    }
  }

  @Override
  public void abort(@Nullable BridgeException reason) {
    if (state != State.CLOSED) {
      free();
      sink.abort(reason);
    }
  }

  /** Is the sink still open behind it? */
  private boolean encode(ByteBuffer input, Next next) {
    try {
      Coder encoder = coder;
      if (encoder == null) {
        encoder = coding.encoder(level);
        coder = encoder;
      }
      Progress progress;
      do {
        ByteBuffer out = room();
        progress = encoder.code(input, out, next);
        if (!pass(out.flip())) {
          return false;
        }
      } while (progress == Progress.NEEDS_ROOM);
      return true;
    } catch (RuntimeException | Error e) {
      BridgeException failure = BridgeException.of(e, "write", null);
      Signal to = signal;
      abort(failure);
      if (to != null) {
        to.close(failure);
      }
      return false;
    }
  }

  private boolean pass(ByteBuffer bytes) {
    if (bytes.hasRemaining()) {
      isFull |= sink.write(new StreamResult.Temporary(bytes, false)) == Flow.WAIT;
    }
    // A sink that takes nothing any more has said so by its signal.
    return state != State.CLOSED;
  }

  private ByteBuffer room() {
    if (output.capacity() == 0) {
      output = ByteBuffer.allocate(FIRST_OUTPUT);
    } else if (output.capacity() < OUTPUT && output.limit() == output.capacity()) {
      output = ByteBuffer.allocate(OUTPUT);
    }
    return output.clear();
  }

  private void free() {
    state = State.CLOSED;
    release();
  }

  private void release() {
    output = NONE;
    input = NONE;
    if (coder != null) {
      coder.close();
      coder = null;
    }
  }
}
