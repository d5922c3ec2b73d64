/**
 * A realm: one context on the shared engine, with the builtins and the door between them and Java.
 */
@NullMarked
package dev.sluice.runtime.realm;

import org.jspecify.annotations.NullMarked;
