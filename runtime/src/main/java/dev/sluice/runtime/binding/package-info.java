/**
 * What builtins may call in Java: one class a room of {@code internal}. Nothing here is ever handed
 * to a script.
 */
@NullMarked
package dev.sluice.runtime.binding;

import org.jspecify.annotations.NullMarked;
