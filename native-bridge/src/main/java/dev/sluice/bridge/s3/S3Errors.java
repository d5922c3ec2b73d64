package dev.sluice.bridge.s3;

import dev.sluice.bridge.BridgeException;
import org.jspecify.annotations.Nullable;

/** What goes wrong with S3, as scripts are told of it: an Error named S3Error. */
final class S3Errors {
  private static final String NAME = "S3Error";
  private static final int SHOWN = 200;

  private S3Errors() {}

  static BridgeException of(String code, String message, @Nullable String path) {
    return BridgeException.named(NAME, code, message, path);
  }

  static BridgeException missingCredentials() {
    return of(
        "ERR_S3_MISSING_CREDENTIALS",
        "S3: accessKeyId and secretAccessKey are missing; options or the environment"
            + " (S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY) give them",
        null);
  }

  static BridgeException invalidPath(String key) {
    return of("ERR_S3_INVALID_PATH", "S3: '" + key + "' does not tell a bucket and a key", key);
  }

  static BridgeException invalidEndpoint(String endpoint) {
    return of(
        "ERR_S3_INVALID_ENDPOINT",
        "S3: '" + endpoint + "' is no endpoint: a URL of http: or https: is one",
        null);
  }

  static BridgeException invalidMethod(String method) {
    return of(
        "ERR_S3_INVALID_METHOD",
        "S3: the method is GET, PUT, DELETE, HEAD or, of a signed URL, POST, and not " + method,
        null);
  }

  static BridgeException tooManyParts(String path) {
    return of(
        "ERR_S3_TOO_MANY_PARTS",
        "S3: an upload has at most " + Multipart.MOST_PARTS + " parts; a larger partSize helps",
        path);
  }

  static BridgeException badAnswer(String what, @Nullable String path) {
    return of("ERR_S3_INVALID_RESPONSE", "S3: " + what, path);
  }

  /** The network must not be waited for on the loop's thread. */
  static BridgeException wouldBlock(String path) {
    return of(
        "ERR_S3_WOULD_BLOCK", "S3: " + path + " cannot be had at once, without a promise", path);
  }

  /**
   * What a server has answered instead of what it was asked for.
   *
   * @param body of the answer; null if there is none, or none that is XML
   * @param region that the server says the bucket is in, or null
   */
  static BridgeException answered(
      int status, @Nullable XmlElement body, @Nullable String region, String path) {
    String code = body == null ? "" : body.text("Code");
    String message = body == null ? "" : body.text("Message");
    String hint =
        region == null || status / 100 != 3 ? "" : " (the bucket's region is " + region + ")";
    return of(
        code.isEmpty() ? codeOf(status) : shortened(code),
        (message.isEmpty() ? "S3 answered with status " + status : shortened(message)) + hint,
        path);
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + '…';
  }

  /** S3's own name for a status that comes without words, as to HEAD. */
  static String codeOf(int status) {
    return switch (status) {
      case 301 -> "PermanentRedirect";
      case 307 -> "TemporaryRedirect";
      case 400 -> "BadRequest";
      case 401, 403 -> "AccessDenied";
      case 404 -> "NoSuchKey";
      case 405 -> "MethodNotAllowed";
      case 409 -> "OperationAborted";
      case 412 -> "PreconditionFailed";
      case 416 -> "InvalidRange";
      case 429, 503 -> "SlowDown";
      case 500 -> "InternalError";
      case 501 -> "NotImplemented";
      default -> "UnknownError";
    };
  }
}
