package dev.sluice.bridge.http.websocket;

import dev.sluice.bridge.codec.Utf8;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of bytes (RFC 6455 §5), and refuses all that the standard does. It holds no more
 * than has come of one message and of one control frame amid it, and no more than the limit.
 *
 * <p>Our own rather than Netty's decoder and aggregator: those make an object and a pooled buffer
 * of each frame, a channel within the channel for each connection that inflates, and check a
 * message's length only before it is inflated.
 */
final class FrameReader {
  /** Told what has come. */
  interface Receiver {
    /** Does it want anything more? */
    boolean isReceiving();

    void text(String text);

    void binary(byte[] bytes);

    void ping(byte[] payload);

    void pong(byte[] payload);

    /**
     * The other side's closing frame.
     *
     * @param code {@link CloseCode#NONE} if it has none
     */
    void close(int code, String reason);
  }

  private static final byte[] EMPTY = {};
  private static final int NONE = -1;
  private static final int FIN = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int RESERVED = 0x30;
  private static final int MASKED = 0x80;
  private static final int SHORT_LENGTH = 126;
  private static final int LONG_LENGTH = 127;
  private static final int CONTROL_LIMIT = 125;

  private final WebSockets room;
  private final Receiver receiver;
  private final boolean isServer;
  private final int limit;
  private final @Nullable PerMessageDeflate deflate;
  private @Nullable Inflater inflater;

  // The frame whose payload comes.
  private int opcode = NONE;
  private boolean isFinal;
  private int key;
  private int phase;
  private int left;

  /** Of a control frame. */
  private byte[] control = EMPTY;

  // The message whose fragments come.
  private int message = NONE;
  private boolean isCompressed;
  private byte[] bytes = EMPTY;
  private int length;

  /**
   * @param isServer are frames to be masked? Else they must not be
   * @param limit of a message's length
   */
  FrameReader(
      WebSockets room,
      Receiver receiver,
      boolean isServer,
      int limit,
      @Nullable PerMessageDeflate deflate) {
    this.room = room;
    this.receiver = receiver;
    this.isServer = isServer;
    this.limit = limit;
    this.deflate = deflate;
  }

  /** Lets go of what it holds; nothing will be read any more. */
  void close() {
    bytes = EMPTY;
    Inflater own = inflater;
    inflater = null;
    if (own != null) {
      own.end();
    }
  }

  /**
   * Reads as far as it leads, and leaves what is part of a frame's head.
   *
   * @throws Fault if the connection is to fail
   */
  void read(ByteBuf in) throws Fault {
    while (receiver.isReceiving() && (opcode != NONE || head(in))) {
      boolean isComplete = Opcode.isControl(opcode) ? control(in) : data(in);
      if (!isComplete) {
        return;
      }
    }
  }

  /** Reads a head, if all of it is there. */
  private boolean head(ByteBuf in) throws Fault {
    int there = in.readableBytes();
    if (there < 2) {
      return false;
    }
    int start = in.readerIndex();
    int first = in.getByte(start) & 0xFF;
    int second = in.getByte(start + 1) & 0xFF;
    int shortLength = second & 0x7F;
    boolean isMasked = (second & MASKED) != 0;
    int wide = shortLength == SHORT_LENGTH ? 2 : shortLength == LONG_LENGTH ? 8 : 0;
    check(first, isMasked, shortLength);
    if (there < 2 + wide + (isMasked ? 4 : 0)) {
      return false;
    }
    long announced =
        switch (wide) {
          case 2 -> in.getUnsignedShort(start + 2);
          case 8 -> in.getLong(start + 2);
          default -> shortLength;
        };
    if (wide == 2 && announced < SHORT_LENGTH || wide == 8 && announced >> 16 == 0) {
      throw Fault.protocol("A length in more bytes than it needs");
    } else if (announced < 0) {
      throw Fault.protocol("A length beyond all bounds");
    }
    int kind = first & 0xF;
    begin(kind, (first & COMPRESSED) != 0, announced);
    isFinal = (first & FIN) != 0;
    key = isMasked ? in.getInt(start + 2 + wide) : 0;
    phase = 0;
    in.skipBytes(2 + wide + (isMasked ? 4 : 0));
    return true;
  }

  private void check(int first, boolean isMasked, int shortLength) throws Fault {
    int kind = first & 0xF;
    if ((first & RESERVED) != 0) {
      throw Fault.protocol("A reserved bit is set");
    } else if (!Opcode.isKnown(kind)) {
      throw Fault.protocol("A frame of unknown kind");
    } else if ((first & COMPRESSED) != 0
        && (deflate == null || kind != Opcode.TEXT && kind != Opcode.BINARY)) {
      throw Fault.protocol("A reserved bit is set");
    } else if (isMasked != isServer) {
      throw Fault.protocol(isServer ? "A frame is not masked" : "A frame is masked");
    } else if (Opcode.isControl(kind)) {
      if ((first & FIN) == 0) {
        throw Fault.protocol("A control frame is fragmented");
      } else if (shortLength > CONTROL_LIMIT) {
        throw Fault.protocol("A control frame is too long");
      }
    } else if ((kind == Opcode.CONTINUATION) != (message != NONE)) {
      throw Fault.protocol(
          message == NONE ? "A continuation of nothing" : "A message within a message");
    }
  }

  private void begin(int kind, boolean compressed, long announced) throws Fault {
    if (Opcode.isControl(kind)) {
      control = announced == 0 ? EMPTY : new byte[(int) announced];
    } else {
      if (announced > limit - length) {
        throw Fault.tooBig();
      }
      if (kind != Opcode.CONTINUATION) {
        message = kind;
        isCompressed = compressed;
      }
    }
    opcode = kind;
    left = (int) announced;
  }

  /** Takes what is there of a frame's payload into an array, unmasked. */
  private int take(ByteBuf in, byte[] target, int at) {
    int count = Math.min(left, in.readableBytes());
    if (count > 0) {
      in.readBytes(target, at, count);
      Masking.apply(target, at, count, key, phase);
      phase += count;
      left -= count;
    }
    return count;
  }

  private boolean control(ByteBuf in) throws Fault {
    take(in, control, control.length - left);
    if (left > 0) {
      return false;
    }
    int kind = opcode;
    byte[] payload = control;
    opcode = NONE;
    control = EMPTY;
    switch (kind) {
      case Opcode.PING -> receiver.ping(payload);
      case Opcode.PONG -> receiver.pong(payload);
      default -> closing(payload);
    }
    return true;
  }

  private void closing(byte[] payload) throws Fault {
    if (payload.length == 0) {
      receiver.close(CloseCode.NONE, "");
      return;
    }
    if (payload.length == 1) {
      throw Fault.protocol("Half a close code");
    }
    int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    if (!CloseCode.isSendable(code)) {
      throw Fault.protocol("A close code that is none");
    }
    receiver.close(code, text(payload, 2, payload.length - 2));
  }

  private boolean data(ByteBuf in) throws Fault {
    if (length == 0 && isFinal && !isCompressed && left <= in.readableBytes()) {
      whole(in);
      return true;
    }
    int count = Math.min(left, in.readableBytes());
    if (count > 0) {
      ensure(count);
      length += take(in, bytes, length);
    }
    if (left > 0) {
      return false;
    }
    opcode = NONE;
    if (isFinal) {
      assembled();
    }
    return true;
  }

  /** A message that is one frame, all of which is there: most are. */
  private void whole(ByteBuf in) throws Fault {
    int count = left;
    int kind = message;
    message = NONE;
    opcode = NONE;
    if (kind == Opcode.TEXT) {
      byte[] target = room.scratch(count);
      take(in, target, 0);
      receiver.text(text(target, 0, count));
    } else {
      byte[] target = count == 0 ? EMPTY : new byte[count];
      take(in, target, 0);
      receiver.binary(target);
    }
  }

  private void assembled() throws Fault {
    int kind = message;
    byte[] all = bytes;
    int count = length;
    boolean inflates = isCompressed;
    message = NONE;
    isCompressed = false;
    bytes = EMPTY;
    length = 0;
    if (inflates) {
      all = room.deflation().inflate(all, count, limit, memory());
      count = all.length;
    }
    if (kind == Opcode.TEXT) {
      receiver.text(text(all, 0, count));
    } else {
      receiver.binary(all.length == count ? all : Arrays.copyOf(all, count));
    }
  }

  private @Nullable Inflater memory() {
    if (inflater == null && deflate != null && deflate.remembers()) {
      inflater = Deflation.newInflater();
    }
    return inflater;
  }

  /**
   * Makes room for {@code count} bytes more. What was announced is not believed: an array grows
   * with what has come.
   */
  private void ensure(int count) {
    int needed = length + count;
    if (needed > bytes.length) {
      int room = Math.max(needed, (int) Math.min(2L * bytes.length, limit));
      // The rest of a last frame is known to be the rest of the message.
      bytes = Arrays.copyOf(bytes, isFinal ? Math.min(room, length + left) : room);
    }
  }

  private static String text(byte[] from, int offset, int count) throws Fault {
    if (count == 0) {
      return "";
    }
    String text = Utf8.decodeOrFail(from, offset, count);
    if (text == null) {
      throw new Fault(CloseCode.INVALID_DATA, "The text is not UTF-8");
    }
    return text;
  }

  /** A reason as it goes into a closing frame, shortened to whole characters if it is too long. */
  static byte[] reasonBytes(String reason) {
    byte[] all = reason.getBytes(StandardCharsets.UTF_8);
    if (all.length <= CloseCode.LONGEST_REASON) {
      return all;
    }
    int end = CloseCode.LONGEST_REASON;
    while ((all[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(all, end);
  }
}
