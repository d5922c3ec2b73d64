/** What clients see of {@code Bun.serve}, over real sockets. */
@NullMarked
package dev.sluice.testjs.serve;

import org.jspecify.annotations.NullMarked;
