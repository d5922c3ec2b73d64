/**
 * Text to bytes and bytes to text by the WHATWG Encoding standard: UTF-8, UTF-16 and every legacy
 * decoder. Plain Java, no I/O; the tables of the legacy encodings are resources beside these
 * classes, read when first needed.
 */
@NullMarked
package dev.sluice.bridge.codec;

import org.jspecify.annotations.NullMarked;
