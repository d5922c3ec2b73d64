package dev.sluice.bridge.s3;

import static dev.sluice.bridge.s3.S3Fixture.codeOf;
import static dev.sluice.bridge.s3.S3Server.method;
import static dev.sluice.bridge.s3.S3Server.part;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.s3.S3Server.Fault;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server and a network that do what they should not. */
class S3FaultsTest {
  private static final int THREE_PARTS = 11_000_000;

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

  private Source source(byte[] bytes) {
    return BytesStore.of(bytes).source(0, -1, fixture.loop);
  }

  @Test
  void whatPassesIsAskedForAgain() throws Exception {
    S3Object object = fixture.object("k");
    for (Fault fault :
        new Fault[] {
          Fault.status(500, "InternalError"),
          Fault.status(503, "SlowDown", "Retry-After", "0"),
          Fault.status(400, "RequestTimeout"),
          Fault.reset(),
          Fault.resetAfter(1000)
        }) {
      fixture.server.fault(2, method("PUT"), fault);
      byte[] bytes = bytes(200_000);
      fixture.write(object, BytesStore.of(bytes), 0, -1);
      assertArrayEquals(bytes, fixture.server.object("/b/k").bytes());
      fixture.server.fault(1, method("GET"), Fault.status(500, "InternalError"));
      fixture.server.fault(1, method("GET"), Fault.reset());
      assertArrayEquals(bytes, fixture.read(object, 0, -1));
      fixture.server.fault(1, method("HEAD"), Fault.reset());
      assertEquals(200_000, (long) fixture.stat(object).size());
    }
  }

  @Test
  void itIsAskedAsOftenAsIsSaid() {
    S3Object object = fixture.object(fixture.settings().retries(2), "k");
    fixture.server.fault(100, method("PUT"), Fault.status(500, "InternalError"));
    assertEquals("InternalError", codeOf(() -> fixture.write(object, BytesStore.of("x"), 0, -1)));
    assertEquals(3, fixture.server.log.size());
  }

  @Test
  void aRefusalIsNotAskedForAgainAndItsWordsAreTold() {
    S3Object object = fixture.object(fixture.settings().text("secretAccessKey", "wrong"), "k");
    BridgeException error =
        assertThrows(BridgeException.class, () -> fixture.write(object, BytesStore.of("x"), 0, -1));
    assertEquals("SignatureDoesNotMatch", error.code());
    assertEquals("No: SignatureDoesNotMatch", error.message());
    assertEquals("S3Error", error.name());
    assertEquals("k", error.path());
    assertEquals(1, fixture.server.log.size());
    // To HEAD there are no words.
    assertEquals("AccessDenied", codeOf(() -> fixture.stat(object)));
  }

  @Test
  void whatIsNoXmlIsAnErrorByItsStatus() {
    fixture.server.fault(
        1,
        method("GET"),
        request -> {
          S3Server.respond(request, 404, "<html><p>Not here</html>");
          return true;
        });
    assertEquals("NoSuchKey", codeOf(() -> fixture.read(fixture.object("k"), 0, -1)));
    fixture.server.fault(
        1,
        method("GET"),
        request -> {
          S3Server.respond(request, 403, "x".repeat(1 << 20));
          return true;
        });
    assertEquals("AccessDenied", codeOf(() -> fixture.read(fixture.object("k"), 0, -1)));
  }

  @Test
  void anotherRegionIsNamed() {
    fixture.server.fault(
        1,
        method("GET"),
        Fault.status(301, "PermanentRedirect", "x-amz-bucket-region", "eu-central-1"));
    BridgeException error =
        assertThrows(BridgeException.class, () -> fixture.read(fixture.object("k"), 0, -1));
    assertTrue(error.message().contains("eu-central-1"));
  }

  @Test
  void aReadThatBreaksOffGoesOn() throws Exception {
    byte[] bytes = bytes(500_000);
    S3Object object = fixture.object("k");
    fixture.write(object, BytesStore.of(bytes), 0, -1);
    fixture.server.fault(1, method("GET"), truncated(bytes, 300_000));
    assertArrayEquals(bytes, fixture.read(object, 0, -1));
    assertEquals(2, fixture.server.count("GET"));
  }

  private Fault truncated(byte[] bytes, int length) {
    return request -> {
      String etag = fixture.server.object("/b/k").etag();
      request.send(
          "HTTP/1.1 200 OK\r\nETag: " + etag + "\r\nContent-Length: " + bytes.length + "\r\n\r\n");
      request.socket().getOutputStream().write(bytes, 0, length);
      return false;
    };
  }

  @Test
  void aReadThatBreaksOffEachTimeIsAnError() throws Exception {
    byte[] bytes = bytes(500_000);
    fixture.write(fixture.object("k"), BytesStore.of(bytes), 0, -1);
    fixture.server.fault(100, method("GET"), truncated(bytes, 100));
    S3Object object = fixture.object(fixture.settings().retries(1), "k");
    assertEquals("ECONNRESET", codeOf(() -> fixture.read(object, 0, -1)));
    assertEquals(2, fixture.server.count("GET"));
  }

  @Test
  void aSlowServerIsWaitedFor() throws Exception {
    fixture.server.fault(
        1,
        method("GET"),
        request -> {
          request.send("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n");
          for (int i = 0; i < 40; i++) {
            request.send("x");
          }
          return true;
        });
    assertEquals(40, fixture.read(fixture.object("k"), 0, -1).length);
  }

  @Test
  void aPartThatFailsIsSentAgainByItself() throws Exception {
    byte[] bytes = bytes(THREE_PARTS);
    S3Object object = fixture.object("k");
    fixture.server.fault(1, part(1), Fault.status(500, "InternalError"));
    fixture.server.fault(2, part(2), Fault.resetAfter(1 << 20));
    fixture.server.fault(1, part(3), Fault.reset());
    fixture.pipe(source(bytes), object.upload());
    assertArrayEquals(bytes, fixture.server.object("/b/k").bytes());
    assertEquals(3 + 4, fixture.server.count("partNumber="));
    assertEquals(1, fixture.server.count("uploads="));
  }

  @Test
  void anUploadWhosePartFailsForGoodIsTakenBackBeforeThatIsTold() {
    fixture.server.fault(100, part(2), Fault.status(403, "AccessDenied"));
    assertEquals(
        "AccessDenied",
        codeOf(() -> fixture.pipe(source(bytes(THREE_PARTS)), fixture.object("k").upload())));
    assertEquals(0, fixture.server.uploads());
    assertEquals(1, fixture.server.count("DELETE"));
    assertTrue(fixture.server.objects.isEmpty());
  }

  @Test
  void aLargeStoreWhosePartFailsIsTakenBack() {
    fixture.server.fault(100, part(2), Fault.status(403, "AccessDenied"));
    BytesStore large = BytesStore.of(new byte[S3Fixture.LARGE]);
    assertEquals("AccessDenied", codeOf(() -> fixture.write(fixture.object("k"), large, 0, -1)));
    assertEquals(0, fixture.server.uploads());
    assertTrue(fixture.server.objects.isEmpty());
  }

  @Test
  void aSourceThatFailsTakesTheUploadBack() throws Exception {
    BridgeException cut = new BridgeException(Code.ECONNRESET, "read", null, null);
    assertEquals(
        "ECONNRESET",
        codeOf(() -> fixture.pipe(new Failing(6 << 20, cut), fixture.object("k").upload())));
    awaitNoUploads(1);
    assertTrue(fixture.server.objects.isEmpty());
  }

  /** So many bytes, and then a failure. */
  private static final class Failing implements Source {
    private final BridgeException error;
    private int left;

    Failing(int length, BridgeException error) {
      this.left = length;
      this.error = error;
    }

    @Override
    public StreamResult pull(Consumer<StreamResult> receiver) {
      if (left == 0) {
        return new StreamResult.Failed(error);
      }
      int count = Math.min(left, 1 << 20);
      left -= count;
      return new StreamResult.Owned(ByteBuffer.allocate(count), false);
    }

    @Override
    public void cancel() {}
  }

  /** A DELETE is on its way that nobody is told of. */
  private void awaitNoUploads(int begun) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (fixture.server.count("uploads=") < begun || fixture.server.uploads() > 0) {
      assertTrue(System.nanoTime() < deadline, "still there");
      Thread.onSpinWait();
      fixture.loop.run(() -> {});
    }
  }

  @Test
  void anAbortAtAnyPointLeavesNothing() throws Exception {
    for (String at :
        new String[] {"uploads=", "partNumber=1", "partNumber=3", "POST /b/k?uploadId"}) {
      CountDownLatch reached = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      fixture.server.fault(
          1,
          request -> {
            if ((request.method() + ' ' + request.target()).contains(at)) {
              reached.countDown();
              await(goOn);
            }
            return false;
          },
          Fault.reset());
      long before = fixture.server.count("uploads=");
      Pipe pipe =
          fixture.loop.call(
              () ->
                  Pipe.connect(
                      source(bytes(THREE_PARTS)), fixture.object("k").upload(), (_, _) -> {}));
      assertTrue(reached.await(20, TimeUnit.SECONDS), at);
      fixture.loop.run(pipe::cancel);
      goOn.countDown();
      awaitNoUploads((int) before + 1);
      assertTrue(fixture.server.objects.isEmpty(), at);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anErrorInsideOfA200IsAnError() {
    fixture.server.fault(
        100,
        request -> request.method().equals("POST") && request.target().contains("uploadId"),
        request -> {
          request.body();
          S3Server.respond(
              request, 200, S3Server.xml("Error", "<Code>InvalidPart</Code><Message>m</Message>"));
          return true;
        });
    S3Object object = fixture.object(fixture.settings().retries(1), "k");
    assertEquals(
        "InvalidPart", codeOf(() -> fixture.pipe(source(bytes(THREE_PARTS)), object.upload())));
    assertEquals(0, fixture.server.uploads());
  }

  @Test
  void aCompletionWhoseAnswerGotLostIsFound() throws Exception {
    byte[] bytes = bytes(THREE_PARTS);
    boolean[] lost = {false};
    fixture.server.fault(
        1,
        request -> request.method().equals("POST") && request.target().contains("uploadId"),
        request -> {
          lost[0] = true;
          request.body();
          fixture.server.completeUnheard(request, bytes);
          request.reset();
          return false;
        });
    assertEquals(THREE_PARTS, fixture.pipe(source(bytes), fixture.object("k").upload()));
    assertTrue(lost[0]);
    assertEquals(1, fixture.server.count("HEAD"));
  }

  @Test
  void anUploadIsNotBegunTwiceWhereNobodyKnows() {
    fixture.server.fault(1, request -> request.target().endsWith("uploads="), Fault.reset());
    assertEquals(
        "ECONNRESET",
        codeOf(() -> fixture.pipe(source(bytes(THREE_PARTS)), fixture.object("k").upload())));
    assertEquals(1, fixture.server.count("uploads="));
  }

  @Test
  void anUploadHoldsNoMoreThanItsParts() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    fixture.server.fault(
        100,
        request -> {
          if (request.target().contains("partNumber")) {
            await(goOn);
          }
          return false;
        },
        Fault.reset());
    CompletableFuture<Long> done = new CompletableFuture<>();
    S3Object object = fixture.object(fixture.settings().queueSize(2), "k");
    Counted counted = new Counted(30 << 20);
    S3Upload upload = fixture.loop.call(object::upload);
    fixture.loop.run(
        () -> Pipe.connect(counted, upload, (error, n) -> S3Fixture.settle(done, error, n)));
    fixture.loop.run(() -> {});
    assertTrue(fixture.loop.call(upload::isFull));
    // Two parts that are being sent, and one piece more.
    assertTrue(fixture.loop.call(() -> counted.given) <= (10 << 20) + (1 << 20));
    assertFalse(done.isDone());
    goOn.countDown();
    assertEquals(30 << 20, done.get(20, TimeUnit.SECONDS));
    assertEquals(30 << 20, fixture.server.object("/b/k").bytes().length);
  }

  private static final class Counted implements Source {
    private final int length;
    int given;

    Counted(int length) {
      this.length = length;
    }

    @Override
    public StreamResult pull(Consumer<StreamResult> receiver) {
      if (given == length) {
        return StreamResult.Done.DONE;
      }
      given += 1 << 20;
      return new StreamResult.Owned(ByteBuffer.allocate(1 << 20), false);
    }

    @Override
    public void cancel() {}
  }

  @Test
  void nobodyThereIsAnErrorOfTheNetwork() throws Exception {
    S3Object object =
        fixture.object(fixture.settings().text("endpoint", "http://127.0.0.1:1"), "k");
    assertEquals("ECONNREFUSED", codeOf(() -> fixture.read(object, 0, -1)));
  }

  @Test
  void aListThatIsNoneIsAnError() {
    fixture.server.fault(
        1,
        method("GET"),
        request -> {
          S3Server.respond(
              request, 200, "hello".getBytes(StandardCharsets.UTF_8), "Content-Type", "text/plain");
          return true;
        });
    assertEquals(
        "ERR_S3_INVALID_RESPONSE",
        codeOf(
            () ->
                fixture.<S3Listing>await(
                    future ->
                        fixture
                            .client()
                            .list(
                                fixture.settings().build(),
                                new ListQuery("", "", "", "", "", 0, false),
                                (error, list) -> S3Fixture.settle(future, error, list)))));
  }
}
