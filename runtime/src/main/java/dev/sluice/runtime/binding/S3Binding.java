package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.blob.S3Store;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.s3.ListQuery;
import dev.sluice.bridge.s3.S3Client;
import dev.sluice.bridge.s3.S3Settings;
import dev.sluice.runtime.loop.EventLoop;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code internal.s3}: what can be done with objects in S3 beyond reading and writing them, which
 * stores and {@code internal.files} do. Callbacks get {@code (error, value)}, once, in a task of
 * their own.
 */
public final class S3Binding {
  private final EventLoop loop;
  private final FetchBinding fetch;
  private @Nullable S3Client client;

  S3Binding(EventLoop loop, FetchBinding fetch) {
    this.loop = loop;
    this.fetch = fetch;
  }

  private S3Client client() {
    S3Client made = client;
    if (made == null) {
      made = new S3Client(loop.netty(), loop, fetch.client());
      client = made;
    }
    return made;
  }

  /** Settings that say nothing yet. */
  @Exported
  public S3SettingsBinding settings() {
    return new S3SettingsBinding(S3Settings.NONE);
  }

  /** A store that is an object; nobody is asked. */
  @Exported
  public BlobStoreBinding object(S3SettingsBinding settings, String key) {
    return new BlobStoreBinding(new S3Store(client().object(settings.settings(), key)), loop);
  }

  /** The settings of an object. */
  @Exported
  public S3SettingsBinding settingsOf(BlobStoreBinding store) {
    return new S3SettingsBinding(store.s3("open").settings());
  }

  /** The key of an object, as it was given. */
  @Exported
  public String keyOf(BlobStoreBinding store) {
    return store.s3("open").key();
  }

  /** Asks for what can be told of an object: {@code (error, S3Stat)}. */
  @Exported
  public void stat(BlobStoreBinding store, Value callback) {
    var _ = store.s3("stat").stat(callback::executeVoid);
  }

  /** Removes an object: {@code (error)}. */
  @Exported
  public void remove(BlobStoreBinding store, Value callback) {
    var _ = store.s3("unlink").remove(error -> callback.executeVoid(error, null));
  }

  /**
   * A URL that is signed.
   *
   * @param method in capitals
   * @param seconds in its range
   */
  @Exported
  public String presign(BlobStoreBinding store, String method, double seconds) {
    return store.s3("presign").presign(method, (long) seconds);
  }

  /** The URL of an object, for a request that {@link #signed} signs. */
  @Exported
  public String url(BlobStoreBinding store) {
    return store.s3("open").requestUrl();
  }

  /** What signs a request without a body: GET, HEAD or DELETE. */
  @Exported
  public HeaderFields signed(BlobStoreBinding store, String method) {
    return store.s3("open").signed(method);
  }

  /** A PUT of fetch(), to be given its body and sent. */
  @Exported
  public S3PutBinding put(BlobStoreBinding store) {
    return new S3PutBinding(store.s3("write"), loop);
  }

  /** What is in a bucket: {@code (error, S3Listing)}. Parameters as in {@link ListQuery}. */
  @Exported
  public void list(
      S3SettingsBinding settings,
      String prefix,
      String delimiter,
      String continuationToken,
      String startAfter,
      String encodingType,
      int maxKeys,
      boolean fetchesOwner,
      Value callback) {
    client()
        .list(
            settings.settings(),
            new ListQuery(
                prefix,
                delimiter,
                continuationToken,
                startAfter,
                encodingType,
                maxKeys,
                fetchesOwner),
            (error, list) -> callback.executeVoid(error, list));
  }
}
