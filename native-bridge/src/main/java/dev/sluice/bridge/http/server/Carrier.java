package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.OutboundBody.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange goes over: a connection of HTTP/1.1, or a stream of HTTP/2. It knows the
 * protocol; the exchange knows what has been asked for and answered. All on the loop's thread.
 */
sealed interface Carrier permits ExchangeHandler {
  /** Up to so many bytes a response is put together with its head. */
  int SMALL = 64 << 10;

  ChannelHandlerContext context();

  HttpServer server();

  String protocol();

  /** The request's body has been asked for bytes. */
  void demand();

  /** The request's body is not wanted any more. */
  void discard();

  /** Sends a whole response whose body is small. */
  void send(Exchange exchange, ResponseHead head, ByteBuffer bytes);

  /**
   * Sends a range of a file. The channel is the carrier's to close, also if it throws.
   *
   * @throws IOException if nothing has left
   */
  void sendFile(Exchange exchange, ResponseHead head, FileChannel file, long offset, long length)
      throws IOException;

  /** Sends or encodes the head of a response whose body is written piece by piece. */
  Framing begin(Exchange exchange, ResponseHead head, ByteBuf out, long length);

  /** Bytes of such a body were handed to the channel. */
  void handed(long bytes);

  /** All of such a body has been handed to the channel. */
  void ended(Exchange exchange, ChannelFuture last);

  /** The response is cut so that the client can tell. */
  void cut(Exchange exchange, @Nullable BridgeException reason);

  /** The idle timeout until the exchange's end. */
  void timeout(int seconds);

  /**
   * Answers with 101 and leaves the connection to another protocol, if this one can be left.
   *
   * @return false if it cannot, and nothing was done
   */
  default boolean upgrade(Exchange exchange, ResponseHead head, Successor successor) {
    return false;
  }
}
