/** Measures {@code src/bench/js} in this runtime and its peers, side by side. */
@NullMarked
package dev.sluice.testjs.bench;

import org.jspecify.annotations.NullMarked;
