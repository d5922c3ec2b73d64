package dev.sluice.bridge.s3;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.RemoteObject;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.ClientResponse;
import dev.sluice.bridge.http.client.RequestBody;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An object in a bucket: what is said of it and nothing of what the bucket says. Whether it can be
 * asked for at all (credentials, path, endpoint) is found out by what first needs to know.
 *
 * <p>Immutable. On the loop's thread, but for what is said to block.
 */
public final class S3Object implements RemoteObject, S3Source.Opener, S3Upload.Destination {
  /** Seven days: more is not signed (S3 API reference, X-Amz-Expires). */
  public static final long LONGEST_URL = 604_800;

  private final S3Client client;
  private final S3Settings settings;
  private final String key;

  S3Object(S3Client client, S3Settings settings, String key) {
    this.client = client;
    this.settings = settings;
    this.key = key;
  }

  S3Client client() {
    return client;
  }

  public S3Settings settings() {
    return settings;
  }

  /** As it was given. */
  public String key() {
    return key;
  }

  @Override
  public String url() {
    String bucket = settings.access().bucket();
    return "s3://" + (bucket.isEmpty() ? "" : bucket + '/') + key;
  }

  S3Address address() {
    return S3Address.ofObject(settings.access(), key);
  }

  Credentials credentials() {
    return settings.access().credentials();
  }

  /**
   * A URL by which others may do something with the object for a while.
   *
   * @param method GET, HEAD, PUT, POST or DELETE
   * @param seconds from 1 to {@link #LONGEST_URL}
   * @throws BridgeException ERR_S3_INVALID_METHOD, ERR_S3_MISSING_CREDENTIALS, …
   */
  public String presign(String method, long seconds) {
    switch (method) {
      case "GET", "HEAD", "PUT", "POST", "DELETE" -> {}
      default -> throw S3Errors.invalidMethod(method);
    }
    Credentials who = credentials();
    S3Address address = address();
    return address.url(
        client
            .signer()
            .presign(
                who,
                address.region(),
                client.now(),
                method,
                address.authority(),
                address.path(),
                settings.attributes().forUrl(method),
                seconds));
  }

  /**
   * The fields that sign a request without a body which somebody else sends, by {@link
   * #requestUrl}.
   *
   * @throws BridgeException as {@link #presign}
   */
  public HeaderFields signed(String method) {
    switch (method) {
      case "GET", "HEAD", "DELETE" -> {}
      default -> throw S3Errors.invalidMethod(method);
    }
    Credentials who = credentials();
    S3Address address = address();
    HeaderFields fields = settings.attributes().forAll();
    fields.add("Host", address.authority());
    client
        .signer()
        .sign(
            who,
            address.region(),
            client.now(),
            method,
            address.path(),
            Query.NONE,
            fields,
            RequestSigner.UNSIGNED_PAYLOAD);
    return fields.remove("Host");
  }

  /** Where that request goes. */
  public String requestUrl() {
    return address().url("");
  }

  /**
   * Asks for what can be told of it.
   *
   * @param whenDone in a task: an error (NoSuchKey), or null and what was told
   */
  public S3Task stat(BiConsumer<@Nullable BridgeException, @Nullable S3Stat> whenDone) {
    return send("HEAD", Query.NONE, whenDone, response -> S3Stat.of(response.fields()));
  }

  /**
   * Removes it; if there is none, that is well, too.
   *
   * @param whenDone in a task, with an error or null
   */
  public S3Task remove(Consumer<@Nullable BridgeException> whenDone) {
    return send("DELETE", Query.NONE, (error, _) -> whenDone.accept(error), _ -> true);
  }

  private <T> S3Task send(
      String method,
      Query query,
      BiConsumer<@Nullable BridgeException, @Nullable T> whenDone,
      Function<ClientResponse, T> result) {
    S3Call call =
        client.send(
            S3Request.of(method, this, query, settings.attributes().forAll()),
            new S3Call.Handler() {
              @Override
              public void onResponse(ClientResponse response, @Nullable XmlElement document) {
                discard(response);
                whenDone.accept(null, result.apply(response));
              }

              @Override
              public void onError(BridgeException error) {
                whenDone.accept(error, null);
              }
            });
    return call::cancel;
  }

  static void discard(ClientResponse response) {
    if (response.body() != null) {
      response.body().cancel();
    }
  }

  @Override
  public Source source(long offset, long length) {
    return length == 0
        ? BytesStore.EMPTY.source(0, 0, client.loop())
        : new S3Source(this, offset, length, settings.transfer().retries(), client.loop());
  }

  @Override
  public S3Task open(long offset, long length, @Nullable String etag, S3Call.Handler handler) {
    HeaderFields fields = settings.attributes().forAll();
    if (offset > 0 || length >= 0) {
      fields.add("Range", "bytes=" + offset + '-' + (length < 0 ? "" : offset + length - 1));
    }
    if (etag != null) {
      fields.add("If-Match", etag);
    }
    return client.send(S3Request.of("GET", this, Query.NONE, fields), handler)::cancel;
  }

  @Override
  public S3Task put(
      BlobStore store, long offset, long length, Consumer<@Nullable BridgeException> whenDone) {
    S3Request request = S3Request.of("PUT", this, Query.NONE, settings.attributes().forWriting());
    return StoredPut.send(
        client,
        request,
        new RequestBody.Stored(store, offset, length),
        (error, _) -> whenDone.accept(error));
  }

  @Override
  public S3Upload.Parts parts(S3Upload.Parts.Listener listener) {
    // Told now rather than after a part has been gathered.
    credentials();
    address();
    return new Multipart(this, listener);
  }

  /**
   * A sink that becomes the object.
   *
   * @throws BridgeException as {@link #write}
   */
  public S3Upload upload() {
    credentials();
    address();
    return new S3Upload(this, settings.transfer(), client.loop());
  }

  /**
   * Writes a range of a store.
   *
   * @param length −1: to the end
   * @param whenDone in a task: an error, or null and how many bytes
   * @throws BridgeException ERR_S3_MISSING_CREDENTIALS, ERR_S3_INVALID_PATH,
   *     ERR_S3_INVALID_ENDPOINT
   */
  public S3Task write(
      BlobStore store,
      long offset,
      long length,
      BiConsumer<@Nullable BridgeException, Long> whenDone) {
    credentials();
    address();
    StoreUpload upload = new StoreUpload(this, store, offset, length, whenDone);
    upload.start();
    return upload::cancel;
  }

  @Override
  public long size() {
    checkMayBlock();
    CompletableFuture<Long> size = new CompletableFuture<>();
    client
        .loop()
        .post(
            () ->
                guarded(
                    size,
                    () ->
                        stat(
                            (error, stat) -> {
                              if (stat == null) {
                                size.completeExceptionally(failure(error));
                              } else {
                                size.complete((long) stat.size());
                              }
                            })));
    return await(size);
  }

  @Override
  public ByteBuffer read(long offset, long length, long limit) {
    checkMayBlock();
    CompletableFuture<ByteBuffer> bytes = new CompletableFuture<>();
    client
        .loop()
        .post(
            () ->
                guarded(
                    bytes,
                    () -> {
                      Collector all = new Collector(limit);
                      Pipe.connect(
                          source(offset, length),
                          all,
                          (error, _) -> {
                            if (error != null) {
                              bytes.completeExceptionally(error);
                            } else {
                              bytes.complete(ByteBuffer.wrap(all.bytes()));
                            }
                          });
                    }));
    return await(bytes);
  }

  private static Throwable failure(@Nullable BridgeException error) {
    return error == null ? new IllegalStateException("neither an error nor a result") : error;
  }

  private static void guarded(CompletableFuture<?> result, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  private void checkMayBlock() {
    if (client.netty().inEventLoop()) {
      throw S3Errors.wouldBlock(url());
    }
  }

  private <T> T await(CompletableFuture<T> result) {
    try {
      return result.join();
    } catch (CompletionException e) {
      throw BridgeException.of(e.getCause() == null ? e : e.getCause(), "read", url());
    }
  }
}
