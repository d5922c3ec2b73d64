/**
 * Content codings (gzip, deflate, brotli, zstd) as pieces of a chain: coders that turn bytes into
 * bytes, sources that code what another source gives, a sink that codes what another sink gets.
 */
@NullMarked
package dev.sluice.bridge.compress;

import org.jspecify.annotations.NullMarked;
