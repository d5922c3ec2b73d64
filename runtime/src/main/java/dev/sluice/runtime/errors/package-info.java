/**
 * What a person reads about an error that no script caught: place, source line, JavaScript stack;
 * no Java.
 */
@NullMarked
package dev.sluice.runtime.errors;

import org.jspecify.annotations.NullMarked;
