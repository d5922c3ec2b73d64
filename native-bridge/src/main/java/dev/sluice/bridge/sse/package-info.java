/**
 * Server-sent events (HTML §9.2): bytes of a {@code text/event-stream} to events. {@link
 * dev.sluice.bridge.sse.EventStreamReader} is the door.
 */
@NullMarked
package dev.sluice.bridge.sse;

import org.jspecify.annotations.NullMarked;
