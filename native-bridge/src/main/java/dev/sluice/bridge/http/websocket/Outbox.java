package dev.sluice.bridge.http.websocket;

import dev.sluice.bridge.http.server.ServerStats;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one WebSocket sends. Frames are gathered in one pooled buffer, or as a run of what many get
 * ({@link SharedFrames}), which leaves with {@link WebSockets#flushSoon}, or when it is full. While
 * the socket takes nothing, small frames stay gathered, so that they cost no more memory than they
 * have bytes.
 */
final class Outbox {
  /**
   * When so much is gathered it is handed to the channel; what is longer is not gathered. A run of
   * {@link SharedFrames} may be longer: it is not this socket's memory.
   */
  static final int GATHERED = 32 << 10;

  private static final int FIRST = 512;

  /** The longest head of a frame in bytes. */
  static final int HEAD = 14;

  /** Less than this part of a shared buffer is better copied. */
  private static final int SMALL_PART = 8;

  private static final int FIN = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int MASKED = 0x80;

  private static final byte[] NO_PAYLOAD = {};

  private final WebSockets room;
  private final boolean isClient;
  private final ServerStats stats;

  @SuppressWarnings("NullAway.Init") // set before anything is sent
  private ChannelHandlerContext context;

  private @Nullable ByteBuf gathered;

  /** The last frame in what is gathered, if that is a part of what others get, too. */
  private @Nullable SharedFrame shared;

  /**
   * The capacity to begin with, by what was gathered last: who is in a chat gets much each turn.
   */
  private int expected = FIRST;

  private boolean isDue;

  /** What the last ping is to be answered with, when the socket takes something again. */
  private byte @Nullable [] pong;

  /**
   * Payload in what is gathered, and in all that has not been written to the socket; a client's.
   */
  private int gatheredPayload;

  private long unsent;

  // As of the last look.
  private long handed;
  private long seenHanded;
  private long seenWaiting;

  Outbox(WebSockets room, boolean isClient, ServerStats stats) {
    this.room = room;
    this.isClient = isClient;
    this.stats = stats;
  }

  void context(ChannelHandlerContext added) {
    context = added;
  }

  /** Adds a frame. */
  void frame(int opcode, boolean isCompressed, byte[] payload, int offset, int length) {
    boolean isApart = length > GATHERED;
    ByteBuf out = isApart ? apart(HEAD + length) : gather(HEAD + length);
    head(out, opcode, isCompressed, isClient, length);
    if (isClient) {
      int key = room.key();
      out.writeInt(key);
      byte[] masked = room.scratch(length);
      System.arraycopy(payload, offset, masked, 0, length);
      Masking.apply(masked, 0, length, key, 0);
      out.writeBytes(masked, 0, length);
      if (!Opcode.isControl(opcode)) {
        gatheredPayload += length;
        unsent += length;
      }
    } else {
      out.writeBytes(payload, offset, length);
    }
    if (isApart) {
      write(out);
      flushFull();
    } else {
      gatheredMore(out);
    }
  }

  /**
   * Answers a ping. While the socket takes nothing only the last one is answered (RFC 6455 §5.5.3):
   * who pings and does not read must not make us hold more and more.
   *
   * @param payload copied where it is kept
   */
  void pong(byte[] payload) {
    if (isWritable()) {
      frame(Opcode.PONG, false, payload, 0, payload.length);
    } else {
      pong = payload.clone();
    }
  }

  /**
   * Adds a closing frame.
   *
   * @param code {@link CloseCode#NONE} for none
   * @param reason shortened if it is too long
   */
  void close(int code, String reason) {
    byte[] payload = NO_PAYLOAD;
    if (code != CloseCode.NONE) {
      byte[] text = FrameReader.reasonBytes(reason);
      payload = new byte[2 + text.length];
      payload[0] = (byte) (code >> 8);
      payload[1] = (byte) code;
      System.arraycopy(text, 0, payload, 2, text.length);
    }
    frame(Opcode.CLOSE, false, payload, 0, payload.length);
  }

  /**
   * Adds a frame that others get, too. A server's only. It is not copied if nothing waits, or if it
   * lies behind what is gathered. Else it is: who is slow is not to keep all that others got in the
   * same turn.
   *
   * @param frame remains the caller's
   */
  void encoded(SharedFrame frame) {
    ByteBuf out = gathered;
    if (out != null && shared != null && frame.follows(shared)) {
      out.writerIndex(frame.end());
      shared = frame;
      flushSoon();
    } else if (frame.length() > GATHERED) {
      handOver();
      write(frame.view());
      flushFull();
    } else if (waiting() == 0) {
      gathered = frame.view();
      shared = frame;
      flushSoon();
    } else {
      out = gather(frame.length());
      out.writeBytes(frame.buffer(), frame.start(), frame.length());
      gatheredMore(out);
    }
  }

  static void head(ByteBuf out, int opcode, boolean isCompressed, boolean isMasked, int length) {
    out.writeByte(FIN | (isCompressed ? COMPRESSED : 0) | opcode);
    int mask = isMasked ? MASKED : 0;
    if (length <= 125) {
      out.writeByte(mask | length);
    } else if (length <= 0xFFFF) {
      out.writeByte(mask | 126).writeShort(length);
    } else {
      out.writeByte(mask | 127).writeLong(length);
    }
  }

  private ByteBuf gather(int more) {
    if (shared != null) {
      handOver();
      if (!isWritable()) {
        // What waits has to have been tried, for -1 to be true, and for no end of waiting amid it.
        context.flush();
      }
    }
    ByteBuf out = gathered;
    if (out == null) {
      out = context.alloc().ioBuffer(Math.max(expected, more));
      gathered = out;
    }
    return out;
  }

  private ByteBuf apart(int size) {
    handOver();
    return context.alloc().ioBuffer(size);
  }

  private void gatheredMore(ByteBuf out) {
    if (out.readableBytes() > GATHERED) {
      handOver();
      flushFull();
    } else {
      flushSoon();
    }
  }

  /**
   * A server's sender is to be told at once if the socket does not take so much. A client's may
   * look at its bufferedAmount, which does not shrink amid a task.
   */
  private void flushFull() {
    if (isClient) {
      flushSoon();
    } else {
      context.flush();
    }
  }

  private void flushSoon() {
    if (!isDue) {
      isDue = true;
      room.flushSoon(this);
    }
  }

  private void handOver() {
    ByteBuf out = gathered;
    if (out == null) {
      return;
    }
    gathered = null;
    if (shared == null) {
      expected = Math.max(FIRST, Integer.highestOneBit(out.readableBytes()) << 1);
      write(out);
    } else {
      shared = null;
      write(apartFromOthers(out));
    }
  }

  /**
   * A small part of what many get is copied, lest a socket that takes nothing keeps the whole. Else
   * it is passed on without the room behind its end, where others' frames lie.
   */
  private ByteBuf apartFromOthers(ByteBuf run) {
    if (run.readableBytes() * SMALL_PART >= run.capacity()) {
      return run.slice();
    }
    ByteBuf copy = context.alloc().ioBuffer(run.readableBytes()).writeBytes(run);
    run.release();
    return copy;
  }

  private void write(ByteBuf out) {
    handed += out.readableBytes();
    stats.sent(out.readableBytes());
    if (isClient) {
      int payload = gatheredPayload;
      gatheredPayload = 0;
      // What the connection's end has kept from leaving counts as waiting for ever (WebSockets
      // §3.1).
      context
          .write(out)
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  unsent -= payload;
                }
              });
    } else {
      context.write(out, context.voidPromise());
    }
  }

  /** Lets go what is gathered, if the socket takes it. */
  void flush() {
    isDue = false;
    if (context.isRemoved()) {
      release();
      return;
    }
    if (isWritable()) {
      byte[] late = pong;
      if (late != null) {
        pong = null;
        frame(Opcode.PONG, false, late, 0, late.length);
      }
      handOver();
    }
    context.flush();
  }

  /**
   * Lets go what is gathered, with what is to come behind it, whether the socket takes it or not.
   */
  ChannelFuture finish() {
    handOver();
    return context.writeAndFlush(Unpooled.EMPTY_BUFFER);
  }

  /** Nothing will leave any more. */
  void release() {
    ByteBuf out = gathered;
    gathered = null;
    shared = null;
    pong = null;
    if (out != null) {
      out.release();
    }
  }

  boolean isWritable() {
    return context.channel().isWritable();
  }

  /** Bytes that wait for the socket, those of frames' heads included. */
  long waiting() {
    ByteBuf out = gathered;
    ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
    return (out == null ? 0 : out.readableBytes())
        + (pending == null ? 0 : pending.totalPendingWriteBytes() - pending.currentProgress());
  }

  /** Bytes of messages, without heads, that the socket has not taken. A client's only. */
  long unsentPayload() {
    return unsent;
  }

  /** Has the socket taken anything since the last call? To be asked once a second. */
  boolean hasMoved() {
    ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
    // With what was written of the first buffer: a number that changes whenever anything moves.
    long waiting =
        pending == null ? 0 : pending.totalPendingWriteBytes() + pending.currentProgress();
    boolean moved = waiting != seenWaiting || waiting == 0 && handed != seenHanded;
    seenWaiting = waiting;
    seenHanded = handed;
    return moved;
  }
}
