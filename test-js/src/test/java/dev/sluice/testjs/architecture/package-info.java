/** Tests of the structure. */
@NullMarked
package dev.sluice.testjs.architecture;

import org.jspecify.annotations.NullMarked;
