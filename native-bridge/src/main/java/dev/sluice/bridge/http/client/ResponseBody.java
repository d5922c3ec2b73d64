package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.http.InboundBody;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response as its consumer has it: an {@link InboundBody} that can be failed from
 * outside at any time, also when all has come and nobody has taken it, and that tells the call when
 * somebody waits.
 */
final class ResponseBody implements Source, InboundBody.Owner {
  /** How the body acts on its call. */
  interface Owner {
    /** Somebody waits for bytes that are not here. */
    void wanted();

    /** The one that waited has got an answer. */
    void answered();

    /** The consumer has got so many bytes. */
    void taken(long bytes);

    /** Nobody wants the rest. */
    void unwanted();

    /** The consumer has had its end, or has cancelled. Called once. */
    void finished();
  }

  private final Owner owner;
  private final Loop loop;
  private final InboundBody inbound;
  private @Nullable BridgeException aborted;

  /** All of it, if it was here before anybody asked. */
  private @Nullable ByteBuffer whole;

  private @Nullable Consumer<StreamResult> waiting;
  private @Nullable Runnable whenFreed;

  /** Has the program got it, and has nobody asked for bytes of it yet? */
  private boolean isUnread;

  /** Has the consumer had its end? */
  private boolean isOver;

  /**
   * @param length what the head has announced, or −1
   */
  ResponseBody(Owner owner, Loop loop, long length) {
    this.owner = owner;
    this.loop = loop;
    this.inbound = new InboundBody(loop, length, this);
  }

  // What the connection brings.

  /** More bytes, which are the body's to release. */
  void add(ByteBuf piece) {
    inbound.offer(piece);
  }

  /**
   * All has come. If nobody has begun to read, whoever has it may have forgotten it: what is held
   * then moves to the heap, where it is like any other object.
   */
  void complete() {
    inbound.complete();
    if (isUnread) {
      inbound.unpool();
      tellFreed();
    }
  }

  /**
   * No more comes. Whatever is behind it is a TypeError to a script (Fetch §5.6). What is held of a
   * body that is not complete is freed, though its consumer may hear of it much later.
   */
  void fail(BridgeException error) {
    boolean wasComplete = inbound.isComplete();
    inbound.fail(error.asTypeError());
    if (!wasComplete) {
      tellFreed();
    }
  }

  private void tellFreed() {
    Runnable listener = whenFreed;
    if (listener != null) {
      listener.run();
    }
  }

  /** Calls {@code listener} when the body holds neither a connection nor pooled memory any more. */
  void whenFreed(Runnable listener) {
    whenFreed = listener;
  }

  /**
   * Gives back what is held, when the loop's thread has ended and nobody can ask for it any more.
   * On any one thread.
   */
  void drop() {
    inbound.cancel();
  }

  /** Fails it for a reason of its consumer's, even if all has come. */
  void abort(BridgeException reason) {
    if (isOver || aborted != null) {
      return;
    }
    aborted = reason;
    whole = null;
    inbound.cancel();
    if (waiting != null) {
      loop.post(() -> answer(new StreamResult.Failed(reason)));
    }
  }

  /**
   * The program gets it now. Takes what has come out of pooled memory, if that is all and nobody
   * has asked yet: it may be forgotten then like any other object.
   *
   * @return whether it was all
   */
  boolean keep() {
    if (waiting != null || isOver || aborted != null) {
      return false;
    }
    if (!inbound.isComplete()) {
      isUnread = true;
      return false;
    }
    Collector all = new Collector(-1);
    for (; ; ) {
      switch (inbound.pull(_ -> {})) {
        case StreamResult.Bytes some -> {
          all.write(some);
          if (some.done()) {
            whole = ByteBuffer.wrap(all.bytes());
            return true;
          }
        }
        case StreamResult.Done _ -> {
          whole = ByteBuffer.wrap(all.bytes());
          return true;
        }
        case StreamResult.Failed(BridgeException error) -> {
          aborted = error;
          return true;
        }
        case StreamResult.IntoArray _, StreamResult.Pending _ ->
            throw new IllegalStateException("a body that is complete answers");
      }
    }
  }

  /** Has it neither a connection nor pooled memory, since {@link #keep} has found all of it? */
  boolean isKept() {
    return whole != null || aborted != null;
  }

  /** Is nothing here, though more is to come? */
  boolean isHungry() {
    return !inbound.isHolding() && !inbound.isComplete();
  }

  // What the body behind it says.

  @Override
  public void demand() {
    owner.wanted();
  }

  @Override
  public void cancelled() {
    if (aborted == null) {
      owner.unwanted();
    }
  }

  // What the consumer asks.

  @Override
  public StreamResult pull(Consumer<StreamResult> receiver) {
    return asked(receiver, () -> inbound.pull(this::answer));
  }

  @Override
  public StreamResult pullInto(ByteBuffer target, Consumer<StreamResult> receiver) {
    return asked(receiver, () -> inbound.pullInto(target, this::answer));
  }

  private StreamResult asked(
      Consumer<StreamResult> receiver, java.util.function.Supplier<StreamResult> ask) {
    if (waiting != null || isOver) {
      throw new IllegalStateException("a pull after a pull or after the end");
    }
    isUnread = false;
    BridgeException failure = aborted;
    if (failure != null) {
      finish();
      return new StreamResult.Failed(failure);
    }
    ByteBuffer kept = whole;
    if (kept != null) {
      whole = null;
      finish();
      return kept.hasRemaining() ? new StreamResult.Owned(kept, true) : StreamResult.Done.DONE;
    }
    waiting = receiver;
    StreamResult result;
    try {
      result = ask.get();
    } catch (RuntimeException | Error e) {
      waiting = null;
      throw e;
    }
    if (!(result instanceof StreamResult.Pending)) {
      waiting = null;
      note(result);
    }
    return result;
  }

  private void answer(StreamResult result) {
    Consumer<StreamResult> receiver = waiting;
    if (receiver != null) {
      waiting = null;
      note(result);
      owner.answered();
      receiver.accept(result);
    }
  }

  private void note(StreamResult result) {
    long bytes =
        switch (result) {
          case StreamResult.Bytes some -> some.bytes().remaining();
          case StreamResult.IntoArray(int count, _) -> count;
          case StreamResult.Done _, StreamResult.Failed _, StreamResult.Pending _ -> 0;
        };
    if (bytes > 0) {
      owner.taken(bytes);
    }
    if (result.isLast()) {
      finish();
    }
  }

  private void finish() {
    if (!isOver) {
      isOver = true;
      owner.finished();
    }
  }

  @Override
  public void cancel() {
    waiting = null;
    whole = null;
    inbound.cancel();
    finish();
  }

  @Override
  public long length() {
    return whole == null ? inbound.length() : whole.remaining();
  }
}
