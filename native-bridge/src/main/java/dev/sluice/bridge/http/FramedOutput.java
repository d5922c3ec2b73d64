package dev.sluice.bridge.http;

import dev.sluice.bridge.http.OutboundBody.Framing;
import dev.sluice.bridge.http.OutboundBody.Owner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import org.jspecify.annotations.Nullable;

/**
 * The lower half of an {@link OutboundBody}: the buffer in which small writes are gathered, and how
 * what is in it is framed and handed to the channel. When that is to happen the upper half knows.
 *
 * <p>A superclass and not a part, so that a response costs one object.
 */
abstract sealed class FramedOutput permits OutboundBody {
  /** A first guess at the length of a head. */
  static final int HEAD = 512;

  final ChannelHandlerContext context;
  final Owner owner;

  /** Known when something has left, or is about to. */
  @Nullable Framing framing;

  /** Its bytes begin at {@link ChunkWriter#PREFIX}. */
  private @Nullable ByteBuf gathered;

  /** Has something been handed to the channel that it was not told to flush? */
  boolean needsFlush;

  FramedOutput(ChannelHandlerContext context, Owner owner) {
    this.context = context;
    this.owner = owner;
  }

  boolean hasGathered() {
    return gathered != null;
  }

  /**
   * Where to gather bytes; what is there is sent by the next {@link #send}.
   *
   * @param room of a new one
   */
  final ByteBuf gathering(int room) {
    ByteBuf buffer = gathered;
    if (buffer == null) {
      buffer =
          context
              .alloc()
              .buffer(ChunkWriter.PREFIX + room + ChunkWriter.SUFFIX)
              .setIndex(ChunkWriter.PREFIX, ChunkWriter.PREFIX);
      gathered = buffer;
    }
    return buffer;
  }

  final void dropGathered() {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }

  /** The message has no body: its head was all that there is to send. */
  abstract void endedByHead(ChannelPromise headSent);

  /**
   * Hands what is gathered, or {@code big} if nothing is, to the channel, with the framing around
   * it, and before all the head.
   *
   * @param big released here
   * @param length of the whole body as far as it is known, else −1
   * @param isLast does the body end here?
   * @param promise of the last that is handed over; to be given with {@code isLast}
   */
  final void send(
      @Nullable ByteBuf big, long length, boolean isLast, @Nullable ChannelPromise promise) {
    @Nullable ByteBuf data = gathered;
    gathered = null;
    int count = data == null ? 0 : data.readableBytes();
    @Nullable ByteBuf head = null;
    Framing how = framing;
    if (how == null) {
      head = context.alloc().buffer(HEAD + ChunkWriter.PREFIX + count + ChunkWriter.SUFFIX);
      try {
        how = owner.begin(head, length);
      } catch (RuntimeException | Error e) {
        head.release();
        release(data, big);
        throw e;
      }
      framing = how;
    }
    if (big != null) {
      count += big.readableBytes();
    }
    switch (how) {
      case FRAMES -> {
        release(head, null);
        sendFrame(big == null ? data : big, isLast, promise);
      }
      case NONE, NO_FRAMES -> {
        release(data, big);
        ChannelPromise headSent = promise == null ? context.newPromise() : promise;
        if (how == Framing.NONE && head != null) {
          hand(head, headSent);
        } else {
          release(head, null);
          headSent.setSuccess();
        }
        if (promise == null) {
          endedByHead(headSent);
        }
      }
      case LENGTH, CLOSE -> {
        if (head != null && data != null) {
          head.writeBytes(data);
          data.release();
          data = null;
        }
        sendParts(head, data, big, null, promise);
      }
      case CHUNKED -> sendChunk(head, data, big, count, isLast, promise);
    }
  }

  private void sendFrame(@Nullable ByteBuf data, boolean isLast, @Nullable ChannelPromise promise) {
    if (data == null && !isLast) {
      return;
    }
    ByteBuf content = data == null ? Unpooled.EMPTY_BUFFER : data;
    owner.sent(content.readableBytes());
    context.write(
        new DefaultHttp2DataFrame(content, isLast),
        promise == null ? context.newPromise() : promise);
    needsFlush = true;
  }

  private void sendChunk(
      @Nullable ByteBuf head,
      @Nullable ByteBuf data,
      @Nullable ByteBuf big,
      int count,
      boolean isLast,
      @Nullable ChannelPromise promise) {
    ByteBuf front = head;
    @Nullable ByteBuf middle = null;
    if (count > 0) {
      if (front != null) {
        ChunkWriter.writeSize(front, count);
        if (data != null) {
          front.writeBytes(data);
          data.release();
        }
      } else if (data != null) {
        ChunkWriter.prefixSize(data, count);
        front = data;
      } else {
        front = context.alloc().buffer(ChunkWriter.PREFIX + ChunkWriter.SUFFIX);
        ChunkWriter.writeSize(front, count);
      }
      middle = big;
    }
    if (middle == null) {
      if (front == null) {
        front = context.alloc().buffer(ChunkWriter.SUFFIX);
      }
      ChunkWriter.writeTail(front, count > 0, isLast);
      sendParts(front, null, null, null, promise);
    } else {
      ByteBuf tail = context.alloc().buffer(ChunkWriter.SUFFIX);
      ChunkWriter.writeTail(tail, true, isLast);
      sendParts(front, null, middle, tail, promise);
    }
  }

  /** Writes those that there are; the promise, if there is one, is that of the last. */
  private void sendParts(
      @Nullable ByteBuf a,
      @Nullable ByteBuf b,
      @Nullable ByteBuf c,
      @Nullable ByteBuf d,
      @Nullable ChannelPromise promise) {
    boolean endsWithC = d == null;
    boolean endsWithB = endsWithC && c == null;
    boolean endsWithA = endsWithB && b == null;
    boolean isEmpty = endsWithA && a == null && promise != null;
    hand(isEmpty ? Unpooled.EMPTY_BUFFER : a, endsWithA ? promise : null);
    hand(b, endsWithB ? promise : null);
    hand(c, endsWithC ? promise : null);
    hand(d, promise);
  }

  private void hand(@Nullable ByteBuf buffer, @Nullable ChannelPromise promise) {
    if (buffer == null) {
      return;
    }
    owner.sent(buffer.readableBytes());
    context.write(buffer, promise == null ? context.voidPromise() : promise);
    needsFlush = true;
  }

  private static void release(@Nullable ByteBuf a, @Nullable ByteBuf b) {
    if (a != null) {
      a.release();
    }
    if (b != null) {
      b.release();
    }
  }

  final void flushChannel() {
    if (needsFlush) {
      needsFlush = false;
      context.flush();
    }
  }
}
