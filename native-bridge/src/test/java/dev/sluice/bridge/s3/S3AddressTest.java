package dev.sluice.bridge.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.bridge.BridgeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3AddressTest {
  private static S3Access access(String endpoint, String bucket, String region, boolean virtual) {
    return S3Settings.NONE.toBuilder()
        .text("endpoint", endpoint)
        .text("bucket", bucket)
        .text("region", region)
        .virtualHosted(virtual)
        .build()
        .access();
  }

  @ParameterizedTest
  @CsvSource({
    "'', b, '', false, https://s3.us-east-1.amazonaws.com/b/k, us-east-1",
    "'', b, eu-west-3, false, https://s3.eu-west-3.amazonaws.com/b/k, eu-west-3",
    "'', b, eu-west-3, true, https://b.s3.eu-west-3.amazonaws.com/k, eu-west-3",
    "https://s3.us-west-2.amazonaws.com, b, '', false,"
        + " https://s3.us-west-2.amazonaws.com/b/k, us-west-2",
    "https://b.s3.us-west-2.amazonaws.com, '', '', true,"
        + " https://b.s3.us-west-2.amazonaws.com/k, us-west-2",
    "s3.dualstack.eu-west-3.amazonaws.com, b, '', false,"
        + " https://s3.dualstack.eu-west-3.amazonaws.com/b/k, eu-west-3",
    "https://logs3.x.s3.us-gov-west-1.amazonaws.com, '', '', true,"
        + " https://logs3.x.s3.us-gov-west-1.amazonaws.com/k, us-gov-west-1",
    "https://s3-us-west-2.amazonaws.com, b, '', false,"
        + " https://s3-us-west-2.amazonaws.com/b/k, us-west-2",
    "s3.cn-north-1.amazonaws.com.cn, b, '', false,"
        + " https://s3.cn-north-1.amazonaws.com.cn/b/k, cn-north-1",
    "https://b.s3.amazonaws.com, '', '', true, https://b.s3.amazonaws.com/k, us-east-1",
    "http://localhost:9000, b, '', false, http://localhost:9000/b/k, auto",
    "http://localhost:80/base/, b, '', false, http://localhost/base/b/k, auto",
    "http://[::1]:9000, b, '', false, http://[::1]:9000/b/k, auto",
    "x.r2.cloudflarestorage.com, b, '', false, https://x.r2.cloudflarestorage.com/b/k, auto"
  })
  void isWhereTheSettingsSay(
      String endpoint, String bucket, String region, boolean virtual, String url, String where) {
    S3Address address = S3Address.ofObject(access(endpoint, bucket, region, virtual), "k");
    assertEquals(url, address.url(""));
    assertEquals(where, address.region());
  }

  @Test
  void aKeyStaysWhatItIs() {
    S3Access access = access("http://h", "b", "", false);
    assertEquals("/b/a//b/../%C3%A4%20%2B%3F/", S3Address.ofObject(access, "a//b/../ä +?/").path());
    assertEquals("/b/a", S3Address.ofObject(access, "/a").path());
    assertEquals("/b//a", S3Address.ofObject(access, "//a").path());
  }

  @Test
  void withoutABucketTheKeyBeginsWithIt() {
    S3Access access = access("http://h", "", "", false);
    assertEquals("/b/c/d", S3Address.ofObject(access, "b/c/d").path());
    for (String key : new String[] {"b", "b/", "/b", ""}) {
      BridgeException error =
          assertThrows(BridgeException.class, () -> S3Address.ofObject(access, key));
      assertEquals("ERR_S3_INVALID_PATH", error.code());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://h", "http://", "http://u:p@h", "http://h?q", "a b"})
  void whatIsNoEndpointIsRefused(String endpoint) {
    S3Access access = access(endpoint, "b", "", false);
    BridgeException error =
        assertThrows(BridgeException.class, () -> S3Address.ofObject(access, "k"));
    assertEquals("ERR_S3_INVALID_ENDPOINT", error.code());
  }
}
