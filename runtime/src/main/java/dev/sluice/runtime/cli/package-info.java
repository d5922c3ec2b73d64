/** The command line, the first user of the embedding API. */
@NullMarked
package dev.sluice.runtime.cli;

import org.jspecify.annotations.NullMarked;
