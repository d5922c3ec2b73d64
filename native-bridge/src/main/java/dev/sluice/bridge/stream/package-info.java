/** The contracts between what gives bytes and what takes them. */
@NullMarked
package dev.sluice.bridge.stream;

import org.jspecify.annotations.NullMarked;
