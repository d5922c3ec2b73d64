/**
 * How an event loop talks to the system: epoll of Linux through Netty's native library, or NIO of
 * the JDK everywhere else. Whoever opens a socket asks {@link Transport#of} the loop that it is
 * for; nobody else knows one class of channel from the other.
 */
@NullMarked
package dev.sluice.bridge.transport;

import org.jspecify.annotations.NullMarked;
