package dev.sluice.runtime.binding;

import dev.sluice.bridge.form.FormLimits;

/**
 * What the embedder bounds.
 *
 * @param maxBodySize the greatest number of bytes that a body or stream is gathered to when it is
 *     read whole; {@link #NONE} for no limit
 * @param forms what a form that is read may cost
 */
public record Limits(long maxBodySize, FormLimits forms) {
  /** Where there is no limit. */
  public static final long NONE = -1;
}
