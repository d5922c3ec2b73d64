package dev.sluice.bridge.sse;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.codec.Utf8;
import java.util.Arrays;

/**
 * Parses an event stream in pieces that are cut anywhere (HTML §9.2.5 and §9.2.6, «parsing» and
 * «interpreting an event stream»).
 *
 * <p>It looks at bytes, not at text: line ends, colons and the names of fields are ASCII, and no
 * byte of a longer sequence is, so that a value is decoded by itself, once, when its event is
 * complete. Malformed UTF-8 becomes U+FFFD.
 *
 * <p>What it holds between two pieces is bounded: a line that has no end yet, and the data of an
 * event, each by the limit. Comments are not held.
 */
final class EventStreamParser {
  /** The code of what {@link #feed} throws. */
  static final String TOO_LARGE = "ERR_EVENT_TOO_LARGE";

  private static final int FIRST_ROOM = 256;

  /** A buffer that has grown beyond this is not kept for the next line or event. */
  private static final int LARGEST_KEPT = 64 << 10;

  private static final byte[] NONE = {};
  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
  private static final byte[] ID = {'i', 'd'};
  private static final byte[] RETRY = {'r', 'e', 't', 'r', 'y'};

  private final int limit;
  private final EventStreamListener listener;

  /** The line that has begun in earlier pieces. */
  private byte[] line = NONE;

  private int lineLength;

  /** «data buffer»: each value with a line feed behind it. */
  private byte[] data = NONE;

  private int dataLength;

  /** «event type buffer» */
  private String type = "";

  /** «last event ID buffer» */
  private String idBuffer;

  /** «last event ID string» */
  private String lastEventId;

  /** Has the last piece ended with a carriage return, to which a line feed may belong? */
  private boolean mayContinueLineEnd;

  private boolean isFirstLine = true;
  private boolean isStopped;

  /**
   * @param limit bytes of a line, and of the data of an event
   * @param lastEventId of an earlier stream that this one continues; as browsers have it, it holds
   *     until the stream says another
   */
  EventStreamParser(int limit, String lastEventId, EventStreamListener listener) {
    this.limit = limit;
    this.listener = listener;
    this.idBuffer = lastEventId;
    this.lastEventId = lastEventId;
  }

  /** «last event ID string»: what a later stream is to go on from. */
  String lastEventId() {
    return lastEventId;
  }

  /** Nobody listens any more; {@link #feed} stops after the event that is being told. */
  void stop() {
    isStopped = true;
    line = NONE;
    data = NONE;
  }

  /**
   * Takes the next piece and tells of what is complete by it. The array is not kept.
   *
   * @throws BridgeException ERR_EVENT_TOO_LARGE; the parser is of no use then
   */
  void feed(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    if (mayContinueLineEnd && at < end) {
      mayContinueLineEnd = false;
      if (bytes[at] == '\n') {
        at++;
      }
    }
    while (at < end && !isStopped) {
      int stop = lineEnd(bytes, at, end);
      if (stop == end) {
        hold(bytes, at, end);
        return;
      }
      if (lineLength == 0) {
        line(bytes, at, stop);
      } else {
        hold(bytes, at, stop);
        int whole = lineLength;
        lineLength = 0;
        line(line, 0, whole);
        if (line.length > LARGEST_KEPT) {
          line = NONE;
        }
      }
      at = stop + 1;
      if (bytes[stop] == '\r') {
        if (at == end) {
          mayContinueLineEnd = true;
        } else if (bytes[at] == '\n') {
          at++;
        }
      }
    }
  }

  /** Where the first line end is, or {@code to}. */
  private static int lineEnd(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '\n' || b == '\r') {
        return i;
      }
    }
    return to;
  }

  /** Keeps a part of a line for later; of a comment no more than that it is one. */
  private void hold(byte[] bytes, int from, int to) {
    boolean isComment = lineLength == 0 ? bytes[from] == ':' : line[0] == ':';
    int count = isComment ? (lineLength == 0 ? 1 : 0) : to - from;
    line = withRoom(line, lineLength, count);
    System.arraycopy(bytes, from, line, lineLength, count);
    lineLength += count;
  }

  private byte[] withRoom(byte[] buffer, int used, int more) {
    if (more > limit - used) {
      throw BridgeException.plain(
          TOO_LARGE, "an event of the event stream has more than " + limit + " bytes");
    }
    int needed = used + more;
    return needed <= buffer.length
        ? buffer
        : Arrays.copyOf(
            buffer, (int) Math.min(limit, Math.max(FIRST_ROOM, Math.max(needed, 2L * used))));
  }

  /** A line without its end. */
  private void line(byte[] bytes, int from, int to) {
    int start = from;
    if (isFirstLine) {
      isFirstLine = false;
      if (to - from >= 3
          && bytes[from] == (byte) 0xEF
          && bytes[from + 1] == (byte) 0xBB
          && bytes[from + 2] == (byte) 0xBF) {
        start += 3;
      }
    }
    if (start == to) {
      dispatch();
      return;
    }
    int colon = start;
    while (colon < to && bytes[colon] != ':') {
      colon++;
    }
    int value = Math.min(colon + 1, to);
    if (value < to && bytes[value] == ' ') {
      value++;
    }
    field(bytes, start, colon, value, to);
  }

  /** «process the field»; a name that is empty, as of a comment, is none of these. */
  private void field(byte[] bytes, int start, int colon, int value, int to) {
    if (is(DATA, bytes, start, colon)) {
      int count = to - value;
      data = withRoom(data, dataLength, count + 1);
      System.arraycopy(bytes, value, data, dataLength, count);
      dataLength += count;
      data[dataLength++] = '\n';
    } else if (is(EVENT, bytes, start, colon)) {
      type = Utf8.decode(bytes, value, to - value);
    } else if (is(ID, bytes, start, colon)) {
      String id = Utf8.decode(bytes, value, to - value);
      if (id.indexOf('\0') < 0) {
        idBuffer = id;
      }
    } else if (is(RETRY, bytes, start, colon)) {
      retry(bytes, value, to);
    }
  }

  private static boolean is(byte[] name, byte[] bytes, int from, int to) {
    return Arrays.equals(name, 0, name.length, bytes, from, to);
  }

  private void retry(byte[] bytes, int from, int to) {
    long milliseconds = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return;
      }
      milliseconds = Math.min(10 * milliseconds + digit, Integer.MAX_VALUE);
    }
    if (from < to) {
      listener.retry((int) milliseconds);
    }
  }

  /** «dispatch the event», at a blank line. */
  private void dispatch() {
    lastEventId = idBuffer;
    if (dataLength == 0) {
      type = "";
      return;
    }
    String text = Utf8.decode(data, 0, dataLength - 1);
    String name = type.isEmpty() ? "message" : type;
    dataLength = 0;
    type = "";
    if (data.length > LARGEST_KEPT) {
      data = NONE;
    }
    listener.event(name, text, lastEventId);
  }
}
