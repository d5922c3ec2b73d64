/** The embedding API: JavaScript in a Java program. */
@NullMarked
package dev.sluice.runtime;

import org.jspecify.annotations.NullMarked;
