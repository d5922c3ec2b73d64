package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/** The codes by which a server ends a stream or a connection (RFC 9113 §7), as faults of a call. */
final class Http2Errors {
  private Http2Errors() {}

  /** RST_STREAM. */
  static BridgeException reset(long code) {
    return BridgeException.plain(
        "ERR_HTTP2_STREAM_ERROR", "the server has reset the stream: " + name(code));
  }

  /** A stream that the server says it has not processed and will not, in GOAWAY. */
  static BridgeException unprocessed(long code) {
    return BridgeException.plain(
        "ERR_HTTP2_SESSION_ERROR",
        "the server takes no more requests on this connection: " + name(code));
  }

  /** The connection has ended, after the server had said why. */
  static BridgeException ended(long code) {
    return BridgeException.plain(
        "ERR_HTTP2_SESSION_ERROR", "the server has ended the connection: " + name(code));
  }

  /** A server that was to speak HTTP/2 does not. */
  static BridgeException unsupported(String where) {
    return BridgeException.plain("ERR_HTTP2_UNSUPPORTED", where + " does not offer HTTP/2");
  }

  private static String name(long code) {
    @Nullable Http2Error known = Http2Error.valueOf(code);
    return known == null ? Long.toString(code) : known.name();
  }
}
