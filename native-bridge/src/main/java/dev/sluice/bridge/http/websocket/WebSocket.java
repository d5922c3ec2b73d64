package dev.sluice.bridge.http.websocket;

import dev.sluice.bridge.http.server.ServerStats;
import dev.sluice.bridge.http.server.Successor;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket, at either end (RFC 6455). On the loop's thread.
 *
 * <p>A message is handed over when all of it has come. Pings are answered here. Whatever is sent
 * leaves soon after the task that has sent it, together with all else that was sent to the same
 * socket by then.
 */
public final class WebSocket {
  /**
   *
   *
   * <pre>
   * OPEN     --close()-----------------> CLOSING  --their closing frame--> FINISHED
   * OPEN     --their closing frame-----> FINISHED (ours goes back)
   * OPEN, CLOSING --fault, terminate()-> FAILED
   * any      --end of the connection---> CLOSED
   * </pre>
   *
   * FINISHED: both closing frames are there, and the server closes the connection. FAILED: nothing
   * that comes is looked at any more. In CLOSING, FINISHED and FAILED a timer sees to the end.
   */
  private enum State {
    OPEN,
    CLOSING,
    FINISHED,
    FAILED,
    CLOSED
  }

  /** What {@link #send} says of a message that will not be sent. */
  public static final int DROPPED = 0;

  /** And of one that waits, behind others or by itself. */
  public static final int WAITING = -1;

  /** How long the other side may take to answer a closing frame. */
  private static final int CLOSE_SECONDS = 10;

  /** And to close the connection, when there is nothing more to be said. */
  private static final int END_SECONDS = 3;

  /** So much may wait for a socket of a server that counts as ready for more. */
  private static final int WRITABLE = 64 << 10;

  /** Shorter messages cost more to deflate than to send. A client's, which nobody asks. */
  private static final int WORTH_DEFLATING = 512;

  private static final byte[] EMPTY = {};

  private final WebSockets room;
  private final WebSocketOptions options;
  private final WebSocketListener listener;
  private final boolean isServer;
  private final boolean deflates;
  private final Inbox inbox;
  private final Outbox outbox;
  private final Idleness idleness;
  private final ServerStats stats;

  @SuppressWarnings("NullAway.Init") // set before anything else is called
  private ChannelHandlerContext context;

  private State state = State.OPEN;

  /** Has somebody been told to wait for {@link WebSocketListener#onDrain}? */
  private boolean isDrainDue;

  private boolean isTold;
  private int closeCode = CloseCode.ABNORMAL;
  private String closeReason = "";
  private boolean hasTheirClose;

  /** Topics by name; {@link Topics}'. */
  @Nullable Map<String, Topics.Subscription> subscriptions;

  /**
   * One that is to be put on a channel, by {@link #handler} and {@link #begin}.
   *
   * @param deflate what was agreed on, or null
   * @param stats count what comes and goes
   */
  WebSocket(
      WebSockets room,
      WebSocketOptions options,
      boolean isServer,
      @Nullable PerMessageDeflate deflate,
      ServerStats stats,
      WebSocketListener listener) {
    this.room = room;
    this.options = options;
    this.listener = listener;
    this.isServer = isServer;
    this.deflates = deflate != null;
    this.stats = stats;
    this.outbox = new Outbox(room, !isServer, stats);
    this.inbox =
        new Inbox(
            new FrameReader(room, new Received(), isServer, options.maxPayloadLength(), deflate));
    this.idleness = new Idleness(options);
  }

  WebSockets room() {
    return room;
  }

  ChannelHandler handler() {
    return new SocketHandler(this);
  }

  /** Its handler is on the channel. */
  void attach(ChannelHandlerContext added) {
    context = added;
    outbox.context(added);
  }

  /**
   * Begins to read, in a turn of its own.
   *
   * @param rest what has come behind the handshake, its to release
   */
  void begin(@Nullable ByteBuf rest) {
    if (rest != null) {
      stats.received(rest.readableBytes());
      inbox.begin(rest);
    }
    long limit = options.backpressureLimit();
    if (limit > 0 && limit < WRITABLE) {
      // Who is told of a limit has to be told when it is no more reached.
      context
          .channel()
          .config()
          .setWriteBufferWaterMark(
              new WriteBufferWaterMark((int) Math.max(1, limit / 2), (int) limit));
    }
    context.channel().config().setAutoRead(true);
    if (rest != null) {
      room.netty().execute(() -> read(null));
    }
  }

  /** What follows HTTP on a server's connection. */
  Successor successor() {
    return new Successor() {
      @Override
      public ChannelHandler handler() {
        return WebSocket.this.handler();
      }

      @Override
      public void begin(@Nullable ByteBuf rest) {
        WebSocket.this.begin(rest);
      }

      @Override
      public void tick() {
        WebSocket.this.tick();
      }

      @Override
      public void closeNow() {
        goAway();
      }
    };
  }

  // Sending.

  /** Can messages be sent? */
  public boolean isOpen() {
    return state == State.OPEN;
  }

  /** Has the connection ended, or is it of no use any more? */
  public boolean isClosed() {
    return isTold;
  }

  /**
   * Sends a message.
   *
   * @param bytes of a text in UTF-8; they are copied
   * @param compress deflate it, if the other side can inflate it
   * @return how many bytes the message has; {@link #WAITING} if they are kept, but the socket takes
   *     no more for now, and {@link WebSocketListener#onDrain} will follow; {@link #DROPPED} if the
   *     socket is not open, or too much waits for it
   */
  public int send(boolean isText, byte[] bytes, int offset, int length, boolean compress) {
    if (!hasRoom()) {
      return DROPPED;
    }
    int opcode = isText ? Opcode.TEXT : Opcode.BINARY;
    byte[] shorter =
        compress && deflates && length > 0 && (isServer || length >= WORTH_DEFLATING)
            ? room.deflation().deflate(bytes, offset, length)
            : null;
    if (shorter == null) {
      outbox.frame(opcode, false, bytes, offset, length);
    } else {
      outbox.frame(opcode, true, shorter, 0, shorter.length);
    }
    return sent(length);
  }

  /** Sends a message to many; a server's only. Otherwise as {@link #send}. */
  public int send(OutboundMessage message) {
    if (!hasRoom()) {
      return DROPPED;
    }
    outbox.encoded(message.frame(room, deflates));
    return sent(message.length());
  }

  /**
   * Sends a ping, or a pong that nobody has asked for.
   *
   * @param payload 125 bytes at most
   */
  public int control(boolean isPing, byte[] payload, int offset, int length) {
    if (length > 125) {
      throw new IllegalArgumentException("too long");
    }
    if (!hasRoom()) {
      return DROPPED;
    }
    outbox.frame(isPing ? Opcode.PING : Opcode.PONG, false, payload, offset, length);
    return isWaiting() ? WAITING : length;
  }

  private int sent(int length) {
    stats.messageSent();
    return isWaiting() ? WAITING : length;
  }

  private boolean isWaiting() {
    // A client's flushes behind its task, and it asks for what is unsent.
    if (!isServer || outbox.isWritable()) {
      return false;
    }
    isDrainDue = true;
    return true;
  }

  private boolean hasRoom() {
    if (state != State.OPEN) {
      return false;
    }
    long limit = options.backpressureLimit();
    if (limit == 0 || outbox.waiting() <= limit) {
      return true;
    }
    outbox.flush();
    if (outbox.waiting() <= limit) {
      return true;
    }
    stats.messageDropped();
    isDrainDue = true;
    if (options.closeOnBackpressureLimit()) {
      cut(CloseCode.ABNORMAL, "Too much waits for the client");
    }
    return false;
  }

  /** The socket takes more again, or does not. */
  void writabilityChanged() {
    if (!outbox.isWritable()) {
      return;
    }
    outbox.flush();
    // Never amid a send: Netty leaves what the socket has not taken at once to its own loop.
    if (isDrainDue && state == State.OPEN && outbox.isWritable()) {
      isDrainDue = false;
      listener.onDrain();
    }
  }

  /** Bytes that the socket has not taken yet, those of frames' heads included. */
  public long waiting() {
    return isTold ? 0 : outbox.waiting();
  }

  /** Bytes of messages that the socket has not taken. A client's only. */
  public long unsentPayload() {
    return outbox.unsentPayload();
  }

  // The end.

  /**
   * Begins the closing handshake; harmless if it has begun.
   *
   * @param code {@link CloseCode#NONE} to give none, else one that {@link CloseCode#isSendable}
   * @param reason shortened to 123 bytes
   */
  public void close(int code, String reason) {
    if (state == State.OPEN) {
      outbox.close(code, reason);
      become(State.CLOSING, CLOSE_SECONDS);
    }
  }

  /** Cuts the connection without a closing handshake. */
  public void terminate() {
    cut(CloseCode.ABNORMAL, "");
  }

  private void become(State next, int seconds) {
    state = next;
    var end =
        room.netty()
            .schedule(
                () -> {
                  if (state == next) {
                    context.close();
                  }
                },
                seconds,
                TimeUnit.SECONDS);
    context.channel().closeFuture().addListener(_ -> end.cancel(false));
  }

  private void cut(int code, String reason) {
    if (state == State.OPEN || state == State.CLOSING) {
      state = State.FAILED;
      closeCode = code;
      closeReason = reason;
      context.close();
    } else if (state != State.CLOSED) {
      context.close();
    }
  }

  /**
   * «Fail the WebSocket connection»: says why, and waits for a moment that the other side hears it.
   * To close with bytes unread could take it away from them.
   */
  private void fail(int code, String reason) {
    if (state == State.OPEN) {
      outbox.close(code, reason);
    }
    closeCode = code;
    closeReason = reason;
    become(State.FAILED, END_SECONDS);
    outbox
        .finish()
        .addListener(
            done -> {
              if (done.isSuccess()
                  && context.channel() instanceof DuplexChannel duplex
                  && context.pipeline().get(SslHandler.class) == null) {
                duplex.shutdownOutput();
              }
            });
    tellEnd();
  }

  /** The server closes at once. */
  private void goAway() {
    if (state == State.OPEN) {
      closeCode = CloseCode.GOING_AWAY;
      outbox.close(CloseCode.GOING_AWAY, "");
      state = State.FAILED;
      outbox.finish();
    }
    context.close();
  }

  private void theirClose(int code, String reason) {
    hasTheirClose = true;
    closeCode = code;
    closeReason = reason;
    if (state == State.OPEN) {
      outbox.close(code, reason);
    }
    become(State.FINISHED, END_SECONDS);
    if (isServer) {
      outbox.finish().addListener(ChannelFutureListener.CLOSE);
      tellEnd();
    }
  }

  /** A second has passed. */
  private void tick() {
    if (state == State.OPEN) {
      switch (idleness.tick(outbox)) {
        case CUT -> cut(CloseCode.ABNORMAL, "The client is silent");
        case PING -> outbox.frame(Opcode.PING, false, EMPTY, 0, 0);
        case NOTHING -> {}
      }
    }
  }

  /** The connection has ended. */
  void closed() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    outbox.release();
    tellEnd();
  }

  private void tellEnd() {
    if (isTold) {
      return;
    }
    isTold = true;
    inbox.close();
    Topics.leave(this);
    listener.onClose(closeCode, closeReason, hasTheirClose);
  }

  // Receiving.

  /** Bytes have come, to be released here. */
  void received(ByteBuf bytes) {
    idleness.heard();
    stats.received(bytes.readableBytes());
    if (isReceiving()) {
      read(bytes);
    } else {
      bytes.release();
    }
  }

  /**
   * @param bytes that have come, or null for what is there already
   */
  private void read(@Nullable ByteBuf bytes) {
    try {
      if (bytes == null) {
        inbox.read();
      } else {
        inbox.read(bytes, context.alloc());
      }
    } catch (Fault fault) {
      fail(fault.code(), fault.reason());
    }
  }

  private boolean isReceiving() {
    return state == State.OPEN || state == State.CLOSING;
  }

  private final class Received implements FrameReader.Receiver {
    @Override
    public boolean isReceiving() {
      return WebSocket.this.isReceiving();
    }

    @Override
    public void text(String text) {
      if (state == State.OPEN) {
        stats.messageReceived();
        listener.onText(text);
      }
    }

    @Override
    public void binary(byte[] bytes) {
      if (state == State.OPEN) {
        stats.messageReceived();
        listener.onBinary(bytes);
      }
    }

    @Override
    public void ping(byte[] payload) {
      if (state == State.OPEN) {
        outbox.pong(payload);
        listener.onPing(payload);
      }
    }

    @Override
    public void pong(byte[] payload) {
      if (state == State.OPEN) {
        listener.onPong(payload);
      }
    }

    @Override
    public void close(int code, String reason) {
      theirClose(code, reason);
    }
  }
}
