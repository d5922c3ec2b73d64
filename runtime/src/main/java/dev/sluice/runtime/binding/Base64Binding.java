package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.codec.ForgivingBase64;
import org.jspecify.annotations.Nullable;

/** {@code internal.base64}: what {@code atob} and {@code btoa} are made of. */
public final class Base64Binding {
  /** The bytes of {@code text}, a character each; null if it is no Base64. */
  @Exported
  public @Nullable String decode(String text) {
    return ForgivingBase64.decode(text);
  }

  /** Base64 of {@code binary}, a character a byte; null if a character is above U+00FF. */
  @Exported
  public @Nullable String encode(String binary) {
    return ForgivingBase64.encode(binary);
  }
}
