package dev.sluice.bridge.s3;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.http.client.ClientResponse;
import dev.sluice.bridge.http.client.HttpClient;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * S3 as one event loop sees it: what all its objects have in common. Used on the loop's thread,
 * unless it is said otherwise.
 */
public final class S3Client {
  private static final long FIRST_PAUSE = 200;

  /** What is hashed on the loop's thread: a tenth of a millisecond. */
  private static final long HASHED_AT_ONCE = 64 << 10;

  /** S3 takes requests that are a quarter of an hour old, or as early. */
  private static final Duration FAR = Duration.ofMinutes(14);

  private static final int PIECE = 8 << 20;

  private final EventLoop netty;
  private final Loop loop;
  private final HttpClient http;
  private final InstantSource clock;
  private final long firstPause;
  private final long large;
  private final RequestSigner signer = new RequestSigner("s3");

  /** How far this machine's clock is behind the server's. */
  private Duration skew = Duration.ZERO;

  /**
   * @param netty Netty's view of {@code loop}
   */
  public S3Client(EventLoop netty, Loop loop, HttpClient http) {
    this(netty, loop, http, InstantSource.system(), FIRST_PAUSE, StoreUpload.LARGE);
  }

  /**
   * @param firstPause milliseconds before what has failed is sent again for the first time
   * @param large from how many bytes on a store is sent in parts
   */
  S3Client(
      EventLoop netty,
      Loop loop,
      HttpClient http,
      InstantSource clock,
      long firstPause,
      long large) {
    this.netty = netty;
    this.loop = loop;
    this.http = http;
    this.clock = clock;
    this.firstPause = firstPause;
    this.large = large;
  }

  /** An object; nothing is asked, and nothing is looked at but when it is used. */
  public S3Object object(S3Settings settings, String key) {
    return new S3Object(this, settings, key);
  }

  /**
   * What is in a bucket.
   *
   * @param whenDone in a task: an error, or null and the list
   * @throws BridgeException ERR_S3_MISSING_CREDENTIALS, ERR_S3_INVALID_PATH,
   *     ERR_S3_INVALID_ENDPOINT
   */
  public void list(
      S3Settings settings,
      ListQuery wanted,
      BiConsumer<@Nullable BridgeException, @Nullable S3Listing> whenDone) {
    S3Request request =
        new S3Request(
            "GET",
            S3Address.ofBucket(settings.access()),
            settings.access().credentials(),
            settings.access().bucket(),
            wanted.query(),
            settings.attributes().forAll(),
            null,
            S3Request.NO_PAYLOAD,
            S3Request.USUAL,
            true,
            true,
            settings.transfer().retries());
    send(
        request,
        new S3Call.Handler() {
          @Override
          public void onResponse(ClientResponse response, @Nullable XmlElement document) {
            whenDone.accept(null, document == null ? null : S3Listing.of(document));
          }

          @Override
          public void onError(BridgeException error) {
            whenDone.accept(error, null);
          }
        });
  }

  S3Call send(S3Request request, S3Call.Handler handler) {
    return new S3Call(this, request, handler).start();
  }

  /**
   * What is signed of a body: nothing where TLS protects it, else the hash of all of it.
   *
   * @param whenDone an error, or null and the hash; within the call where there is little to hash
   */
  void hash(
      boolean isSecure,
      BlobStore store,
      long offset,
      long length,
      BiConsumer<@Nullable BridgeException, String> whenDone) {
    if (isSecure) {
      whenDone.accept(null, RequestSigner.UNSIGNED_PAYLOAD);
    } else if (store.isInMemory() && length <= HASHED_AT_ONCE) {
      whenDone.accept(null, hash(store, offset, length));
    } else {
      loop.blocking(
          () -> hash(store, offset, length),
          (error, hash) ->
              whenDone.accept(
                  error == null ? null : BridgeException.of(error, "read", null),
                  hash == null ? "" : hash));
    }
  }

  private static String hash(BlobStore store, long offset, long length) {
    MessageDigest digest = RequestSigner.sha256();
    for (long at = 0; at < length; ) {
      ByteBuffer piece = store.read(offset + at, Math.min(PIECE, length - at), -1);
      if (!piece.hasRemaining()) {
        // Shorter by now: the upload fails for it.
        break;
      }
      at += piece.remaining();
      digest.update(piece);
    }
    return RequestSigner.hex(digest.digest());
  }

  /** Is the time that requests are signed with so far from a server's that it refuses them? */
  boolean isFarFrom(@Nullable String date) {
    Instant theirs = instant(date);
    return theirs != null && Duration.between(now(), theirs).abs().compareTo(FAR) >= 0;
  }

  private static @Nullable Instant instant(@Nullable String date) {
    try {
      return date == null ? null : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * The server says that the time of a request is wrong: from now on its own is used.
   *
   * @return whether that makes a difference
   */
  boolean correctClock(@Nullable String date) {
    Instant theirs = instant(date);
    if (theirs == null) {
      return false;
    }
    skew = Duration.between(clock.instant(), theirs);
    return true;
  }

  Instant now() {
    return clock.instant().plus(skew);
  }

  long firstPause() {
    return firstPause;
  }

  long large() {
    return large;
  }

  long random(long bound) {
    return ThreadLocalRandom.current().nextLong(bound);
  }

  RequestSigner signer() {
    return signer;
  }

  EventLoop netty() {
    return netty;
  }

  Loop loop() {
    return loop;
  }

  HttpClient http() {
    return http;
  }
}
