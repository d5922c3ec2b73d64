package dev.sluice.bridge.stream;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A source that tries all that a source may do: answers at once or later, lends its bytes or gives
 * them away, says «done» with the last bytes or after them. Bytes that it lent are overwritten as
 * soon as nobody may look at them any more, so that whoever does is found out.
 */
final class TestSource implements Source {
  /**
   * How it answers.
   *
   * @param later in a task of its own, every time
   * @param lends temporary bytes, else owned ones
   * @param doneWithBytes the last bytes say that they are
   * @param fills buffers that it is given
   */
  record Manner(boolean later, boolean lends, boolean doneWithBytes, boolean fills) {
    static final Manner[] ALL = new Manner[16];

    static {
      for (int i = 0; i < ALL.length; i++) {
        ALL[i] = new Manner((i & 1) != 0, (i & 2) != 0, (i & 4) != 0, (i & 8) != 0);
      }
    }
  }

  private static final byte POISON = (byte) 0xDB;

  private final byte[] bytes;
  private final int piece;
  private final Manner manner;
  private final Loop loop;
  private int at;
  private byte @Nullable [] lent;
  private @Nullable Consumer<StreamResult> receiver;

  /** Instead of the bytes from here on: a failure. */
  int failAt = Integer.MAX_VALUE;

  /** Called before each answer that is given. */
  Runnable beforeAnswer = () -> {};

  int pulls;
  int cancels;
  boolean ended;

  TestSource(byte[] bytes, int piece, Manner manner, Loop loop) {
    this.bytes = bytes;
    this.piece = piece;
    this.manner = manner;
    this.loop = loop;
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> next) {
    return pull(null, next);
  }

  @Override
  public StreamResult pullInto(ByteBuffer target, Consumer<StreamResult> next) {
    return pull(manner.fills ? target : null, next);
  }

  private StreamResult pull(@Nullable ByteBuffer target, Consumer<StreamResult> next) {
    poison();
    if (receiver != null || ended) {
      throw new IllegalStateException("pull");
    }
    pulls++;
    if (!manner.later) {
      beforeAnswer.run();
      return ended ? StreamResult.Pending.PENDING : answer(target);
    }
    receiver = next;
    loop.post(
        () -> {
          beforeAnswer.run();
          Consumer<StreamResult> to = receiver;
          if (to != null) {
            receiver = null;
            to.accept(answer(target));
            // The task's end.
            poison();
          }
        });
    return StreamResult.Pending.PENDING;
  }

  private StreamResult answer(@Nullable ByteBuffer target) {
    if (at >= failAt) {
      ended = true;
      return new StreamResult.Failed(BridgeException.plain("ERR_TEST", "a failure"));
    }
    int end = Math.min(Math.min(bytes.length, failAt), at + piece);
    if (at == end) {
      ended = true;
      return StreamResult.Done.DONE;
    }
    if (target != null) {
      end = Math.min(end, at + target.remaining());
    }
    byte[] part = Arrays.copyOfRange(bytes, at, end);
    at = end;
    boolean done = manner.doneWithBytes && at == bytes.length;
    ended = done;
    if (target != null) {
      target.put(part);
      return new StreamResult.IntoArray(part.length, done);
    }
    if (!manner.lends) {
      return new StreamResult.Owned(ByteBuffer.wrap(part), done);
    }
    lent = part;
    if (!manner.later) {
      loop.post(this::poison);
    }
    return new StreamResult.Temporary(ByteBuffer.wrap(part), done);
  }

  private void poison() {
    if (lent != null) {
      Arrays.fill(lent, POISON);
      lent = null;
    }
  }

  @Override
  public void cancel() {
    poison();
    cancels++;
    ended = true;
    receiver = null;
  }
}
