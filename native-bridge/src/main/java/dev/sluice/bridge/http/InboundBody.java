package dev.sluice.bridge.http;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message's content as it arrives on a channel (RFC 9112 §6). It asks its owner, who has the
 * channel, for bytes only when somebody pulls; what the owner has read by then is held here, at
 * most one read's worth if the owner stops reading while {@link #isHolding}.
 *
 * <p>Pieces are pooled buffers. They are lent to the consumer and released when it comes back; the
 * last one is copied instead, since nobody comes back after it.
 *
 * <p>All on the event loop's thread; receivers are called in tasks.
 */
public final class InboundBody implements Source {
  /** Who has the channel. */
  public interface Owner {
    /**
     * Bytes are wanted and none are held: read on. Called when somebody waits for them; the owner
     * may {@link InboundBody#offer} some during the call.
     */
    void demand();

    /** Nobody wants what is still to come; what is offered from now on is dropped. */
    void cancelled();
  }

  /**
   *
   *
   * <pre>
   * OPEN --complete--> COMPLETE --all taken--> OVER
   * OPEN --fail------> FAILED ----told-------> OVER
   * any  --cancel----> OVER
   * </pre>
   */
  private enum State {
    OPEN,
    COMPLETE,
    FAILED,
    OVER
  }

  /** Pieces up to this size are put together, so that many small ones are not held one by one. */
  private static final int SMALL = 512;

  private static final int GATHERED = 4096;

  private final Loop loop;
  private final Owner owner;
  private final long length;
  private State state = State.OPEN;
  private long arrived;
  private long given;
  private @Nullable BridgeException failure;

  // Nearly always there is one piece and no more.
  private @Nullable ByteBuf first;
  private @Nullable ArrayDeque<ByteBuf> others;
  private boolean lastIsGathered;
  private @Nullable ByteBuf lent;

  /** What {@link #first} consists of if it has been moved to the heap. */
  private byte @Nullable [] unpooled;

  private @Nullable Consumer<StreamResult> receiver;
  private @Nullable ByteBuffer target;
  private boolean pulling;
  private boolean wasPulled;

  /**
   * @param length what was announced, or −1. A body that turns out otherwise fails
   */
  public InboundBody(Loop loop, long length, Owner owner) {
    this.loop = loop;
    this.length = length;
    this.owner = owner;
  }

  // What the owner calls.

  /**
   * Bytes have arrived. They are this body's to release from now on, whatever becomes of them. The
   * one who waits for them is called during the call.
   */
  public void offer(ByteBuf piece) {
    int count = piece.readableBytes();
    if (state != State.OPEN || count == 0) {
      piece.release();
      return;
    }
    arrived += count;
    if (length >= 0 && arrived > length) {
      piece.release();
      failByLength();
      return;
    }
    hold(piece);
    answer();
  }

  /** All has arrived. */
  public void complete() {
    if (state != State.OPEN) {
      return;
    }
    if (length >= 0 && arrived < length) {
      failByLength();
      return;
    }
    state = State.COMPLETE;
    answer();
  }

  /**
   * The bytes that came together with the end; as {@link #offer} and {@link #complete}, but the
   * consumer hears of both at once.
   */
  public void offerLast(ByteBuf piece) {
    int count = piece.readableBytes();
    if (state != State.OPEN || count == 0) {
      piece.release();
      complete();
      return;
    }
    arrived += count;
    if (length >= 0 && arrived != length) {
      piece.release();
      failByLength();
      return;
    }
    hold(piece);
    state = State.COMPLETE;
    answer();
  }

  /**
   * Nothing more will arrive, for a fault; what has arrived of a body that is not complete is
   * dropped. After its end the owner says so too: then what is still held moves to the heap, since
   * whoever was to read it may never come.
   */
  public void fail(BridgeException error) {
    if (state == State.OPEN) {
      giveBackAfterTask();
      state = State.FAILED;
      failure = error;
      dropHeld();
      answer();
    } else {
      unpool();
    }
  }

  /**
   * Moves what is held to the heap. The owner calls it when all has arrived and the exchange is
   * over: whoever was to read it may never come.
   */
  public void unpool() {
    giveBackAfterTask();
    if (first == null) {
      return;
    }
    int count = first.readableBytes();
    if (others != null) {
      for (ByteBuf piece : others) {
        count += piece.readableBytes();
      }
    }
    byte[] all = new byte[count];
    int at = 0;
    for (ByteBuf piece = first; piece != null; piece = first) {
      takeFirst();
      int some = piece.readableBytes();
      piece.readBytes(all, at, some).release();
      at += some;
    }
    first = Unpooled.wrappedBuffer(all);
    unpooled = all;
  }

  /** What is lent may be looked at in this very task. */
  private void giveBackAfterTask() {
    @Nullable ByteBuf view = lent;
    lent = null;
    if (view != null) {
      loop.post(view::release);
    }
  }

  /** How many bytes have arrived so far. */
  public long arrived() {
    return arrived;
  }

  /** Are bytes held that nobody has asked for? Then nothing more should be read. */
  public boolean isHolding() {
    return first != null;
  }

  /** Does somebody wait for bytes? */
  public boolean isWanted() {
    return receiver != null;
  }

  /** Has anybody ever asked for bytes? */
  public boolean wasPulled() {
    return wasPulled;
  }

  /** Has all arrived, or has it failed or been cancelled? */
  public boolean isComplete() {
    return state != State.OPEN;
  }

  private void failByLength() {
    fail(
        arrived > length
            ? ContentLengthMismatch.more(length)
            : ContentLengthMismatch.fewer(length));
  }

  // What the consumer calls.

  @Override
  public StreamResult pull(Consumer<StreamResult> whenThere) {
    return pull(null, whenThere);
  }

  @Override
  public StreamResult pullInto(ByteBuffer room, Consumer<StreamResult> whenThere) {
    return pull(room.hasRemaining() ? room : null, whenThere);
  }

  private StreamResult pull(@Nullable ByteBuffer room, Consumer<StreamResult> whenThere) {
    if (receiver != null) {
      throw new IllegalStateException("a pull is unanswered");
    }
    if (state == State.OVER) {
      throw new IllegalStateException("the body is at its end");
    }
    giveBack();
    wasPulled = true;
    if (isAnswerable()) {
      return next(room);
    }
    // Whoever asks a channel for bytes may be given some at once.
    pulling = true;
    try {
      owner.demand();
    } finally {
      pulling = false;
    }
    if (isAnswerable()) {
      return next(room);
    }
    receiver = whenThere;
    target = room;
    return StreamResult.Pending.PENDING;
  }

  @Override
  public void cancel() {
    if (state == State.OVER) {
      return;
    }
    boolean wasOpen = state == State.OPEN;
    state = State.OVER;
    receiver = null;
    target = null;
    giveBack();
    dropHeld();
    if (wasOpen) {
      owner.cancelled();
    }
  }

  @Override
  public long length() {
    return length < 0 ? -1 : length - given;
  }

  private boolean isAnswerable() {
    return first != null || state != State.OPEN;
  }

  /** Answers the one who waits, if there is one and something to say. */
  private void answer() {
    @Nullable Consumer<StreamResult> waiting = receiver;
    if (waiting == null || pulling || !isAnswerable()) {
      return;
    }
    @Nullable ByteBuffer room = target;
    receiver = null;
    target = null;
    loop.runTask(() -> waiting.accept(next(room)));
  }

  private StreamResult next(@Nullable ByteBuffer room) {
    if (state == State.FAILED) {
      state = State.OVER;
      return new StreamResult.Failed(
          failure == null ? new BridgeException(Code.ECONNRESET, "read", null, null) : failure);
    }
    ByteBuf piece = first;
    if (piece == null) {
      state = State.OVER;
      return StreamResult.Done.DONE;
    }
    if (room != null) {
      return fill(room);
    }
    takeFirst();
    given += piece.readableBytes();
    if (first == null && state == State.COMPLETE) {
      state = State.OVER;
      return new StreamResult.Owned(heapView(piece), true);
    }
    lent = piece;
    return new StreamResult.Temporary(
        piece.nioBuffer(piece.readerIndex(), piece.readableBytes()), false);
  }

  /** The last piece: its bytes are the consumer's from now on. */
  private ByteBuffer heapView(ByteBuf piece) {
    byte[] bytes = unpooled;
    if (bytes != null) {
      return ByteBuffer.wrap(bytes, piece.readerIndex(), piece.readableBytes());
    }
    byte[] copy = new byte[piece.readableBytes()];
    piece.readBytes(copy).release();
    return ByteBuffer.wrap(copy);
  }

  private StreamResult fill(ByteBuffer room) {
    int before = room.position();
    for (ByteBuf piece = first; piece != null && room.hasRemaining(); piece = first) {
      int count = Math.min(room.remaining(), piece.readableBytes());
      int limit = room.limit();
      piece.readBytes(room.limit(room.position() + count));
      room.limit(limit);
      if (!piece.isReadable()) {
        takeFirst();
        piece.release();
      }
    }
    int count = room.position() - before;
    given += count;
    boolean isLast = first == null && state == State.COMPLETE;
    if (isLast) {
      state = State.OVER;
    }
    return new StreamResult.IntoArray(count, isLast);
  }

  private void hold(ByteBuf piece) {
    int count = piece.readableBytes();
    @Nullable ByteBuf last = others == null || others.isEmpty() ? first : others.peekLast();
    if (last == null) {
      first = piece;
      lastIsGathered = false;
    } else if (count <= SMALL && lastIsGathered && last.writableBytes() >= count) {
      last.writeBytes(piece);
      piece.release();
    } else {
      if (others == null) {
        others = new ArrayDeque<>();
      }
      lastIsGathered = count <= SMALL;
      if (lastIsGathered) {
        others.add(piece.alloc().buffer(GATHERED, GATHERED).writeBytes(piece));
        piece.release();
      } else {
        others.add(piece);
      }
    }
  }

  private void takeFirst() {
    first = others == null ? null : others.poll();
    if (first == null) {
      lastIsGathered = false;
    }
  }

  private void giveBack() {
    if (lent != null) {
      lent.release();
      lent = null;
    }
  }

  private void dropHeld() {
    for (ByteBuf piece = first; piece != null; piece = first) {
      takeFirst();
      piece.release();
    }
  }
}
