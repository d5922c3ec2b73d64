package dev.sluice.bridge.s3;

import dev.sluice.bridge.http.client.Proxy;
import dev.sluice.bridge.tls.TlsOptions;
import org.jspecify.annotations.Nullable;

/**
 * Where a bucket is and who asks. A text that is empty says nothing.
 *
 * @param sessionToken of credentials that are for a time
 * @param bucket empty: the first segment of a key
 * @param region empty: what the endpoint tells
 * @param endpoint a URL, or a host for {@code https:}, also with a path; empty: AWS
 * @param isVirtualHosted is the bucket in the host's name, and not in the path? An endpoint then
 *     has it there already
 */
public record S3Access(
    String accessKeyId,
    String secretAccessKey,
    String sessionToken,
    String bucket,
    String region,
    String endpoint,
    boolean isVirtualHosted,
    TlsOptions tls,
    @Nullable Proxy proxy) {
  static final S3Access NONE =
      new S3Access("", "", "", "", "", "", false, TlsOptions.DEFAULTS, null);

  /**
   * The credentials.
   *
   * @throws dev.sluice.bridge.BridgeException ERR_S3_MISSING_CREDENTIALS
   */
  Credentials credentials() {
    if (accessKeyId.isEmpty() || secretAccessKey.isEmpty()) {
      throw S3Errors.missingCredentials();
    }
    return new Credentials(
        accessKeyId, secretAccessKey, sessionToken.isEmpty() ? null : sessionToken);
  }

  /**
   * The URL of the endpoint without a path.
   *
   * @throws dev.sluice.bridge.BridgeException ERR_S3_INVALID_ENDPOINT
   */
  public String endpointUrl() {
    return S3Address.endpoint(this);
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "S3Access[" + endpoint + ' ' + region + ' ' + bucket + ' ' + accessKeyId + ']';
  }
}
