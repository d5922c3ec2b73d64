package dev.sluice.bridge.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.bridge.http.HeaderFields;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
 * AWS Signature Version 4, in a header or in a URL (IAM user guide, «Create a signed AWS API
 * request»; S3 API reference, «Authenticating requests»). What S3 does otherwise than other
 * services: paths are encoded once and not normalized, and the payload's hash is a header.
 *
 * <p>All fields that a request has are signed. One signer is used by one thread: it keeps the key
 * of the day.
 */
final class RequestSigner {
  /** Instead of the payload's hash: TLS protects it. */
  static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String MAC = "HmacSHA256";
  private static final String TERMINATOR = "aws4_request";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int DAY = 8;
  private static final HexFormat HEX = HexFormat.of();

  private record KeyOf(String secret, String day, String region, String service) {}

  private final String service;
  private @Nullable KeyOf keyOf;
  private byte[] key = {};

  /**
   * @param service such as {@code s3}
   */
  RequestSigner(String service) {
    this.service = service;
  }

  /** The hash of a payload, in hexadecimal. */
  static String hash(byte[] bytes) {
    return HEX.formatHex(sha256().digest(bytes));
  }

  static String hex(byte[] hash) {
    return HEX.formatHex(hash);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  /**
   * Adds what signs a request to its fields, among which Host is already.
   *
   * @param path encoded, as it is sent
   * @param payloadHash in hexadecimal, or {@link #UNSIGNED_PAYLOAD}
   */
  void sign(
      Credentials who,
      String region,
      Instant when,
      String method,
      String path,
      Query query,
      HeaderFields fields,
      String payloadHash) {
    String time = TIME.format(when);
    fields.add("x-amz-content-sha256", payloadHash);
    fields.add("x-amz-date", time);
    if (who.sessionToken() != null) {
      fields.add("x-amz-security-token", who.sessionToken());
    }
    Map<String, String> signed = canonicalFields(fields);
    String names = String.join(";", signed.keySet());
    String scope = scope(time, region);
    String signature =
        signature(
            who.secretAccessKey(),
            time,
            region,
            scope,
            canonicalRequest(method, path, query.canonical(), signed, names, payloadHash));
    fields.add(
        "Authorization",
        ALGORITHM
            + " Credential="
            + who.accessKeyId()
            + '/'
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + signature);
  }

  /**
   * The query of a URL that is signed.
   *
   * @param query what is to be among it
   * @param seconds for which it holds
   */
  String presign(
      Credentials who,
      String region,
      Instant when,
      String method,
      String host,
      String path,
      Query query,
      long seconds) {
    String time = TIME.format(when);
    String scope = scope(time, region);
    Query all =
        query
            .with("X-Amz-Algorithm", ALGORITHM)
            .with("X-Amz-Credential", who.accessKeyId() + '/' + scope)
            .with("X-Amz-Date", time)
            .with("X-Amz-Expires", Long.toString(seconds))
            .with("X-Amz-SignedHeaders", "host");
    if (who.sessionToken() != null) {
      all = all.with("X-Amz-Security-Token", who.sessionToken());
    }
    String canonical = all.canonical();
    String signature =
        signature(
            who.secretAccessKey(),
            time,
            region,
            scope,
            canonicalRequest(
                method, path, canonical, Map.of("host", host), "host", UNSIGNED_PAYLOAD));
    return canonical + "&X-Amz-Signature=" + signature;
  }

  private String scope(String time, String region) {
    return time.substring(0, DAY) + '/' + region + '/' + service + '/' + TERMINATOR;
  }

  /** Names in lower case and in order, values without superfluous blanks. */
  private static Map<String, String> canonicalFields(HeaderFields fields) {
    Map<String, List<String>> values = new TreeMap<>();
    for (int i = 0; i < fields.size(); i++) {
      values
          .computeIfAbsent(fields.name(i).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(fields.value(i).strip().replaceAll(" +", " "));
    }
    Map<String, String> canonical = new TreeMap<>();
    values.forEach((name, all) -> canonical.put(name, String.join(",", all)));
    return canonical;
  }

  private static String canonicalRequest(
      String method,
      String path,
      String query,
      Map<String, String> fields,
      String names,
      String payloadHash) {
    StringBuilder text = new StringBuilder(512);
    text.append(method).append('\n').append(path).append('\n').append(query).append('\n');
    fields.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return text.append('\n').append(names).append('\n').append(payloadHash).toString();
  }

  private String signature(
      String secret, String time, String region, String scope, String canonicalRequest) {
    // A field's value is one byte a character, and all else is ASCII.
    String toSign =
        ALGORITHM + '\n' + time + '\n' + scope + '\n' + hash(canonicalRequest.getBytes(ISO_8859_1));
    byte[] signingKey = keyFor(new KeyOf(secret, time.substring(0, DAY), region, service));
    return HEX.formatHex(hmac(signingKey, toSign));
  }

  private byte[] keyFor(KeyOf wanted) {
    if (!wanted.equals(keyOf)) {
      byte[] ofDay = hmac(("AWS4" + wanted.secret).getBytes(UTF_8), wanted.day);
      key = hmac(hmac(hmac(ofDay, wanted.region), wanted.service), TERMINATOR);
      keyOf = wanted;
    }
    return key;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }
}
