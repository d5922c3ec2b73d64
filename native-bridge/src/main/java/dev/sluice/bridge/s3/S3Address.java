package dev.sluice.bridge.s3;

import dev.sluice.bridge.http.client.Origin;
import dev.sluice.bridge.url.UrlRecord;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a bucket or an object is on the network: in the path of the endpoint ({@code
 * host/bucket/key}), or below a host of the bucket's own.
 *
 * @param authority host, and port where it is not the scheme's own, as the request says it
 * @param path encoded as it is signed and sent; what a key looks like is never changed, so that
 *     {@code a//b} and {@code a/../b} are what they say
 */
record S3Address(Origin origin, String authority, String path, String region) {
  private static final String AWS = ".amazonaws.com";
  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d+");
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  /**
   * The address of an object.
   *
   * @param key not empty; one slash in front of it is left out
   * @throws dev.sluice.bridge.BridgeException ERR_S3_INVALID_PATH, ERR_S3_INVALID_ENDPOINT
   */
  static S3Address ofObject(S3Access access, String key) {
    String bucket = access.bucket();
    String rest = key.startsWith("/") ? key.substring(1) : key;
    if (bucket.isEmpty() && !access.isVirtualHosted()) {
      int slash = rest.indexOf('/');
      if (slash <= 0) {
        throw S3Errors.invalidPath(key);
      }
      bucket = rest.substring(0, slash);
      rest = rest.substring(slash + 1);
    }
    if (rest.isEmpty()) {
      throw S3Errors.invalidPath(key);
    }
    return of(access, bucket, rest);
  }

  /**
   * The address of a bucket.
   *
   * @throws dev.sluice.bridge.BridgeException ERR_S3_INVALID_PATH, ERR_S3_INVALID_ENDPOINT
   */
  static S3Address ofBucket(S3Access access) {
    if (access.bucket().isEmpty() && !access.isVirtualHosted()) {
      throw S3Errors.invalidPath("");
    }
    return of(access, access.bucket(), "");
  }

  private static S3Address of(S3Access access, String bucket, String key) {
    String endpoint = access.endpoint();
    String region = access.region().isEmpty() ? regionOf(endpoint) : access.region();
    UrlRecord url = parse(endpoint.isEmpty() ? awsEndpoint(access, bucket, region) : endpoint);
    boolean isSecure = url.protocol().equals("https:");
    int port = url.port().isEmpty() ? (isSecure ? HTTPS : HTTP) : Integer.parseInt(url.port());
    String host = url.hostname();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    String base = url.pathname();
    if (base.endsWith("/")) {
      base = base.substring(0, base.length() - 1);
    }
    String encoded = Query.encode(key, true);
    String path =
        access.isVirtualHosted()
            ? base + '/' + encoded
            : base + '/' + Query.encode(bucket, false) + (key.isEmpty() ? "" : '/' + encoded);
    Origin origin = new Origin(isSecure ? access.tls() : null, bare, port, access.proxy(), null);
    return new S3Address(origin, url.host(), path, region);
  }

  private static String awsEndpoint(S3Access access, String bucket, String region) {
    if (!access.isVirtualHosted()) {
      return "https://s3." + region + AWS;
    }
    if (bucket.isEmpty()) {
      throw S3Errors.invalidEndpoint("");
    }
    return "https://" + bucket + ".s3." + region + AWS;
  }

  /** The scheme is {@code https:} unless the endpoint says otherwise. */
  private static UrlRecord parse(String endpoint) {
    @Nullable UrlRecord url =
        UrlRecord.parse(endpoint.contains("://") ? endpoint : "https://" + endpoint, null);
    if (url == null
        || !(url.protocol().equals("https:") || url.protocol().equals("http:"))
        || !url.search().isEmpty()
        || !url.username().isEmpty()) {
      throw S3Errors.invalidEndpoint(endpoint);
    }
    return url;
  }

  /** The URL of the endpoint alone, for whoever looks for the proxy to it. */
  static String endpoint(S3Access access) {
    String region = access.region().isEmpty() ? regionOf(access.endpoint()) : access.region();
    UrlRecord url = parse(access.endpoint().isEmpty() ? "s3." + region + AWS : access.endpoint());
    return url.protocol() + "//" + url.host() + '/';
  }

  /** AWS has the region in the host's name; others take any, and {@code auto} if none is said. */
  private static String regionOf(String endpoint) {
    if (endpoint.isEmpty()) {
      return "us-east-1";
    }
    String host = endpoint.toLowerCase(Locale.ROOT);
    int end = host.indexOf(AWS);
    if (end < 0) {
      return "auto";
    }
    // «s3.eu-west-3», «s3.dualstack.eu-west-3», «bucket.s3.eu-west-3», «s3-us-west-2», «s3».
    String last = host.substring(host.lastIndexOf('.', end - 1) + 1, end);
    String label = last.substring(last.lastIndexOf('/') + 1);
    String region = label.startsWith("s3-") ? label.substring(3) : label;
    return REGION.matcher(region).matches() ? region : "us-east-1";
  }

  boolean isSecure() {
    return origin.isSecure();
  }

  /** The whole URL. */
  String url(String query) {
    return (isSecure() ? "https://" : "http://")
        + authority
        + path
        + (query.isEmpty() ? "" : '?' + query);
  }
}
