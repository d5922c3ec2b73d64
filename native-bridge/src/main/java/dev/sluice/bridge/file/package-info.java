/** Files as sources of bytes. */
@NullMarked
package dev.sluice.bridge.file;

import org.jspecify.annotations.NullMarked;
