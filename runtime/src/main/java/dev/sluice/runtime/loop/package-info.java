/** The event loop: one thread, its tasks, its timers, and what keeps it alive. */
@NullMarked
package dev.sluice.runtime.loop;

import org.jspecify.annotations.NullMarked;
