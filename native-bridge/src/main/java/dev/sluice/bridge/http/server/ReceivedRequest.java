package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.InboundBody;
import dev.sluice.bridge.stream.Source;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The request of an {@link Exchange}: its head, and its body as it arrives (RFC 9110 §3.4).
 *
 * <p>A superclass and not a part, so that an exchange costs one object.
 */
abstract sealed class ReceivedRequest implements InboundBody.Owner permits Exchange {
  /** So long nobody need have begun to read a body behind the response. */
  static final int PATIENCE_SECONDS = 3;

  final Carrier carrier;
  private final String method;
  private final String target;
  private final String authority;
  private final HeaderFields fields;
  private final long bodyLength;
  private final @Nullable InboundBody body;
  private boolean bodyTaken;

  ReceivedRequest(
      Carrier carrier,
      String method,
      String target,
      String authority,
      HeaderFields fields,
      long bodyLength) {
    this.carrier = carrier;
    this.method = method;
    this.target = target;
    this.authority = authority;
    this.fields = fields;
    this.bodyLength = bodyLength;
    this.body = bodyLength == 0 ? null : new InboundBody(loop(), bodyLength, this);
  }

  final Loop loop() {
    return carrier.server().loop();
  }

  /** Is the response complete, or has the exchange been cut? */
  public abstract boolean isOver();

  /** The request's method, as it came: methods are case-sensitive. */
  public String method() {
    return method;
  }

  /**
   * The request target as received: {@code /a?b=c}, {@code *}, or an absolute URL. What is not
   * ASCII, which no target should have, stands percent-encoded.
   */
  public String target() {
    return target;
  }

  /** Host, {@code :authority}, or that of an absolute target; empty if there is none. */
  public String authority() {
    return authority;
  }

  public boolean isSecure() {
    return carrier.server().options().protocol().isSecure();
  }

  /** «HTTP/1.0», «HTTP/1.1» or «HTTP/2». */
  public String protocol() {
    return carrier.protocol();
  }

  /** The request's header fields, which the handler may change. */
  public HeaderFields fields() {
    return fields;
  }

  /** Null if it has none that is known, as with unix sockets. */
  public @Nullable SocketAddress remoteAddress() {
    return carrier.server().remoteAddress(carrier.context().channel());
  }

  /** The connection's own end. */
  public @Nullable SocketAddress localAddress() {
    return carrier.server().localAddress(carrier.context().channel());
  }

  /** Does a body come, be it an empty one of unknown length? */
  public boolean hasBody() {
    return body != null;
  }

  /** The announced length of the body: 0 for none, −1 for one that comes in chunks. */
  public long bodyLength() {
    return bodyLength;
  }

  /**
   * The request's body, once. Nothing of it is read beyond what came with the head, and no «100
   * Continue» is sent, before its first pull. If it was taken before the exchange's end it may be
   * read on after it, and even be begun with, within {@value #PATIENCE_SECONDS} seconds: then it is
   * given up, by ERR_BODY_GONE, since the connection's next request waits behind it.
   *
   * @throws BridgeException ERR_BODY_GONE, if the exchange was over before anybody asked
   */
  public Source body() {
    if (bodyTaken) {
      throw new IllegalStateException("the body has been taken");
    }
    if (body != null && isOver()) {
      throw BridgeException.type("ERR_BODY_GONE", "the request is over, and its body is gone");
    }
    bodyTaken = true;
    return body == null ? BytesStore.EMPTY.source(0, 0, loop()) : body;
  }

  final boolean isHead() {
    return method.equals("HEAD");
  }

  final @Nullable InboundBody inbound() {
    return body;
  }

  /** Has the handler taken the body, so that it may still read it? */
  final boolean isBodyTaken() {
    return bodyTaken;
  }

  /**
   * Is there a body, to arrive behind the response, that somebody has taken but does not read?
   *
   * @param idle for how many seconds nothing has moved
   */
  final boolean isForgotten(int idle) {
    return isOver()
        && idle >= PATIENCE_SECONDS
        && body != null
        && bodyTaken
        && !body.wasPulled()
        && !body.isComplete();
  }

  /** Nobody seems to want the body, which keeps the client from whatever it is to send next. */
  final void forgetBody() {
    if (body != null) {
      body.fail(
          BridgeException.type(
              "ERR_BODY_GONE",
              "the request is over, and nobody has begun to read its body in time"));
    }
  }

  /** The request has arrived as a whole, perhaps after its response has been given. */
  final void arrived() {
    if (isOver()) {
      releaseArrived();
    }
  }

  /** A body that is there as a whole holds pooled bytes, for which nobody may ever come. */
  final void releaseArrived() {
    if (body != null && body.isComplete()) {
      if (bodyTaken) {
        body.unpool();
      } else {
        body.cancel();
      }
    }
  }

  // What the body asks for.

  @Override
  public void demand() {
    carrier.demand();
  }

  @Override
  public void cancelled() {
    carrier.discard();
  }
}
