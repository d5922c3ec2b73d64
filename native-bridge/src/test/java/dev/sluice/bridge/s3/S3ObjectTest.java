package dev.sluice.bridge.s3;

import static dev.sluice.bridge.s3.S3Fixture.codeOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.blob.PartsBuilder;
import dev.sluice.bridge.blob.S3Store;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.stream.Drain;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects read, written and looked at over the network, when all goes well. */
class S3ObjectTest {
  private static final String STRANGE = "a b/ä+&?#%41=/../~!*'();:@$,[]/";

  private S3Fixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new S3Fixture();
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private S3Server.Stored stored(String path) {
    return fixture.server.object(path);
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    for (int length : new int[] {0, 1, 70_000, 3_000_000}) {
      byte[] bytes = bytes(length);
      S3Object object = fixture.object("k" + length);
      assertEquals(length, fixture.write(object, BytesStore.of(bytes), 0, -1));
      assertArrayEquals(bytes, fixture.read(object, 0, -1));
      assertEquals(length, (long) fixture.stat(object).size());
    }
  }

  @Test
  void anyKeyIsThatKey() throws Exception {
    S3Object object = fixture.object(STRANGE);
    fixture.write(object, BytesStore.of("x"), 0, -1);
    assertEquals("x", new String(fixture.read(object, 0, -1), UTF_8));
    assertEquals(List.of(STRANGE), keys("", 0));
  }

  @Test
  void aRangeIsARange() throws Exception {
    byte[] bytes = bytes(100_000);
    S3Object object = fixture.object("k");
    fixture.write(object, BytesStore.of(bytes), 0, -1);
    assertArrayEquals(Arrays.copyOfRange(bytes, 10, 30), fixture.read(object, 10, 20));
    assertArrayEquals(Arrays.copyOfRange(bytes, 99_000, 100_000), fixture.read(object, 99_000, -1));
    assertEquals(0, fixture.read(object, 200_000, 5).length);
    assertEquals(0, fixture.read(object, 7, 0).length);
  }

  @Test
  void whatIsSaidOfAnObjectIsSaid() throws Exception {
    S3Object object =
        fixture.object(
            fixture
                .settings()
                .text("type", "text/css")
                .text("acl", "public-read")
                .text("storageClass", "STANDARD_IA")
                .text("contentDisposition", "attachment;  filename=\"a  b\"")
                .text("contentEncoding", "gzip")
                .requesterPays(true),
            "k");
    fixture.write(object, BytesStore.of("x"), 0, -1);
    var fields = stored("/b/k").fields();
    assertEquals("text/css", fields.get("content-type"));
    assertEquals("public-read", fields.get("x-amz-acl"));
    assertEquals("STANDARD_IA", fields.get("x-amz-storage-class"));
    assertEquals("gzip", fields.get("content-encoding"));
    assertEquals("requester", fields.get("x-amz-request-payer"));
    S3Stat stat = fixture.stat(object);
    assertEquals("text/css", stat.type());
    assertEquals(stored("/b/k").etag(), stat.etag());
    assertEquals(1369353600000.0, stat.lastModified());
  }

  @Test
  void aSessionTokenIsSigned() throws Exception {
    S3Object object = fixture.object(fixture.settings().text("sessionToken", "to/k+en=="), "k");
    fixture.write(object, BytesStore.of("x"), 0, -1);
    assertEquals("to/k+en==", stored("/b/k").fields().get("x-amz-security-token"));
  }

  @Test
  void aFileIsOneRequestAndAMissingOneNone(@TempDir Path folder) throws Exception {
    byte[] bytes = bytes(1_000_000);
    Path file = Files.write(folder.resolve("f"), bytes);
    BlobStore store = new FileStore(FileLocation.ofPath(folder, "f"));
    assertEquals(1_000_000, fixture.write(fixture.object("whole"), store, 0, -1));
    assertArrayEquals(bytes, stored("/b/whole").bytes());
    assertEquals(10, fixture.write(fixture.object("part"), store, 999_990, 100));
    assertArrayEquals(Arrays.copyOfRange(bytes, 999_990, 1_000_000), stored("/b/part").bytes());
    BlobStore missing = new FileStore(FileLocation.ofPath(folder, "none"));
    assertEquals("ENOENT", codeOf(() -> fixture.write(fixture.object("x"), missing, 0, -1)));
    BlobStore directory = new FileStore(FileLocation.ofPath(folder, "."));
    assertEquals("EISDIR", codeOf(() -> fixture.write(fixture.object("x"), directory, 0, -1)));
    assertEquals(2, fixture.server.log.size());
    Files.delete(file);
  }

  @Test
  void anObjectGoesIntoAnotherWithoutBeingHeld() throws Exception {
    byte[] bytes = bytes(11_000_000);
    fixture.write(fixture.object("from"), BytesStore.of(bytes), 0, -1);
    BlobStore from = new S3Store(fixture.object("from"));
    assertEquals(11_000_000, fixture.write(fixture.object("to"), from, 0, -1));
    assertArrayEquals(bytes, stored("/b/to").bytes());
    assertEquals(3, fixture.server.count("partNumber="));
    assertEquals(0, fixture.server.uploads());
    BlobStore both = new PartsBuilder().add("<").add(from, 1, 5).add(">").build();
    assertTrue(both.isRemote());
    assertEquals(7, fixture.write(fixture.object("parts"), both, 0, -1));
    assertEquals('>', stored("/b/parts").bytes()[6]);
  }

  @Test
  void elsewhereThanOnTheLoopItMayBeWaitedFor() throws Exception {
    byte[] bytes = bytes(100_000);
    S3Object object = fixture.object("k");
    fixture.write(object, BytesStore.of(bytes), 0, -1);
    S3Store store = new S3Store(object);
    assertEquals(100_000, store.size());
    assertArrayEquals(Arrays.copyOfRange(bytes, 5, 15), store.read(5, 10, -1).array());
    assertEquals("ERR_BODY_TOO_LARGE", codeOf(() -> store.read(0, -1, 10)));
    assertEquals("NoSuchKey", codeOf(() -> fixture.object("none").read(0, -1, -1)));
    assertEquals("ERR_S3_WOULD_BLOCK", codeOf(() -> fixture.await(_ -> store.size())));
    BlobStore parts = new PartsBuilder().add("<").add(store, 0, -1).build();
    assertEquals(100_001, parts.size());
  }

  @Test
  void aLargeStoreGoesInParts(@TempDir Path folder) throws Exception {
    int size = S3Fixture.LARGE + 1000;
    byte[] bytes = bytes(size);
    Files.write(folder.resolve("f"), bytes);
    S3Settings.Builder settings = fixture.settings().queueSize(2);
    FileStore file = new FileStore(FileLocation.ofPath(folder, "f"));
    assertEquals(size, fixture.write(fixture.object(settings, "k"), file, 0, -1));
    assertTrue(Arrays.equals(bytes, stored("/b/k").bytes()));
    assertEquals(3, fixture.server.count("partNumber="));
  }

  @Test
  void aStreamGoesInPartsOfItsSize() throws Exception {
    byte[] bytes = bytes(11_000_000);
    S3Object object = fixture.object(fixture.settings().text("type", "a/b"), STRANGE);
    assertEquals(
        11_000_000,
        fixture.pipe(BytesStore.of(bytes).source(0, -1, fixture.loop), object.upload()));
    assertArrayEquals(bytes, fixture.read(object, 0, -1));
    assertEquals("a/b", fixture.stat(object).type());
    assertEquals(3, fixture.server.count("partNumber="));
  }

  @Test
  void aSmallStreamIsOneRequest() throws Exception {
    S3Object object = fixture.object("k");
    fixture.pipe(BytesStore.of("small").source(0, -1, fixture.loop), object.upload());
    assertEquals(List.of("PUT /b/k"), fixture.server.log);
  }

  @Test
  void aRemovedObjectIsGone() throws Exception {
    S3Object object = fixture.object("k");
    fixture.write(object, BytesStore.of("x"), 0, -1);
    for (int i = 0; i < 2; i++) {
      fixture.<Boolean>await(
          future -> object.remove(error -> S3Fixture.settle(future, error, true)));
    }
    assertEquals("NoSuchKey", codeOf(() -> fixture.stat(object)));
    assertEquals("NoSuchKey", codeOf(() -> fixture.read(object, 0, -1)));
  }

  private List<String> keys(String prefix, int most) throws Exception {
    List<String> keys = new ArrayList<>();
    String token = "";
    do {
      String after = token;
      S3Listing listing =
          fixture.<S3Listing>await(
              future ->
                  fixture
                      .client()
                      .list(
                          fixture.settings().build(),
                          new ListQuery(prefix, "", after, "", "", most, true),
                          (error, list) -> S3Fixture.settle(future, error, list)));
      for (int i = 0; i < listing.size(); i++) {
        keys.add(listing.entry(i).text("Key"));
        assertEquals("me", listing.entry(i).text("Owner", "ID"));
      }
      token = listing.text("NextContinuationToken");
    } while (!token.isEmpty());
    return keys;
  }

  @Test
  void aBucketIsListedPageByPage() throws Exception {
    for (String key : List.of("a", "p/1", "p/2 &", "p/3", "q")) {
      fixture.write(fixture.object(key), BytesStore.of("x"), 0, -1);
    }
    assertEquals(List.of("p/1", "p/2 &", "p/3"), keys("p/", 2));
    assertEquals(5, keys("", 0).size());
  }

  @Test
  void aSignedUrlWorksForWhoeverHasIt() throws Exception {
    S3Object object =
        fixture.object(fixture.settings().text("sessionToken", "t").text("type", "a/b"), STRANGE);
    try (HttpClient anybody = HttpClient.newHttpClient()) {
      URI put = URI.create(fixture.loop.call(() -> object.presign("PUT", 60)));
      HttpRequest.Builder request =
          HttpRequest.newBuilder(put)
              .timeout(Duration.ofSeconds(20))
              .PUT(HttpRequest.BodyPublishers.ofString("hello"));
      assertEquals(200, anybody.send(request.build(), BodyHandlers.discarding()).statusCode());
      URI get = URI.create(fixture.loop.call(() -> object.presign("GET", 604_800)));
      assertTrue(get.getRawQuery().contains("response-content-type=a%2Fb"));
      request = HttpRequest.newBuilder(get).timeout(Duration.ofSeconds(20));
      assertEquals("hello", anybody.send(request.build(), BodyHandlers.ofString()).body());
      request.method("DELETE", HttpRequest.BodyPublishers.noBody());
      assertEquals(403, anybody.send(request.build(), BodyHandlers.discarding()).statusCode());
    }
    assertEquals("ERR_S3_INVALID_METHOD", codeOf(() -> fixture.object("k").presign("PATCH", 60)));
  }

  /** With a clock that is two hours late, at a server that refuses that with this code. */
  private static S3Fixture late(String code) throws Exception {
    InstantSource late = InstantSource.offset(InstantSource.system(), Duration.ofHours(-2));
    S3Fixture wrong = new S3Fixture(late);
    wrong.server.fault(
        Integer.MAX_VALUE,
        request -> isOld(request.fields().get("x-amz-date")),
        S3Server.Fault.status(
            403,
            code,
            "Date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().atZone(ZoneOffset.UTC))));
    return wrong;
  }

  @Test
  void aClockThatIsWrongIsCorrected() throws Exception {
    try (S3Fixture wrong = late("RequestTimeTooSkewed")) {
      S3Object object = wrong.object("k");
      wrong.write(object, BytesStore.of("x"), 0, -1);
      assertEquals(2, wrong.server.log.size());
      wrong.stat(object);
      assertEquals(3, wrong.server.log.size());
    }
  }

  @Test
  void aClockThatIsWrongIsCorrectedWhereNoWordsSaySo() throws Exception {
    try (S3Fixture wrong = late("")) {
      assertEquals("NoSuchKey", codeOf(() -> wrong.stat(wrong.object("k"))));
      assertEquals(2, wrong.server.log.size());
    }
  }

  private static boolean isOld(@Nullable String date) {
    Instant when =
        LocalDateTime.parse(
                String.valueOf(date), DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'"))
            .toInstant(ZoneOffset.UTC);
    return when.isBefore(Instant.now().minus(Duration.ofMinutes(15)));
  }

  @Test
  void withoutCredentialsOrAKeyNothingIsAsked() throws Exception {
    S3Object nobody = fixture.object(fixture.settings().text("accessKeyId", ""), "k");
    assertEquals("ERR_S3_MISSING_CREDENTIALS", codeOf(() -> fixture.stat(nobody)));
    assertEquals("ERR_S3_MISSING_CREDENTIALS", codeOf(nobody::upload));
    Drain drain = new Drain(nobody.source(0, -1), new dev.sluice.bridge.SteppedLoop());
    drain.pull(0);
    BridgeException error = drain.failure();
    assertNotNull(error);
    assertEquals("ERR_S3_MISSING_CREDENTIALS", error.code());
    assertEquals("ERR_S3_INVALID_PATH", codeOf(() -> fixture.stat(fixture.object(""))));
    assertFalse(error.message().contains(S3Server.SECRET_KEY));
    assertEquals(List.of(), fixture.server.log);
  }
}
