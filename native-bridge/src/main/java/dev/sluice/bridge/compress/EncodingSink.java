package dev.sluice.bridge.compress;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.compress.Coder.Next;
import dev.sluice.bridge.compress.Coder.Progress;
import dev.sluice.bridge.stream.Backlog;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes what is written to it and writes that to another sink. A flush brings all out that came
 * so far, which is what server-sent events need and what costs a few bytes each time. Bytes are
 * encoded during the call that brings them; what comes out is lent to the other sink, in pieces.
 *
 * <p>After {@value #TURN} bytes, which take some milliseconds, the rest of a larger write waits for
 * the loop's next turn, and longer while the other sink is full: the feeder is told to wait.
 */
public final class EncodingSink implements Sink, Signal {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);
  private static final int FIRST_OUTPUT = 8 << 10;
  private static final int OUTPUT = 64 << 10;

  /** So much is lent to be filled in: about a millisecond of work on the loop's thread. */
  private static final int INPUT = 64 << 10;

  /** So much is encoded before others have their turn. */
  private static final int TURN = 128 << 10;

  /**
   *
   *
   * <pre>
   * NEW --start--> STARTING --start--> OPEN --end--> DRAINING --> ENDING --close--> CLOSED
   * any --abort, close, failure-------------------------------------------> CLOSED
   * </pre>
   *
   * DRAINING: an end was called while bytes still wait to be encoded.
   */
  private enum State {
    NEW,
    STARTING,
    OPEN,
    DRAINING,
    ENDING,
    CLOSED
  }

  private final Sink sink;
  private final Coding coding;
  private final int level;
  private final Loop loop;
  private State state = State.NEW;
  private @Nullable Signal signal;
  private @Nullable Coder coder;
  private ByteBuffer output = NONE;

  /** Lent to feeders that can fill it, lest they bring megabytes at once. */
  private ByteBuffer input = NONE;

  /** What was written and is not encoded yet; in memory that nobody else writes to. */
  private ByteBuffer rest = NONE;

  /** What came behind it. */
  private final Backlog backlog = new Backlog();

  /** Is the rest to be flushed when it has been encoded? */
  private boolean flushIsDue;

  private boolean isPosted;

  /** Is there input of which a flush might bring something out? */
  private boolean unflushed;

  /** Has the other sink told us to wait, and have we told our feeder? */
  private boolean isFull;

  private boolean feederWaits;

  /**
   * @param sink not started yet; it is this one's from now on
   * @param level as for {@link Coding#encoder}
   */
  public EncodingSink(Sink sink, Coding coding, int level, Loop loop) {
    this.sink = sink;
    this.coding = coding;
    this.level = level;
    this.loop = loop;
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
    if (rest.hasRemaining()) {
      goOn();
    } else {
      tellReady();
    }
  }

  private void tellReady() {
    if (state == State.OPEN && feederWaits && !isFull && signal != null) {
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
      case DRAINING, ENDING, CLOSED -> {
        return Flow.CLOSED;
      }
      case OPEN -> {}
    }
    ByteBuffer input = bytes.bytes();
    unflushed |= input.hasRemaining();
    if (rest.hasRemaining()) {
      // The feeder goes on although it was told to wait.
      backlog.add(input, bytes instanceof StreamResult.Owned);
    } else {
      if (!encode(input, TURN)) {
        return Flow.CLOSED;
      }
      if (input.hasRemaining()) {
        backlog.add(input, bytes instanceof StreamResult.Owned);
        takeRest();
        goOnLater();
      }
    }
    feederWaits = isFull || rest.hasRemaining();
    return feederWaits ? Flow.WAIT : Flow.MORE;
  }

  private void takeRest() {
    ByteBuffer next = backlog.poll();
    rest = next == null ? NONE : next;
  }

  /** Encodes up to so many bytes. Is the sink still open behind it? */
  private boolean encode(ByteBuffer input, int most) {
    int limit = input.limit();
    input.limit(Math.min(limit, input.position() + most));
    boolean isOpen = encode(input, Next.MORE);
    input.limit(limit);
    return isOpen;
  }

  private void goOnLater() {
    if (!isPosted && !isFull) {
      isPosted = true;
      loop.postBehindSockets(
          () -> {
            isPosted = false;
            goOn();
          });
    }
  }

  /** Encodes more of the rest, and does what has waited for all of it. */
  private void goOn() {
    if (isPosted || isFull || !isOpen()) {
      return;
    }
    for (int left = TURN; left > 0 && rest.hasRemaining(); ) {
      int before = rest.remaining();
      if (!encode(rest, left)) {
        return;
      }
      left -= before - rest.remaining();
      if (!rest.hasRemaining()) {
        takeRest();
      }
    }
    if (rest.hasRemaining()) {
      goOnLater();
      return;
    }
    if (state == State.DRAINING) {
      finish();
      return;
    }
    if (flushIsDue) {
      flushIsDue = false;
      flush();
    }
    tellReady();
  }

  private boolean isOpen() {
    return state == State.OPEN || state == State.DRAINING;
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
    if (state != State.OPEN) {
      return;
    }
    if (rest.hasRemaining()) {
      flushIsDue = true;
      sink.flush();
    } else if (!unflushed || encode(NONE, Next.FLUSH)) {
      unflushed = false;
      sink.flush();
    }
  }

  @Override
  public void end() {
    if (state == State.OPEN) {
      state = State.DRAINING;
      if (!rest.hasRemaining()) {
        finish();
      }
    }
  }

  private void finish() {
    state = State.ENDING;
    if (encode(NONE, Next.END)) {
      release();
      sink.end();
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
    rest = NONE;
    backlog.clear();
    if (coder != null) {
      coder.close();
      coder = null;
    }
  }
}
