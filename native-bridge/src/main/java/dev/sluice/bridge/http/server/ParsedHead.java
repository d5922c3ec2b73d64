package dev.sluice.bridge.http.server;

import dev.sluice.bridge.http.HeaderFields;

/**
 * A request's head, checked.
 *
 * @param authority whom it is for
 * @param length of the body that follows; −1 if it comes in chunks
 * @param isHttp10 does the client speak HTTP/1.0?
 * @param keepsAlive does the client want to go on with this connection?
 * @param expectsContinue does it wait for «100 Continue» before it sends the body?
 */
record ParsedHead(
    String method,
    String target,
    String authority,
    HeaderFields fields,
    long length,
    boolean isHttp10,
    boolean keepsAlive,
    boolean expectsContinue) {
  static final long CHUNKED = -1;
}
