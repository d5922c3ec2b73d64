package dev.sluice.bridge.s3;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param sessionToken of credentials that are for a time, or null
 */
record Credentials(String accessKeyId, String secretAccessKey, @Nullable String sessionToken) {
  /** Without what is secret. */
  @Override
  public String toString() {
    return "Credentials[" + accessKeyId + "]";
  }
}
