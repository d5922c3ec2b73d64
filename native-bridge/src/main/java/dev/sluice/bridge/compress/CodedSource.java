package dev.sluice.bridge.compress;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.compress.Coder.Next;
import dev.sluice.bridge.compress.Coder.Progress;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What another source gives, coded on the way. Holds one answer of that source and one buffer of
 * what comes out; the coder is made by the first pull.
 *
 * <p>The work is done on the loop's thread, a piece a pull. After {@value #TURN} bytes it goes on
 * in another task, so that a large file does not hold up everybody else.
 */
abstract class CodedSource implements Source {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  /** Enough for most texts; where one such buffer is not, the next is of the full size. */
  private static final int FIRST_OUTPUT = 8 << 10;

  private static final int OUTPUT = 64 << 10;

  /** The most that goes in or out at once: next to nothing comes out of zeros, and the reverse. */
  private static final int PIECE = 64 << 10;

  /** How many bytes go in and out, together, before others get their turn: 1 to 4 ms of work. */
  private static final int TURN = 128 << 10;

  private final Source source;
  private final Loop loop;
  private @Nullable Coder coder;

  /** What the source gave and the coder has not taken. */
  private ByteBuffer input = NONE;

  /** Does the input belong to the source, for the length of this task? */
  private boolean isLent;

  /** Where lent input is kept that outlives its task. */
  private ByteBuffer kept = NONE;

  private ByteBuffer output = NONE;

  /** Whose answer is waited for, and where the bytes are to go, if they brought a place. */
  private @Nullable Consumer<StreamResult> receiver;

  private @Nullable ByteBuffer target;

  /** Is the source asked, or a task posted that goes on? */
  private boolean waits;

  private boolean sourceEnded;
  private boolean ended;

  /** Is there input of which a flush might bring something out? */
  private boolean unflushed;

  /** Has a flush begun that had no room to end? */
  private boolean flushing;

  /**
   * Has the coder more of what it took, for which there was no room? It is had before more input.
   */
  private boolean holdsMore;

  /** What the source failed with while nobody had asked us. */
  private StreamResult.@Nullable Failed failure;

  private int turn;

  CodedSource(Source source, Loop loop) {
    this.source = source;
    this.loop = loop;
  }

  /** Makes the coder. */
  abstract Coder open();

  /** Is what the coder holds to come out when the source lets wait? */
  abstract boolean flushesWhenWaiting();

  /** Told how many bytes came out; throws where that is too much. */
  abstract void count(int bytes);

  @Override
  public final StreamResult pull(Consumer<StreamResult> next) {
    return ask(null, next);
  }

  @Override
  public final StreamResult pullInto(ByteBuffer place, Consumer<StreamResult> next) {
    return ask(place, next);
  }

  private StreamResult ask(@Nullable ByteBuffer place, Consumer<StreamResult> next) {
    if (receiver != null) {
      throw new IllegalStateException("a pull is unanswered");
    }
    if (ended) {
      throw new IllegalStateException("pull after the end");
    }
    target = place;
    StreamResult result = waits && !flushing ? StreamResult.Pending.PENDING : proceed();
    if (result instanceof StreamResult.Pending) {
      receiver = next;
    } else {
      target = null;
    }
    return result;
  }

  /** Works until there is something to answer, or somebody to wait for. */
  private StreamResult proceed() {
    try {
      return work();
    } catch (RuntimeException | Error e) {
      source.cancel();
      return end(new StreamResult.Failed(BridgeException.of(e, "read", null)));
    }
  }

  private StreamResult work() {
    if (failure != null) {
      return end(failure);
    }
    Coder working = coder;
    if (working == null) {
      working = open();
      coder = working;
    }
    if (waits) {
      return code(working, Next.FLUSH);
    }
    for (; ; ) {
      if (turn >= TURN) {
        return waitForTurn();
      }
      if (!input.hasRemaining() && !sourceEnded && !holdsMore) {
        StreamResult answer = source.pull(this::answered);
        if (answer instanceof StreamResult.Pending) {
          waits = true;
          return flushesWhenWaiting() && unflushed
              ? code(working, Next.FLUSH)
              : StreamResult.Pending.PENDING;
        }
        if (answer instanceof StreamResult.Failed) {
          return end(answer);
        }
        take(answer);
      }
      StreamResult result = code(working, sourceEnded ? Next.END : Next.MORE);
      if (!(result instanceof StreamResult.Pending)) {
        return result;
      }
    }
  }

  /** One piece of work; Pending if nothing came out. */
  private StreamResult code(Coder working, Next next) {
    ByteBuffer place = target;
    ByteBuffer out = place == null ? room() : place;
    int taken = input.position();
    int begin = out.position();
    Progress progress = codePiece(working, out, next);
    int came = out.position() - begin;
    turn += came + input.position() - taken;
    unflushed = (unflushed || input.position() > taken) && !flushedBy(next, progress);
    secure();
    if (came > 0) {
      count(came);
    }
    flushing = next == Next.FLUSH && progress == Progress.NEEDS_ROOM;
    holdsMore = next == Next.MORE && progress == Progress.NEEDS_ROOM;
    boolean isEnd = progress == Progress.ENDED && sourceEnded && !input.hasRemaining();
    if (came == 0) {
      return isEnd ? end(StreamResult.Done.DONE) : StreamResult.Pending.PENDING;
    }
    StreamResult result =
        place == null
            ? new StreamResult.Temporary(out.duplicate().flip(), isEnd)
            : new StreamResult.IntoArray(came, isEnd);
    return isEnd ? end(result) : result;
  }

  /** As much as a turn has room for, of both. */
  private Progress codePiece(Coder working, ByteBuffer out, Next next) {
    int inLimit = input.limit();
    int outLimit = out.limit();
    boolean isPart = input.remaining() > PIECE;
    input.limit(isPart ? input.position() + PIECE : inLimit);
    out.limit(Math.min(outLimit, out.position() + PIECE));
    try {
      return working.code(input, out, isPart ? Next.MORE : next);
    } finally {
      input.limit(inLimit);
      out.limit(outLimit);
    }
  }

  private static boolean flushedBy(Next next, Progress progress) {
    return next != Next.MORE && progress != Progress.NEEDS_ROOM;
  }

  private ByteBuffer room() {
    if (output.capacity() == 0) {
      output = ByteBuffer.allocate(FIRST_OUTPUT);
    } else if (output.capacity() < OUTPUT && !output.hasRemaining()) {
      output = ByteBuffer.allocate(OUTPUT);
    }
    return output.clear();
  }

  private void take(StreamResult answer) {
    switch (answer) {
      case StreamResult.Owned(ByteBuffer bytes, boolean done) -> take(bytes, false, done);
      case StreamResult.Temporary(ByteBuffer bytes, boolean done) -> take(bytes, true, done);
      case StreamResult.Done() -> sourceEnded = true;
      case StreamResult.IntoArray _, StreamResult.Pending _, StreamResult.Failed _ ->
          throw new IllegalStateException("no answer to a pull: " + answer);
    }
  }

  private void take(ByteBuffer bytes, boolean lent, boolean done) {
    input = bytes;
    isLent = lent;
    sourceEnded = done;
  }

  /** Keeps what is left of lent input, which is gone after this task. */
  private void secure() {
    if (isLent && input.hasRemaining()) {
      if (kept.capacity() < input.remaining()) {
        kept = ByteBuffer.allocate(input.remaining());
      }
      input = kept.clear().put(input).flip();
    }
    isLent = false;
  }

  private StreamResult waitForTurn() {
    waits = true;
    loop.postBehindSockets(
        () -> {
          turn = 0;
          goOn();
        });
    return StreamResult.Pending.PENDING;
  }

  /** From the source, in a task of its own. */
  private void answered(StreamResult answer) {
    if (ended) {
      return;
    }
    turn = 0;
    if (answer instanceof StreamResult.Failed failed) {
      failure = failed;
    } else {
      take(answer);
    }
    goOn();
  }

  /** What was waited for is here. */
  private void goOn() {
    if (ended) {
      return;
    }
    waits = false;
    flushing = false;
    if (receiver == null) {
      secure();
    } else {
      deliver(proceed());
    }
  }

  private void deliver(StreamResult result) {
    Consumer<StreamResult> to = receiver;
    if (to != null && !(result instanceof StreamResult.Pending)) {
      receiver = null;
      target = null;
      to.accept(result);
    }
  }

  private StreamResult end(StreamResult result) {
    ended = true;
    input = NONE;
    kept = NONE;
    output = NONE;
    if (coder != null) {
      coder.close();
      coder = null;
    }
    return result;
  }

  @Override
  public final void cancel() {
    if (!ended) {
      receiver = null;
      target = null;
      end(StreamResult.Done.DONE);
      source.cancel();
    }
  }
}
