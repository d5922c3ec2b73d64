/** What everything native shares: the export annotation and the error type. */
@NullMarked
package dev.sluice.bridge;

import org.jspecify.annotations.NullMarked;
