package dev.sluice.bridge.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.HeaderFields;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The examples that AWS publishes with their signatures (S3 API reference, «Signature calculations
 * for the authorization header: transferring payload in a single chunk», «Authenticating requests:
 * using query parameters»), and agreement with the check that the tests' server makes.
 */
class RequestSignerTest {
  private static final Credentials WHO =
      new Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null);
  private static final Instant WHEN = Instant.parse("2013-05-24T00:00:00Z");
  private static final String HOST = "examplebucket.s3.amazonaws.com";
  private static final String EMPTY = RequestSigner.hash(new byte[0]);

  private final RequestSigner signer = new RequestSigner("s3");

  private String signature(String method, String path, Query query, String hash, String... fields) {
    HeaderFields all = HeaderFields.of(fields).add("Host", HOST);
    signer.sign(WHO, "us-east-1", WHEN, method, path, query, all, hash);
    String authorization = String.valueOf(all.get("authorization"));
    assertTrue(
        authorization.startsWith(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + " SignedHeaders="));
    return authorization.substring(authorization.indexOf("Signature=") + 10);
  }

  @Test
  void aGetOfARange() {
    assertEquals(
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        signature("GET", "/test.txt", Query.NONE, EMPTY, "Range", "bytes=0-9"));
  }

  @Test
  void aPutWithFieldsAndAPathThatIsEncoded() {
    assertEquals(
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        signature(
            "PUT",
            '/' + Query.encode("test$file.text", true),
            Query.NONE,
            RequestSigner.hash("Welcome to Amazon S3.".getBytes(UTF_8)),
            "Date",
            "Fri, 24 May 2013 00:00:00 GMT",
            "x-amz-storage-class",
            "REDUCED_REDUNDANCY"));
  }

  @Test
  void aQueryWithoutAValue() {
    assertEquals(
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        signature("GET", "/", Query.of("lifecycle", ""), EMPTY));
  }

  @Test
  void aQueryWithTwo() {
    assertEquals(
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        signature("GET", "/", Query.of("prefix", "J", "max-keys", "2"), EMPTY));
  }

  @Test
  void aUrl() {
    String query =
        signer.presign(WHO, "us-east-1", WHEN, "GET", HOST, "/test.txt", Query.NONE, 86_400);
    assertEquals(
        "X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
        query);
  }

  @Test
  void theKeyOfADayIsNotUsedForAnotherRegionOrDay() {
    String first = signature("GET", "/", Query.NONE, EMPTY);
    HeaderFields other = HeaderFields.of("Host", HOST);
    signer.sign(WHO, "eu-west-1", WHEN, "GET", "/", Query.NONE, other, EMPTY);
    assertFalse(String.valueOf(other.get("authorization")).contains(first));
    assertEquals(first, signature("GET", "/", Query.NONE, EMPTY));
  }

  @Test
  void aServerComesToTheSameOfAllThatCanBeSaid() {
    SignatureCheck check = new SignatureCheck("id", "se/cret", "auto");
    Credentials who = new Credentials("id", "se/cret", "to+ken/=");
    String path = '/' + Query.encode("bucket/ä b/../+~*'()!@:;=&%$#?[]|\u0001/", true);
    Query query = Query.of("prefix", "a b+c/ü&=%", "delimiter", "", "list-type", "2", "a-b", "1");
    HeaderFields fields = HeaderFields.of("Host", "127.0.0.1:9", "Content-Type", " a;  b=\"c\" ");
    signer.sign(who, "auto", WHEN, "PUT", path, query, fields, EMPTY);
    Map<String, String> sent = new TreeMap<>();
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.name(i).toLowerCase(java.util.Locale.ROOT);
      sent.put(name, name.equals("content-type") ? "a; b=\"c\"" : fields.value(i));
    }
    String target = path + '?' + query.canonical();
    assertNull(check.fault("PUT", target, sent));
    assertEquals("SignatureDoesNotMatch", check.fault("GET", target, sent));
    sent.put("x-amz-acl", "public-read");
    assertEquals("AccessDenied", check.fault("PUT", target, sent));
    String url = signer.presign(who, "auto", WHEN, "PUT", "h:1", path, query, 60);
    assertNull(check.fault("PUT", path + '?' + url, Map.of("host", "h:1")));
    assertEquals(
        "SignatureDoesNotMatch", check.fault("PUT", path + '?' + url, Map.of("host", "h:2")));
  }

  @Test
  void noSecretIsShown() {
    assertFalse(WHO.toString().contains("wJalr"));
    S3Settings settings = S3Settings.NONE.toBuilder().text("secretAccessKey", "hidden").build();
    assertFalse(settings.toString().contains("hidden"));
  }
}
