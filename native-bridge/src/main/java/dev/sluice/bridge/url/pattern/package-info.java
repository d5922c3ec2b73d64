/**
 * URL patterns (https://urlpattern.spec.whatwg.org/) up to the regular expressions, which are
 * ECMAScript's and belong to the engine. Plain functions over values, for any thread.
 */
@NullMarked
package dev.sluice.bridge.url.pattern;

import org.jspecify.annotations.NullMarked;
