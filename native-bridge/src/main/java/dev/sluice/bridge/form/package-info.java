/**
 * Forms as they are sent: {@code multipart/form-data} (RFC 7578), read piece by piece, with large
 * files kept on disk.
 */
@NullMarked
package dev.sluice.bridge.form;

import org.jspecify.annotations.NullMarked;
