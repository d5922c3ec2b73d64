/** Runs the behaviour tests written in JavaScript under {@code src/test/js}. */
@NullMarked
package dev.sluice.testjs.js;

import org.jspecify.annotations.NullMarked;
