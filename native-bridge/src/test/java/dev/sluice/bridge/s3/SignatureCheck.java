package dev.sluice.bridge.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signatures as a server checks them: from the bytes of the request, and by nothing that {@link
 * RequestSigner} has.
 */
final class SignatureCheck {
  private final String accessKeyId;
  private final String secretAccessKey;
  private final String region;

  SignatureCheck(String accessKeyId, String secretAccessKey, String region) {
    this.accessKeyId = accessKeyId;
    this.secretAccessKey = secretAccessKey;
    this.region = region;
  }

  /**
   * Looks at a request.
   *
   * @param target as it stood in the request line
   * @param fields by their names in lower case
   * @return the code of S3's error; null if the signature is right
   */
  @Nullable String fault(String method, String target, Map<String, String> fields) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    List<String[]> query = new ArrayList<>();
    if (mark >= 0) {
      for (String pair : target.substring(mark + 1).split("&")) {
        int equals = pair.indexOf('=');
        query.add(
            equals < 0
                ? new String[] {pair, ""}
                : new String[] {pair.substring(0, equals), pair.substring(equals + 1)});
      }
    }
    String authorization = fields.get("authorization");
    return authorization == null
        ? ofUrl(method, path, query, fields)
        : ofFields(method, path, query, fields, authorization);
  }

  private @Nullable String ofFields(
      String method,
      String path,
      List<String[]> query,
      Map<String, String> fields,
      String authorization) {
    Map<String, String> said = new TreeMap<>();
    for (String part : authorization.substring("AWS4-HMAC-SHA256 ".length()).split(", ")) {
      said.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
    }
    String time = fields.getOrDefault("x-amz-date", "");
    String names = said.getOrDefault("SignedHeaders", "");
    List<String> signed = List.of(names.split(";"));
    // All of S3's own fields, and the host, have to be signed.
    for (String name : fields.keySet()) {
      if ((name.startsWith("x-amz-") || name.equals("host")) && !signed.contains(name)) {
        return "AccessDenied";
      }
    }
    String wanted =
        signature(
            time,
            String.join(
                "\n",
                method,
                path,
                canonical(query),
                lines(signed, fields),
                names,
                fields.getOrDefault("x-amz-content-sha256", "missing")));
    return verdict(said.getOrDefault("Credential", ""), time, said.get("Signature"), wanted);
  }

  private @Nullable String ofUrl(
      String method, String path, List<String[]> query, Map<String, String> fields) {
    Map<String, String> said = new TreeMap<>();
    List<String[]> signed = new ArrayList<>();
    for (String[] pair : query) {
      said.put(pair[0], URLDecoder.decode(pair[1].replace("+", "%2B"), UTF_8));
      if (!pair[0].equals("X-Amz-Signature")) {
        signed.add(pair);
      }
    }
    String names = said.getOrDefault("X-Amz-SignedHeaders", "");
    String time = said.getOrDefault("X-Amz-Date", "");
    if (names.isEmpty()) {
      return "AccessDenied";
    }
    String wanted =
        signature(
            time,
            String.join(
                "\n",
                method,
                path,
                canonical(signed),
                lines(List.of(names.split(";")), fields),
                names,
                "UNSIGNED-PAYLOAD"));
    return verdict(
        said.getOrDefault("X-Amz-Credential", ""), time, said.get("X-Amz-Signature"), wanted);
  }

  private @Nullable String verdict(
      String credential, String time, @Nullable String signature, String wanted) {
    String scope = time.substring(0, 8) + '/' + region + "/s3/aws4_request";
    if (!credential.startsWith(accessKeyId + '/')) {
      return "InvalidAccessKeyId";
    } else if (!credential.equals(accessKeyId + '/' + scope)) {
      return "AuthorizationHeaderMalformed";
    }
    return wanted.equals(signature) ? null : "SignatureDoesNotMatch";
  }

  private static String lines(List<String> names, Map<String, String> fields) {
    StringBuilder lines = new StringBuilder();
    for (String name : names) {
      lines
          .append(name)
          .append(':')
          .append(fields.getOrDefault(name, "").strip().replaceAll(" +", " "))
          .append('\n');
    }
    return lines.toString();
  }

  private static String canonical(List<String[]> query) {
    return query.stream()
        .map(pair -> pair[0] + '=' + pair[1])
        .sorted()
        .reduce((a, b) -> a + '&' + b)
        .orElse("");
  }

  private String signature(String time, String request) {
    String day = time.substring(0, 8);
    String scope = day + '/' + region + "/s3/aws4_request";
    String text =
        "AWS4-HMAC-SHA256\n" + time + '\n' + scope + '\n' + sha256(request.getBytes(UTF_8));
    byte[] key = ("AWS4" + secretAccessKey).getBytes(UTF_8);
    for (String step : List.of(day, region, "s3", "aws4_request", text)) {
      key = hmac(key, step);
    }
    return HexFormat.of().formatHex(key).toLowerCase(Locale.ROOT);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
