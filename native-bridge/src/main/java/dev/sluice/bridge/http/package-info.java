/** HTTP messages, as server and client share them: header fields, bodies that come and go. */
@NullMarked
package dev.sluice.bridge.http;

import org.jspecify.annotations.NullMarked;
