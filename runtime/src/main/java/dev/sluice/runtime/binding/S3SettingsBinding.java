package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.s3.S3Settings;
import org.jspecify.annotations.Nullable;

/**
 * What a script says of S3, set member by member, and then left alone. Names are those of Bun's
 * options; numbers have been checked.
 */
public final class S3SettingsBinding {
  private final S3Settings.Builder builder;

  S3SettingsBinding(S3Settings from) {
    this.builder = from.toBuilder();
  }

  S3Settings settings() {
    return builder.build();
  }

  /** Others, which begin with these. */
  @Exported
  public S3SettingsBinding copy() {
    return new S3SettingsBinding(settings());
  }

  /** Sets a text. */
  @Exported
  public void text(String name, String value) {
    builder.text(name, value);
  }

  @Exported
  public void virtualHosted(boolean value) {
    builder.virtualHosted(value);
  }

  @Exported
  public void requesterPays(boolean value) {
    builder.requesterPays(value);
  }

  @Exported
  public void partSize(double bytes) {
    builder.partSize((long) bytes);
  }

  @Exported
  public void queueSize(int parts) {
    builder.queueSize(parts);
  }

  @Exported
  public void retries(int count) {
    builder.retries(count);
  }

  /** What a script wants of TLS; null where it says nothing. */
  @Exported
  public void tls(
      @Nullable String key,
      @Nullable String cert,
      @Nullable String ca,
      @Nullable String passphrase,
      @Nullable String serverName,
      boolean rejectUnauthorized) {
    builder.tls(ClientTlsOptions.of(key, cert, ca, passphrase, serverName, rejectUnauthorized));
  }

  /** Goes through a proxy. */
  @Exported
  public void proxy(ProxyBinding of) {
    builder.proxy(of.proxy());
  }

  /** The bucket; empty if it is not said. */
  @Exported
  public String bucket() {
    return settings().access().bucket();
  }

  /** The type of what is written; empty if it is not said. */
  @Exported
  public String type() {
    return settings().attributes().type();
  }

  /** The region; empty if it is not said. */
  @Exported
  public String region() {
    return settings().access().region();
  }

  /** The endpoint as it was given; empty if it was not. */
  @Exported
  public String endpoint() {
    return settings().access().endpoint();
  }

  /**
   * The URL of the endpoint without a path.
   *
   * @throws dev.sluice.bridge.BridgeException ERR_S3_INVALID_ENDPOINT
   */
  @Exported
  public String endpointUrl() {
    return settings().access().endpointUrl();
  }
}
