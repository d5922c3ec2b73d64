package dev.sluice.bridge.http;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.flight.BackPressureEvent;
import dev.sluice.bridge.flight.Flight;
import dev.sluice.bridge.stream.Backlog;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.StreamResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message's content on its way to a channel (RFC 9112 §6 and §7.1, RFC 9113 §8.1).
 *
 * <p>Small writes are gathered in one pooled buffer, which is sent when it is over the high-water
 * mark, when {@link #flush} is called, or when the loop's turn ends in which they came. A write
 * over the mark that finds nothing gathered goes straight out. What is over the mark is handed to
 * the channel at once and flushed with the next flush, so that a row of writes costs one system
 * call.
 *
 * <p>The head leaves together with the first bytes. So a body that ends before anything was sent is
 * framed by its length, and one that is aborted before has left no trace.
 *
 * <p>Back-pressure: a write is answered with WAIT while the channel is not writable, that is, while
 * more than its upper write-buffer water mark waits for the socket. Temporary bytes are copied; of
 * owned ones, which stay as they are, only as much is copied as the channel takes.
 *
 * <p>The owner tells of what happens to the channel: {@link #writable} and {@link #closed}. All on
 * the event loop's thread; signals that come on the channel's account are in tasks.
 */
public final class OutboundBody extends FramedOutput implements Sink {
  /** How many bytes are gathered before they are handed to the channel, unless said otherwise. */
  public static final int HIGH_WATER_MARK = 2048;

  /** How the end of the body is told. */
  public enum Framing {
    /** By Content-Length. */
    LENGTH,
    /** By a last chunk. */
    CHUNKED,
    /** By the end of the connection, which is the owner's to close. */
    CLOSE,
    /** By a flag on HTTP/2's DATA frames; the owner has sent HEADERS. */
    FRAMES,
    /** There is none, as in the answer to HEAD: what is written is dropped. */
    NONE,
    /** Likewise with HTTP/2: the owner has sent HEADERS that end the stream. */
    NO_FRAMES
  }

  /** The message that the body belongs to. */
  public interface Owner {
    /**
     * The first bytes, or the end, are about to leave: the head goes before them.
     *
     * @param out where an HTTP/1.1 head is put, if it has not been sent yet
     * @param length the length of the whole body if it is known by now, else −1
     */
    Framing begin(ByteBuf out, long length);

    /** Bytes of the body, framing included, were handed to the channel. */
    default void sent(long bytes) {}

    /** The body had to wait for the channel. */
    default void waited() {}

    /**
     * All has been handed to the channel and flushed. {@link Signal#close} follows when it has
     * reached the socket.
     */
    void ended(ChannelFuture last);

    /**
     * The body will not be complete: it was aborted, or had another length than was announced.
     *
     * @param begun false if nothing has left and another answer can be given; else the peer must be
     *     made to see it
     */
    void cut(boolean begun, @Nullable BridgeException reason);
  }

  /**
   *
   *
   * <pre>
   * NEW ---start--> OPEN --end--> DRAINING --all handed over--> ENDING --reached the socket--> OVER
   * any --abort, closed, a wrong length------------------------------------------------------> OVER
   * </pre>
   *
   * DRAINING: an end was called while owned bytes still wait for the channel.
   */
  private enum State {
    NEW,
    OPEN,
    DRAINING,
    ENDING,
    OVER
  }

  /** So much of owned bytes is copied at once; what is in direct memory is not copied. */
  private static final int PIECE = 64 << 10;

  /** So many such pieces are sent before others have their turn: 2 MB, about a millisecond. */
  private static final int PIECES_A_TURN = 32;

  /** The way past the sockets costs a look at them, and so is taken only now and then. */
  private static final int TASKS_A_TURN = 8;

  private final Loop loop;
  private final long length;
  private int highWaterMark = HIGH_WATER_MARK;

  private State state = State.NEW;
  private @Nullable Signal signal;
  private long taken;

  /** Owned bytes that the channel has no room for yet. */
  private @Nullable ByteBuffer rest;

  /** What came behind it, because the feeder went on although it was told to wait. */
  private @Nullable Backlog backlog;

  private boolean isWaiting;

  /** The wait as it is recorded, if it is. */
  private @Nullable BackPressureEvent wait;

  private boolean isWriting;
  private boolean isPumping;
  private boolean flushIsDue;
  private int tasksInARow;

  /**
   * @param context writes go out from here
   * @param length of the body, if it is known, else −1
   */
  public OutboundBody(ChannelHandlerContext context, Loop loop, long length, Owner owner) {
    super(context, owner);
    this.loop = loop;
    this.length = length;
  }

  /** Sets how many bytes are gathered, from 1 on; before the first write. */
  public OutboundBody highWaterMark(int bytes) {
    highWaterMark = Math.max(1, bytes);
    return this;
  }

  /** Has anything left for the channel? */
  public boolean hasBegun() {
    return framing != null;
  }

  /** Is it complete or given up, as far as this body is concerned? */
  public boolean isOver() {
    return state == State.OVER;
  }

  /** How many bytes wait for the channel at least, if they do; some may wait within it, too. */
  public long waiting() {
    ByteBuffer held = rest;
    Backlog behind = backlog;
    return context.channel().bytesBeforeWritable()
        + (held == null ? 0 : held.remaining())
        + (behind == null ? 0 : behind.size());
  }

  /** Does it wait for the channel? */
  public boolean isWaiting() {
    return isWaiting || rest != null;
  }

  // What the feeder calls.

  @Override
  public void start(Signal feeder) {
    if (signal != null) {
      throw new IllegalStateException("started before");
    }
    signal = feeder;
    if (state == State.OVER) {
      feeder.close(new BridgeException(Code.EPIPE, "write", null, null));
      return;
    }
    state = State.OPEN;
    feeder.start();
  }

  @Override
  public Flow write(StreamResult.Bytes result) {
    switch (state) {
      case NEW -> throw new IllegalStateException("not started");
      case OPEN -> {}
      default -> {
        return Flow.CLOSED;
      }
    }
    ByteBuffer bytes = result.bytes();
    int count = bytes.remaining();
    if (length >= 0 && taken + count > length) {
      give(ContentLengthMismatch.more(length));
      return Flow.CLOSED;
    }
    taken += count;
    isWriting = true;
    try {
      hold(result, bytes);
    } finally {
      isWriting = false;
    }
    if (state != State.OPEN) {
      return Flow.CLOSED;
    }
    boolean isFree = rest == null && context.channel().isWritable();
    if (isFree && !isWaiting) {
      flushLater();
      return Flow.MORE;
    }
    if (!isWaiting) {
      isWaiting = true;
      wait =
          Flight.isOn()
              ? Flight.backPressure(
                  context.channel().localAddress(), context.channel().remoteAddress(), taken)
              : null;
      owner.waited();
    }
    if (isFree) {
      // Freed amid this write, during which nobody may be told.
      soon(this::writable);
    }
    return Flow.WAIT;
  }

  private void hold(StreamResult.Bytes result, ByteBuffer bytes) {
    if (rest != null) {
      Backlog behind = backlog == null ? new Backlog() : backlog;
      backlog = behind;
      behind.add(bytes, result instanceof StreamResult.Owned);
    } else if (result instanceof StreamResult.Owned && bytes.remaining() > PIECE) {
      if (hasGathered()) {
        sendGathered();
      }
      if (state == State.OPEN) {
        rest = bytes;
        pump();
      }
    } else {
      gather(bytes);
    }
    if (state == State.OPEN && !context.channel().isWritable()) {
      flushChannel();
    }
  }

  private void gather(ByteBuffer bytes) {
    ByteBuf buffer = gathering(Math.max(bytes.remaining(), Math.min(highWaterMark, HEAD)));
    buffer.writeBytes(bytes);
    // The last bytes of a known length wait for the end, which is near, and leave in one write with
    // it.
    if (buffer.readableBytes() >= highWaterMark && taken != length) {
      sendGathered();
    }
  }

  @Override
  public void flush() {
    if (state == State.OPEN || state == State.DRAINING) {
      if (state == State.OPEN && hasGathered() && rest == null) {
        sendGathered();
      }
      flushChannel();
    }
  }

  /** Lets what was begun be seen although nothing was written yet: sends the head. */
  public void flushHead() {
    if (state == State.OPEN && framing == null) {
      sendGathered();
      flushChannel();
    }
  }

  @Override
  public void end() {
    if (state != State.OPEN) {
      if (state == State.NEW) {
        throw new IllegalStateException("not started");
      }
      return;
    }
    if (length >= 0 && taken < length) {
      give(ContentLengthMismatch.fewer(length));
      return;
    }
    waitIsOver();
    state = State.DRAINING;
    if (rest == null) {
      finish();
    }
  }

  private void finish() {
    state = State.ENDING;
    ChannelPromise promise = context.newPromise();
    send(null, taken, true, promise);
    ending(promise);
  }

  private void ending(ChannelPromise promise) {
    needsFlush = false;
    context.flush();
    owner.ended(promise);
    if (promise.isDone()) {
      reached(promise);
    } else {
      promise.addListener(done -> loop.runTask(() -> reached(done)));
    }
  }

  private void reached(Future<?> done) {
    if (state == State.ENDING) {
      state = State.OVER;
      tell(done.isSuccess() ? null : broken(done.cause()));
    }
  }

  private static BridgeException broken(@Nullable Throwable cause) {
    return cause instanceof BridgeException known
        ? known
        : new BridgeException(Code.EPIPE, "write", null, cause);
  }

  @Override
  public void abort(@Nullable BridgeException reason) {
    if (state == State.OVER || state == State.ENDING) {
      // What has been handed to the channel goes its way; nobody is told.
      state = State.OVER;
      return;
    }
    drop();
    owner.cut(framing != null, reason);
  }

  private void waitIsOver() {
    isWaiting = false;
    BackPressureEvent recorded = wait;
    if (recorded != null) {
      wait = null;
      recorded.over();
    }
  }

  /** Gives up on its own account, and says so. */
  private void give(BridgeException reason) {
    drop();
    owner.cut(framing != null, reason);
    tell(reason);
  }

  private void drop() {
    state = State.OVER;
    waitIsOver();
    dropRest();
    dropGathered();
  }

  private void dropRest() {
    rest = null;
    backlog = null;
  }

  private void tell(@Nullable BridgeException error) {
    Signal feeder = signal;
    if (feeder != null) {
      feeder.close(error);
    }
  }

  // What the owner calls.

  /** The channel's writability has changed, or might have. */
  public void writable() {
    if (state != State.OPEN && state != State.DRAINING) {
      return;
    }
    if (rest != null) {
      pump();
    }
    if (isWaiting
        && !isWriting
        && rest == null
        && state == State.OPEN
        && context.channel().isWritable()) {
      waitIsOver();
      Signal feeder = signal;
      if (feeder != null) {
        loop.runTask(feeder::ready);
      }
    }
  }

  /** The channel is closed: nothing of what comes will arrive. */
  public void closed(BridgeException error) {
    if (state == State.OVER) {
      return;
    }
    State was = state;
    drop();
    if (was != State.NEW) {
      loop.runTask(() -> tell(error));
    }
  }

  // How it leaves.

  /** Hands over as much of the owned bytes as the channel has room for. */
  private void pump() {
    if (isPumping) {
      return;
    }
    isPumping = true;
    try {
      int turn = 0;
      for (ByteBuffer left = rest; left != null && context.channel().isWritable(); left = rest) {
        if (turn++ == PIECES_A_TURN) {
          // A client that takes as quickly as we send must not keep the loop from others, nor from
          // reading what it and others send.
          loop.postBehindSockets(this::writable);
          break;
        }
        int count = Math.min(PIECE, left.remaining());
        ByteBuffer piece = left.slice(left.position(), count);
        left.position(left.position() + count);
        if (!left.hasRemaining()) {
          rest = backlog == null ? null : backlog.poll();
        }
        if (piece.isDirect()) {
          send(Unpooled.wrappedBuffer(piece), length, false, null);
        } else {
          gathering(count).writeBytes(piece);
          sendGathered();
        }
        flushChannel();
      }
    } finally {
      isPumping = false;
    }
    if (rest == null && state == State.DRAINING) {
      finish();
    }
  }

  private void sendGathered() {
    send(null, length, false, null);
  }

  @Override
  void endedByHead(ChannelPromise headSent) {
    // All that there is to send: whoever feeds may stop.
    dropRest();
    state = State.ENDING;
    ending(headSent);
  }

  /** Whoever feeds may not write again for long, and say nothing. */
  private void flushLater() {
    if (!flushIsDue && (needsFlush || hasGathered())) {
      flushIsDue = true;
      soon(this::flushDue);
    }
  }

  private void flushDue() {
    flushIsDue = false;
    flush();
  }

  /**
   * At the end of the loop's turn, as long as that has one: what runs then may bring about the next
   * such task, and a row of them would keep the loop from its sockets.
   */
  private void soon(Runnable task) {
    if (++tasksInARow < TASKS_A_TURN) {
      context.executor().execute(task);
    } else {
      tasksInARow = 0;
      loop.postBehindSockets(task);
    }
  }
}
