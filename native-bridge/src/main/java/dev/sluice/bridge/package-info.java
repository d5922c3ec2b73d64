/** What everything native shares: the loop, the export annotation, the error type. */
@NullMarked
package dev.sluice.bridge;

import org.jspecify.annotations.NullMarked;
