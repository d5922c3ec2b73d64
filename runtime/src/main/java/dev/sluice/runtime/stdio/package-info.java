/**
 * Standard output and standard error of scripts: buffered, in order, quiet when nobody reads any
 * more.
 */
@NullMarked
package dev.sluice.runtime.stdio;

import org.jspecify.annotations.NullMarked;
