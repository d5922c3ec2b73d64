/** An HTTP server whose exchanges stay in Java until a handler looks at them. */
@NullMarked
package dev.sluice.bridge.http.server;

import org.jspecify.annotations.NullMarked;
