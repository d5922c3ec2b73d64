/** Where the bytes of Blobs are: in memory, in files, elsewhere, or in several such places. */
@NullMarked
package dev.sluice.bridge.blob;

import org.jspecify.annotations.NullMarked;
