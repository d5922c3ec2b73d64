package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import org.jspecify.annotations.Nullable;

/** What the network, and who is behind it, does wrong, as scripts are told of it. */
final class NetworkErrors {
  private NetworkErrors() {}

  /** What went wrong in a decoder, which wraps it; anything else as it is. */
  static Throwable root(Throwable thrown) {
    return thrown instanceof DecoderException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  /** The fault behind what a channel threw. */
  static BridgeException of(Throwable thrown, String syscall, @Nullable String where) {
    return switch (thrown) {
      case BridgeException known -> known;
      case ConnectTimeoutException _ -> new BridgeException(Code.ETIMEDOUT, syscall, where, thrown);
      case ClosedChannelException _ -> new BridgeException(Code.ECONNRESET, syscall, where, thrown);
      case UnresolvedAddressException _ ->
          new BridgeException(Code.ENOTFOUND, syscall, where, thrown);
      // Of a socket that could not be opened: its text, or that of its cause, is the system's.
      case ChannelException e ->
          BridgeException.of(
              e.getCause() instanceof IOException cause
                  ? cause
                  : new IOException(e.getMessage(), e),
              syscall,
              where);
      default -> BridgeException.of(thrown, syscall, where);
    };
  }

  /** What was to be a response is none. */
  static BridgeException badResponse(@Nullable Throwable cause) {
    if (cause instanceof PrematureChannelClosureException) {
      return cut();
    }
    if (isTooLong(cause)) {
      return BridgeException.plain(
          "ERR_HTTP_HEADERS_TOO_LARGE", "the head of the response is too large");
    }
    String detail = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
    return BridgeException.plain(
        "ERR_HTTP_INVALID_RESPONSE", "what came is no HTTP response" + detail);
  }

  private static boolean isTooLong(@Nullable Throwable cause) {
    return switch (cause) {
      case TooLongHttpHeaderException _, TooLongHttpLineException _ -> true;
      case Http2Exception.HeaderListSizeException _ -> true;
      // Of a head whose end is not waited for the codec makes no type of its own.
      case Http2Exception e ->
          e.getMessage() != null && e.getMessage().startsWith("Header size exceeded");
      case null, default -> false;
    };
  }

  /** A server of HTTP/2 has said that it takes no head as large as ours. */
  static BridgeException refused(Http2Exception cause) {
    return isTooLong(cause)
        ? BridgeException.plain(
            "ERR_HTTP_HEADERS_TOO_LARGE", "the server takes no head as large as the request's")
        : of(cause, "write", null);
  }

  static BridgeException timedOut(String what, @Nullable String where) {
    return new BridgeException(Code.ETIMEDOUT, what, where, null);
  }

  /** The connection ended before the response did. */
  static BridgeException cut() {
    return new BridgeException(Code.ECONNRESET, "read", null, null);
  }
}
