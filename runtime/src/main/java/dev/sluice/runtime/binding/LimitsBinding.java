package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;

/** {@code internal.limits}: what the embedder bounds. Never changes, any thread. */
public final class LimitsBinding {
  /** The greatest number of bytes that a stream is gathered to, as a number; -1 for no limit. */
  @Exported public final double maxBodySize;

  LimitsBinding(Limits limits) {
    maxBodySize = limits.maxBodySize();
  }
}
