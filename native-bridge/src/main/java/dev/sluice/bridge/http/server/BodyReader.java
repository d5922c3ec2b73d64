package dev.sluice.bridge.http.server;

import dev.sluice.bridge.http.ChunkReader;
import dev.sluice.bridge.http.InboundBody;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bodies of requests out of what a connection of HTTP/1.1 has read, one after the other
 * (RFC 9112 §6), and gives them to their exchanges. What nobody wants is passed over.
 */
final class BodyReader {
  /** So much of a body that nobody reads is read to its end, to keep the connection. */
  private static final int DRAIN_LIMIT = 256 << 10;

  private final HttpServer server;

  /** Whose body arrives; it may be over. */
  private @Nullable Exchange whose;

  /** Null for a body with a length. */
  private @Nullable ChunkReader chunks;

  /** How much is still to come of a body with a length; how much has come of one in chunks. */
  private long count;

  private long drained;

  /** Does the client wait for a «100 Continue» before it sends the body? */
  private boolean continueIsDue;

  /** Will the client never be told that it may send the body? */
  private boolean isWithheld;

  BodyReader(HttpServer server) {
    this.server = server;
  }

  /**
   * What follows is a body.
   *
   * @param length {@link ParsedHead#CHUNKED}, or more than 0
   * @param expectsContinue may the client wait for a «100 Continue»?
   */
  void begin(Exchange exchange, long length, boolean expectsContinue) {
    whose = exchange;
    continueIsDue = expectsContinue;
    isWithheld = false;
    drained = 0;
    if (length == ParsedHead.CHUNKED) {
      chunks = new ChunkReader(server.options().maxHeadSize());
      count = 0;
    } else {
      count = length;
    }
  }

  /** Whose body arrives now, if one does. */
  @Nullable Exchange exchange() {
    return whose;
  }

  boolean isArriving() {
    return whose != null;
  }

  /** Is a «100 Continue» to be sent? Asked once. */
  boolean takeContinue() {
    boolean isDue = continueIsDue;
    continueIsDue = false;
    return isDue;
  }

  /** It is not to be sent any more. Does the client wait for it? Then the body may never come. */
  boolean withholdContinue() {
    isWithheld |= continueIsDue;
    continueIsDue = false;
    return isWithheld;
  }

  /** Is there somebody to read the rest of the body, and a rest to read? */
  boolean isWanted() {
    InboundBody body = whose == null ? null : whose.inbound();
    return whose != null
        && body != null
        && whose.isBodyTaken()
        && !body.isComplete()
        && !isWithheld;
  }

  /** No body arrives any more. */
  @Nullable Exchange stop() {
    Exchange stopped = whose;
    whose = null;
    chunks = null;
    continueIsDue = false;
    return stopped;
  }

  /** Has more been passed over than the connection is worth? */
  boolean hasDrainedTooMuch() {
    return whose != null && drained > DRAIN_LIMIT;
  }

  /** Would more have to be passed over, if nobody reads it, than the connection is worth? */
  boolean isTooLongToDrain() {
    return whose != null && !whose.isBodyTaken() && chunks == null && count > DRAIN_LIMIT;
  }

  /** Is there anybody for more bytes, or anything else to do with them? */
  boolean takesMore() {
    InboundBody body = whose == null ? null : whose.inbound();
    return body == null || (body.isComplete() ? drained <= DRAIN_LIMIT : !body.isHolding());
  }

  /**
   * Gives the body what has come of it.
   *
   * @return whether it is worth calling again
   */
  boolean next(ByteBuf bytes) throws Refusal {
    Exchange exchange = whose;
    InboundBody body = exchange == null ? null : exchange.inbound();
    if (exchange == null || body == null || !bytes.isReadable()) {
      return false;
    }
    ChunkReader reader = chunks;
    if (reader == null) {
      int length = (int) Math.min(count, bytes.readableBytes());
      count -= length;
      give(body, bytes, length, count == 0);
      if (count == 0) {
        stop();
        exchange.arrived();
      }
      return true;
    }
    switch (reader.next(bytes)) {
      case NEEDS_MORE -> {
        return false;
      }
      case DATA -> {
        count += reader.available();
        long limit = server.options().maxRequestBodySize();
        if (limit >= 0 && count > limit) {
          throw new Refusal(Refusal.TOO_LARGE, "the body is too long");
        }
        give(body, bytes, reader.available(), false);
      }
      case END -> {
        stop();
        body.complete();
        exchange.arrived();
      }
      case MALFORMED -> throw Refusal.bad("a chunk");
      case TOO_LONG -> throw new Refusal(Refusal.HEAD_TOO_LARGE, "chunk extensions or trailers");
    }
    return true;
  }

  private void give(InboundBody body, ByteBuf bytes, int length, boolean isLast) {
    if (body.isComplete()) {
      bytes.skipBytes(length);
      drained += length;
    } else if (isLast) {
      // Whoever waits for it may go on to the next request.
      stop();
      body.offerLast(bytes.readRetainedSlice(length));
    } else {
      body.offer(bytes.readRetainedSlice(length));
    }
  }
}
