/** Access to the JavaScript sources of the builtins. */
@NullMarked
package dev.sluice.builtins;

import org.jspecify.annotations.NullMarked;
