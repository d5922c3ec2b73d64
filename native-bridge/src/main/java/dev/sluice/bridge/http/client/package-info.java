/**
 * The HTTP client: one for each event loop, whose thread alone touches it. {@link
 * dev.sluice.bridge.http.client.HttpClient} is the door.
 *
 * <p>A request is a {@link dev.sluice.bridge.http.client.Call}. It takes a connection from the pool
 * or has the {@code Connector} make one (addresses, happy eyeballs, proxy tunnel, TLS), sends its
 * head and body over it and hears of one response. What this room does not know: redirects, content
 * codings, cookies, caches; they are the Fetch standard's and live above it.
 */
@NullMarked
package dev.sluice.bridge.http.client;

import org.jspecify.annotations.NullMarked;
