/**
 * Tests of {@code bin/runtime}, which they start as a process, with the modules that this build has
 * packaged.
 */
@NullMarked
package dev.sluice.testjs.launcher;

import org.jspecify.annotations.NullMarked;
