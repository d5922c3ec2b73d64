/** Files: read, written, copied, asked about. All that blocks says so. */
@NullMarked
package dev.sluice.bridge.file;

import org.jspecify.annotations.NullMarked;
