/**
 * WebSockets (RFC 6455) with permessage-deflate (RFC 7692), the server's side and the client's:
 * frames, the closing handshake, back-pressure, topics. All on the thread of the loop that a
 * connection is registered with.
 */
@NullMarked
package dev.sluice.bridge.http.websocket;

import org.jspecify.annotations.NullMarked;
