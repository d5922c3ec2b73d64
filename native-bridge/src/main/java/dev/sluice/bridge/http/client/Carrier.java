package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.OutboundBody;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * What one call goes over: a connection of HTTP/1.1, which it has to itself, or a stream of one of
 * HTTP/2, which others share. All on the loop's thread.
 */
sealed interface Carrier permits Connection, SessionStream {
  /** What the server has done about a request whose carrier has failed. */
  enum Fate {
    /** Nothing, as it has said itself: whatever can be sent again may be (RFC 9113 §8.7). */
    UNPROCESSED,
    /**
     * It has not said a word, on a connection that had served before: likely the two have crossed,
     * and what may be asked twice is asked again (RFC 9112 §9.3.1).
     */
    SILENT,
    /** Nobody can tell. */
    UNKNOWN
  }

  /** Serves a call from now on. */
  void begin(Call call);

  /**
   * Sends the whole request, if it has no body or a small one in memory; the carrier says itself
   * when that is done.
   *
   * @return false if the body is to be streamed, and nothing has been sent
   * @throws BridgeException ERR_INVALID_CHAR
   */
  boolean sendWhole(ClientRequest request);

  /** Where the body is written. */
  ChannelHandlerContext context();

  /**
   * Sends the head of a request whose body follows.
   *
   * @param out where a head of HTTP/1.1 is put; it leaves with the body's first bytes
   * @param length of the body, or {@link RequestHead#CHUNKED}
   * @throws BridgeException ERR_INVALID_CHAR
   */
  OutboundBody.Framing beginRequest(ClientRequest request, ByteBuf out, long length);

  /** The whole request has been written. */
  void requestSent();

  /** Bytes of the response are waited for. */
  void read();

  /** The consumer has taken so many bytes of the response's body. */
  void taken(long bytes);

  /** Is the response all here? */
  boolean isResponseComplete();

  /** Can something still come? */
  boolean isOpen();

  /** Is it better to read what nobody wants than to {@link #close}? */
  boolean isWorthDraining();

  /** Gives it up, and with it what its call has not got yet; the call is told nothing. */
  void close();
}
