/**
 * URLs as the URL standard has them (https://url.spec.whatwg.org/): the parser, the record that it
 * gives, hosts, percent-encoding and the name-value pairs of a query. Plain functions over
 * immutable values, for any thread, except where a class says otherwise.
 */
@NullMarked
package dev.sluice.bridge.url;

import org.jspecify.annotations.NullMarked;
