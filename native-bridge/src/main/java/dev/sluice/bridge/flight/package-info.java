/**
 * What Flight Recorder is told. Knows nothing of the other rooms: they hand over names and numbers.
 */
@NullMarked
package dev.sluice.bridge.flight;

import org.jspecify.annotations.NullMarked;
